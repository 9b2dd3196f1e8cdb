namespace CaseDesk.Ledger;

/// <summary>One file of an export.</summary>
/// <param name="Path">Below the export, with slashes.</param>
/// <param name="Bytes">All of it.</param>
public sealed record ExportFile(string Path, byte[] Bytes);

/// <summary>Makes the files of an export while the entries come, wherever they are to go: memory stays the same however long the log is.</summary>
public sealed class ExportComposer
{
    private readonly long size;
    private readonly string checkpointNote;
    private readonly string vkey;
    private readonly string policy;
    private readonly byte[] signedRoot;
    private readonly Frontier frontier = new();
    private readonly TreeEdge edge = new();

    /// <param name="size">Number of entries that will come.</param>
    /// <param name="checkpointNote">The signed checkpoint of exactly these entries.</param>
    /// <param name="vkey">The log's key in its text form.</param>
    /// <param name="policy">The policy to send along.</param>
    /// <exception cref="LedgerFormatException">Why note, key or policy are none; <c>export.size</c> where the note is signed over another number of entries.</exception>
    public ExportComposer(long size, string checkpointNote, string vkey, string policy)
    {
        var checkpoint = Checkpoint.Parse(SignedNote.Open(checkpointNote, [NoteVerifier.Parse(vkey)]).Body);
        _ = TlogPolicy.Parse(policy);
        if (checkpoint.Size != size)
            throw new LedgerFormatException("export.size", $"The checkpoint is signed over {checkpoint.Size} entries, the export has {size}.");
        (this.size, this.checkpointNote, this.vkey, this.policy, signedRoot) = (size, checkpointNote, vkey, policy, checkpoint.Root);
    }

    /// <summary>Takes the next 256 entries, or the last fewer, and gives what is complete with them.</summary>
    /// <param name="bundle">Entries in the order of the log.</param>
    /// <exception cref="LedgerFormatException"><c>export.size</c>: there are more than were announced.</exception>
    public IReadOnlyList<ExportFile> Add(IReadOnlyCollection<byte[]> bundle)
    {
        if (frontier.Size + bundle.Count > size)
            throw new LedgerFormatException("export.size", $"There are more than the {size} entries that were announced.");

        List<ExportFile> files = [new(TilePath.Entries(frontier.Size / Tile.FullWidth, bundle.Count), EntryBundle.Encode(bundle))];
        foreach (var entry in bundle)
        {
            var leaf = Rfc6962.HashEntry(entry);
            frontier.Append(leaf);
            edge.Append(leaf, tile => files.Add(Of(tile)));
        }

        return files;
    }

    /// <summary>What is left, the checkpoint last: an export without it is unfinished.</summary>
    /// <exception cref="LedgerFormatException"><c>export.size</c> (fewer entries than announced), <c>export.root</c> (another root than signed).</exception>
    public IReadOnlyList<ExportFile> Finish()
    {
        if (frontier.Size != size)
            throw new LedgerFormatException("export.size", $"There are {frontier.Size} entries instead of the {size} that were announced.");
        if (!frontier.Root().AsSpan().SequenceEqual(signedRoot))
            throw new LedgerFormatException("export.root", "The entries do not have the root that the checkpoint is signed over.");

        return
        [
            .. edge.Partials().Select(Of),
            .. Frame(checkpointNote, vkey, policy),
        ];
    }

    /// <summary>What stands beside entries and tiles, the checkpoint last.</summary>
    internal static IReadOnlyList<ExportFile> Frame(string checkpointNote, string vkey, string policy) =>
        [Text(ExportFiles.KeyFile, vkey + "\n"), Text(ExportFiles.PolicyFile, policy), Text(ExportFiles.CheckpointFile, checkpointNote)];

    private static ExportFile Of(Tile tile) => new(TilePath.Hashes(tile.Level, tile.Index, tile.Width), tile.Hashes);

    private static ExportFile Text(string path, string text) => new(path, StrictText.Utf8.GetBytes(text));
}
