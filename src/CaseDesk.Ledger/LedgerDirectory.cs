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
        var export = new ExportComposer(size, checkpointNote, vkey, policy);
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
            throw new IOException($"The directory {directory} is not empty.");

        Directory.CreateDirectory(directory);
        foreach (var bundle in entries.Chunk(Tile.FullWidth))
            Write(directory, export.Add(bundle));
        Write(directory, export.Finish());
    }

    /// <summary>Writes the state of the rows beside an export, one by one.</summary>
    /// <param name="directory">An export that <see cref="Write(string, long, IEnumerable{byte[]}, string, string, string)"/> has written.</param>
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

    /// <summary>
    /// Writes a stored log as it is found, whether or not it fits its checkpoint, so that <see cref="LedgerCheck"/> names what was done to it. What is not there is not written.
    /// </summary>
    /// <param name="directory">Made if needed; must be empty.</param>
    /// <param name="size">Number of entries that were signed.</param>
    /// <param name="entries">Gives the stored entries of a bundle, from the first one's number and the number of entries that it must have.</param>
    /// <param name="tile">Gives the stored tile of a level, index and width, or null.</param>
    /// <param name="checkpointNote">A signed checkpoint over that many entries.</param>
    /// <param name="vkey">The log's key in its text form.</param>
    /// <param name="policy">The policy to send along.</param>
    /// <exception cref="IOException">The directory is not empty or cannot be written.</exception>
    public static void WriteAsFound(string directory, long size, Func<long, int, IReadOnlyList<byte[]>> entries, Func<int, long, int, byte[]?> tile, string checkpointNote, string vkey, string policy)
    {
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
            throw new IOException($"The directory {directory} is not empty.");

        Directory.CreateDirectory(directory);
        for (var level = 0; size >> (Tile.HeightBits * level) > 0; level++)
        {
            for (long index = 0; Tile.WidthIn(size, level, index) is > 0 and var width; index++)
            {
                if (tile(level, index, width) is { } hashes)
                    Write(directory, [new ExportFile(TilePath.Hashes(level, index, width), hashes)]);
                if (level == 0 && entries(index * Tile.FullWidth, width) is { Count: > 0 } found)
                    Write(directory, [new ExportFile(TilePath.Entries(index, width), EntryBundle.Encode(found))]);
            }
        }

        Write(directory, ExportComposer.Frame(checkpointNote, vkey, policy));
    }

    private static void Write(string directory, IReadOnlyList<ExportFile> files)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(directory, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Bytes);
        }
    }
}
