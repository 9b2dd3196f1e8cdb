namespace CaseDesk.Ledger;

/// <summary>
/// Looks at the files that the pass over the log did not ask for. Partial tiles of earlier sizes may stay (C2SP tlog-tiles),
/// if they are the beginning of what came after them; anything else among the tiles does not belong to the log.
/// </summary>
internal sealed class TileSweep(ExportFiles files, long size, Findings findings)
{
    public void Run()
    {
        try
        {
            foreach (var path in files.TileFiles())
                Check(path);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            findings.Add("file.unreadable", ExportFiles.TileFolder, $"The tiles cannot be listed ({wrong.Message}).");
        }
    }

    private void Check(string path)
    {
        if (!TilePath.TryParse(path, out var address))
        {
            findings.Add("tile.extra", path, $"{path} is not the name of a tile or bundle.");
            return;
        }

        var width = Tile.WidthIn(size, address.Level, address.Index);
        if (address.Width > width)
            findings.Add("tile.extra", path, $"{path} does not belong to a log of {size} entries.");
        else if (address.Width < width)
            ComparePartial(path, address, TilePath.Format(address with { Width = width }));
    }

    private void ComparePartial(string path, TileAddress address, string current)
    {
        // A missing current tile is a finding of the walk already; without it there is nothing to compare.
        if (!files.Has(current))
            return;
        var (least, most) = address.IsEntries
            ? (address.Width * EntryBundle.PrefixSize, address.Width * (EntryBundle.PrefixSize + EntryBundle.MaxEntrySize))
            : (address.Width * Rfc6962.HashSize, address.Width * Rfc6962.HashSize);
        if (files.Read(path, least, most) is not { } part || files.Read(current, least, EntryBundle.MaxSize) is not { } whole)
            return;

        if (!whole.AsSpan().StartsWith(part) || (address.IsEntries && !HoldsEntries(part, address.Width)))
            findings.Add("tile.partial", path, $"{path} is not the beginning of {current}.");
    }

    private static bool HoldsEntries(ReadOnlySpan<byte> bundle, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (!EntryBundle.TryTake(ref bundle, out _))
                return false;
        }

        return bundle.IsEmpty;
    }
}
