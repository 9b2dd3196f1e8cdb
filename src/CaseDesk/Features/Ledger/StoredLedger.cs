using System.Globalization;
using System.Text;
using CaseDesk.Ledger;
using CaseDesk.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Ledger;

/// <summary>
/// The database's entries and tiles as the check reads them: 256 rows at a time, each reading a short one of its own, so that nobody waits for it.
/// What the database stores twice (a leaf's hash, a tile's root) is compared here; the check compares the rest.
/// </summary>
internal sealed class StoredLedger(CaseDeskDb db, long size)
{
    private (long Number, List<Row> Rows) last = (-1, []);

    public byte[]? Read(TileAddress address, Action<LedgerFinding> wrong)
    {
        if (address.IsEntries) return Bundle(address, wrong);
        return address.Width == Tile.FullWidth ? Full(address, wrong) : Partial(address, wrong);
    }

    /// <summary>What no tree of the ledger's size has a place for.</summary>
    public async Task<IReadOnlyList<LedgerFinding>> Beyond(CancellationToken cancel)
    {
        List<LedgerFinding> found = [];
        // One statement each, since the ledger grows meanwhile.
        if (await db.LedgerEntries.Where(e => e.Seq < 0 || e.Seq >= db.LedgerHeads.Max(h => h.Size)).Select(e => (long?)e.Seq).MinAsync(cancel) is { } entry)
            found.Add(new LedgerFinding("entry.extra", Name(entry), entry, $"Entry {Number(entry)} stands outside the ledger, which does not know it."));
        for (var (level, entries) = (0, 256L); level < 7; level++, entries <<= 8)
        {
            if (await db.LedgerTiles.Where(t => t.Level == level && (t.Index < 0 || t.Index >= db.LedgerHeads.Max(h => h.Size) / entries)).Select(t => (long?)t.Index).MinAsync(cancel) is { } index)
                found.Add(Extra(level, index));
        }
        if (await db.LedgerTiles.Where(t => t.Level < 0 || t.Level >= 7).Select(t => (int?)t.Level).MinAsync(cancel) is { } nowhere) found.Add(Extra(nowhere, 0));
        return found;
    }

    private static LedgerFinding Extra(int level, long index) =>
        new("tile.extra", "LedgerTiles", null, $"There is a tile {Number(index)} at level {Number(level)}, which a ledger of this size does not have.");

    private byte[]? Bundle(TileAddress address, Action<LedgerFinding> wrong)
    {
        var rows = Rows(address.Index, address.Width);
        if (rows.Count == address.Width) return EntryBundle.Encode(rows.Select(row => row.Leaf));

        var first = address.Index * Tile.FullWidth;
        var gap = first + rows.TakeWhile((row, place) => row.Seq == first + place).Count();
        wrong(new LedgerFinding("entry.missing", Name(gap), gap, $"Entry {Number(gap)} is missing: {(rows.Count == 0 ? "none of its bundle is there" : $"of the {address.Width} of its bundle {rows.Count} are there")}."));
        return null;
    }

    private byte[]? Full(TileAddress address, Action<LedgerFinding> wrong)
    {
        var where = TilePath.Hashes(address.Level, address.Index, address.Width);
        if (db.LedgerTiles.AsNoTracking().Where(t => t.Level == address.Level && t.Index == address.Index).Select(t => new { t.Hashes, t.Root }).SingleOrDefault() is not { } stored)
        {
            wrong(new LedgerFinding("tile.missing", where, null, $"{where} is missing among the stored tiles."));
            return null;
        }
        if (stored.Hashes.Length != Tile.FullWidth * Rfc6962.HashSize)
        {
            wrong(new LedgerFinding("tile.length", where, null, $"{where} has {stored.Hashes.Length} bytes."));
            return null;
        }
        if (!new Tile(address.Level, address.Index, address.Width, stored.Hashes).Root().AsSpan().SequenceEqual(stored.Root))
            wrong(new LedgerFinding("tile.root", where, null, $"The stored root of {where} is not the root of its hashes."));
        if (address.Level == 0) CompareLeaves(address, stored.Hashes, where, wrong);
        return stored.Hashes;
    }

    /// <summary>A tile that is not full is not stored: it is made of the rows that proofs of it are made of.</summary>
    private byte[]? Partial(TileAddress address, Action<LedgerFinding> wrong)
    {
        var first = address.Index * Tile.FullWidth;
        var hashes = address.Level == 0
            ? [.. Rows(address.Index, address.Width).Select(row => row.LeafHash)]
            : db.LedgerTiles.AsNoTracking().Where(t => t.Level == address.Level - 1 && t.Index >= first && t.Index < first + address.Width).OrderBy(t => t.Index).Select(t => t.Root).ToList();
        if (hashes.Count == address.Width && hashes.TrueForAll(hash => hash.Length == Rfc6962.HashSize)) return [.. hashes.SelectMany(hash => hash)];

        // Missing rows are told of by their bundle, and missing tiles by those that were compared before.
        var where = TilePath.Hashes(address.Level, address.Index, address.Width);
        if (address.Level > 0 || hashes.Count == address.Width) wrong(new LedgerFinding("tile.length", where, null, $"{where} cannot be made of what is stored: it needs {address.Width} hashes of 32 bytes."));
        return null;
    }

    private void CompareLeaves(TileAddress address, byte[] hashes, string where, Action<LedgerFinding> wrong)
    {
        foreach (var row in Rows(address.Index, address.Width))
        {
            var place = (int)(row.Seq - address.Index * Tile.FullWidth);
            if (!row.LeafHash.AsSpan().SequenceEqual(hashes.AsSpan(place * Rfc6962.HashSize, Rfc6962.HashSize)))
                wrong(new LedgerFinding("entry.hash", Name(row.Seq), row.Seq, $"The hash that is stored beside entry {Number(row.Seq)} is not the one in {where}."));
        }
    }

    private List<Row> Rows(long number, int width)
    {
        if (last.Number == number) return last.Rows;

        var (from, to) = (number * Tile.FullWidth, Math.Min(size, number * Tile.FullWidth + width));
        var rows = db.LedgerEntries.AsNoTracking().Where(e => e.Seq >= from && e.Seq < to).OrderBy(e => e.Seq).Select(e => new { e.Seq, e.Leaf, e.LeafHash }).ToList();
        last = (number, [.. rows.Select(row => new Row(row.Seq, Encoding.UTF8.GetBytes(row.Leaf), row.LeafHash))]);
        return last.Rows;
    }

    private static string Name(long entry) => "entry " + Number(entry);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Row(long Seq, byte[] Leaf, byte[] LeafHash);
}
