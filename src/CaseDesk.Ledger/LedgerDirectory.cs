namespace CaseDesk.Ledger;

/// <summary>Writes an export: <c>tile/…</c>, <c>ledger.vkey</c>, <c>tlog-policy</c> and <c>checkpoint</c>. <see cref="LedgerCheck"/> reads it.</summary>
public static class LedgerDirectory
{
    /// <summary>Writes the export with constant memory, 256 entries at a time. The checkpoint comes last: an export without it is unfinished.</summary>
    /// <param name="directory">Made if needed; must be empty, so that no file of another state stays in it.</param>
    /// <param name="size">Number of entries.</param>
    /// <param name="entries">The entries' bytes in the order of the log, read once.</param>
    /// <param name="checkpointNote">The signed checkpoint of exactly these entries.</param>
    /// <param name="vkey">The log's key in its text form.</param>
    /// <param name="policy">The policy to send along.</param>
    /// <exception cref="LedgerFormatException">
    /// Why note, key or policy are none; <c>export.size</c> (other number of entries than said or signed), <c>export.root</c> (another root than signed).
    /// What was written until then has no checkpoint.
    /// </exception>
    /// <exception cref="IOException">The directory is not empty or cannot be written.</exception>
    public static void Write(string directory, long size, IEnumerable<byte[]> entries, string checkpointNote, string vkey, string policy)
    {
        var checkpoint = Checkpoint.Parse(SignedNote.Open(checkpointNote, [NoteVerifier.Parse(vkey)]).Body);
        _ = TlogPolicy.Parse(policy);
        if (checkpoint.Size != size)
            throw new LedgerFormatException("export.size", $"The checkpoint is signed over {checkpoint.Size} entries, the export has {size}.");
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
            throw new IOException($"The directory {directory} is not empty.");

        Directory.CreateDirectory(directory);
        var root = WriteTiles(directory, size, entries);
        if (!root.AsSpan().SequenceEqual(checkpoint.Root))
            throw new LedgerFormatException("export.root", "The entries do not have the root that the checkpoint is signed over.");

        WriteText(directory, ExportFiles.KeyFile, vkey + "\n");
        WriteText(directory, ExportFiles.PolicyFile, policy);
        WriteText(directory, ExportFiles.CheckpointFile, checkpointNote);
    }

    /// <summary>Writes the state of the rows beside an export, one by one.</summary>
    /// <param name="directory">An export that <see cref="Write"/> has written.</param>
    /// <param name="rows">Every row that matters, read once.</param>
    /// <param name="lists">Openings <c>state</c> of the entries that hold a root instead of their list, in the order of the log.</param>
    public static void WriteState(string directory, IEnumerable<StateLine> rows, IEnumerable<Opening> lists)
    {
        Directory.CreateDirectory(Path.Combine(directory, Path.GetDirectoryName(ExportFiles.StateRowsFile)!));
        File.WriteAllLines(Path.Combine(directory, ExportFiles.StateRowsFile), rows.Select(row => row.Format()), StrictText.Utf8);
        var file = Path.Combine(directory, ExportFiles.StateListsFile);
        File.WriteAllLines(file, lists.Select(list => StrictText.Utf8.GetString(CanonicalJson.Serialize(list.ToJson()))), StrictText.Utf8);
        if (new FileInfo(file).Length == 0)
            File.Delete(file);
    }

    private static byte[] WriteTiles(string directory, long size, IEnumerable<byte[]> entries)
    {
        var frontier = new Frontier();
        var edge = new TreeEdge();
        var number = 0L;
        foreach (var bundle in entries.Chunk(Tile.FullWidth))
        {
            if (frontier.Size + bundle.Length > size)
                throw new LedgerFormatException("export.size", $"There are more than the {size} entries that were announced.");

            WriteBytes(directory, TilePath.Entries(number++, bundle.Length), EntryBundle.Encode(bundle));
            foreach (var entry in bundle)
            {
                var leaf = Rfc6962.HashEntry(entry);
                frontier.Append(leaf);
                edge.Append(leaf, tile => WriteTile(directory, tile));
            }
        }

        if (frontier.Size != size)
            throw new LedgerFormatException("export.size", $"There are {frontier.Size} entries instead of the {size} that were announced.");
        foreach (var partial in edge.Partials())
            WriteTile(directory, partial);
        return frontier.Root();
    }

    private static void WriteTile(string directory, Tile tile) =>
        WriteBytes(directory, TilePath.Hashes(tile.Level, tile.Index, tile.Width), tile.Hashes);

    private static void WriteText(string directory, string path, string text) =>
        WriteBytes(directory, path, StrictText.Utf8.GetBytes(text));

    private static void WriteBytes(string directory, string path, byte[] bytes)
    {
        var file = Path.Combine(directory, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
    }
}
