namespace CaseDesk.Ledger;

/// <summary>Reads files of an export that may be hostile: bounded, no links, nothing that blocks.</summary>
internal sealed class ExportFiles(string directory, Findings findings)
{
    public const string CheckpointFile = "checkpoint";
    public const string KeyFile = "ledger.vkey";
    public const string PolicyFile = "tlog-policy";
    public const string TileFolder = "tile";
    public const string StateRowsFile = "state/rows.jsonl";
    public const string StateListsFile = "state/lists.jsonl";

    // The longest line is a row with a policy or a manifest in it.
    private const int MostLineBytes = 64 * 1024 * 1024;

    /// <summary>A tile or bundle, or null after a finding.</summary>
    public byte[]? Read(TileAddress address)
    {
        var path = TilePath.Format(address);
        return address.IsEntries
            ? Read(path, address.Width * EntryBundle.PrefixSize, address.Width * (EntryBundle.PrefixSize + EntryBundle.MaxEntrySize))
            : Read(path, address.Width * Rfc6962.HashSize, address.Width * Rfc6962.HashSize);
    }

    /// <summary>The whole file, or null after a finding.</summary>
    /// <param name="path">Below the export, with slashes.</param>
    /// <param name="least">Bytes that it must have at least; at least 1, since pipes and devices say 0 and must not be opened.</param>
    /// <param name="most">Bytes that it may have.</param>
    public byte[]? Read(string path, int least, int most)
    {
        try
        {
            var file = new FileInfo(Path.Combine(directory, path));
            if (!file.Exists)
                return Missing(path);
            if (file.LinkTarget is not null)
                return Wrong("file.link", path, "is a link; an export has only plain files");
            if (file.Length < least || file.Length > most)
                return Wrong("file.size", path, least == most ? $"has {file.Length} bytes instead of {least}" : $"has {file.Length} bytes, which is not between {least} and {most}");

            using var stream = file.OpenRead();
            var bytes = new byte[file.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return Wrong("file.unreadable", path, $"cannot be read ({wrong.Message})");
        }
    }

    /// <summary>The whole file as text, or null after a finding.</summary>
    public string? ReadText(string path)
    {
        // UTF-8 has at most three bytes for one UTF-16 code unit.
        if (Read(path, 1, 3 * SignedNote.MaxLength) is not { } bytes)
            return null;
        try
        {
            return StrictText.Decode(bytes, "file.text", path);
        }
        catch (LedgerFormatException wrong)
        {
            findings.Add(wrong, path);
            return null;
        }
    }

    /// <summary>One entry's bytes in an export of this size, or null where they cannot be read.</summary>
    public byte[]? Entry(long seq, long size)
    {
        var width = Tile.WidthIn(size, 0, seq / Tile.FullWidth);
        var path = TilePath.Entries(seq / Tile.FullWidth, width);
        try
        {
            return Has(path) && Read(path, 1, width * (EntryBundle.PrefixSize + EntryBundle.MaxEntrySize)) is { } bundle
                ? EntryBundle.Decode(bundle, width)[(int)(seq % Tile.FullWidth)]
                : null;
        }
        catch (LedgerFormatException)
        {
            return null;
        }
    }

    /// <summary>Lines of a file one by one, from 1; a finding ends them.</summary>
    public IEnumerable<(long Number, byte[] Text)> Lines(string path, bool mayMiss = false)
    {
        if (mayMiss && !Has(path))
            yield break;
        using var stream = Open(path);
        if (stream is null)
            yield break;
        var line = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (long number = 1; ;)
        {
            var read = stream.Read(buffer);
            if (read == 0)
            {
                if (line.Length > 0)
                    Wrong("file.text", path, "does not end with a line feed");
                yield break;
            }

            for (var from = 0; from < read;)
            {
                var end = Array.IndexOf(buffer, (byte)'\n', from, read - from);
                line.Write(buffer, from, (end < 0 ? read : end) - from);
                if (line.Length > MostLineBytes)
                {
                    Wrong("file.size", path, $"has a line of more than {MostLineBytes} bytes");
                    yield break;
                }

                if (end < 0)
                    break;
                yield return (number++, line.ToArray());
                line.SetLength(0);
                from = end + 1;
            }
        }
    }

    private FileStream? Open(string path)
    {
        try
        {
            var file = new FileInfo(Path.Combine(directory, path));
            if (!file.Exists)
                Missing(path);
            else if (file.LinkTarget is not null)
                Wrong("file.link", path, "is a link; an export has only plain files");
            else
                return file.OpenRead();
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            Wrong("file.unreadable", path, $"cannot be read ({wrong.Message})");
        }

        return null;
    }

    public bool Has(string path) => File.Exists(Path.Combine(directory, path));

    /// <summary>Names of the checkpoints of earlier sizes that exports may hold beside the current one: <c>checkpoint.100</c>.</summary>
    public IEnumerable<string> EarlierCheckpoints() =>
        Directory.EnumerateFiles(directory)
            .Select(path => Path.GetFileName(path)!)
            .Where(name => name.StartsWith(CheckpointFile + ".", StringComparison.Ordinal) && StrictText.TryDecimal(name.AsSpan(CheckpointFile.Length + 1), out _))
            .Order(StringComparer.Ordinal);

    /// <summary>Every file below <c>tile/</c>, as a path below the export with slashes.</summary>
    public IEnumerable<string> TileFiles()
    {
        var root = Path.Combine(directory, TileFolder);
        if (!Directory.Exists(root))
            return [];

        // Ten folders are more than the deepest tile has; a loop of linked folders ends there.
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 10, AttributesToSkip = 0, IgnoreInaccessible = false };
        return Directory.EnumerateFiles(root, "*", options)
            .Select(path => Path.GetRelativePath(directory, path).Replace(Path.DirectorySeparatorChar, '/'));
    }

    private byte[]? Missing(string path) => Wrong("file.missing", path, "is missing");

    private byte[]? Wrong(string code, string path, string what)
    {
        findings.Add(code, path, $"{path} {what}.");
        return null;
    }
}
