using System.Globalization;

namespace CaseDesk.Ledger;

/// <summary>What a tile path names: a tile of hashes, or a bundle of entries.</summary>
/// <param name="IsEntries">A bundle of entries; then <paramref name="Level"/> is 0.</param>
/// <param name="Level">0 to 63.</param>
/// <param name="Index">Place within the level, from 0.</param>
/// <param name="Width">1 to 256.</param>
public readonly record struct TileAddress(bool IsEntries, int Level, long Index, int Width);

/// <summary>Paths of tiles below the log's prefix, with <c>/</c> on every system. Source: C2SP tlog-tiles.</summary>
public static class TilePath
{
    private const string Root = "tile/";
    private const string EntriesFolder = "entries";
    private const string PartialMark = ".p/";
    private const int MaxLevel = 63;

    // Seven groups of three digits and their marks hold any long; anything longer is an attack or a mistake.
    private const int MaxLength = 64;

    /// <summary>Path of a tile of hashes, for example <c>tile/0/x001/234.p/7</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Level not 0..63, index negative or width not 1..256.</exception>
    public static string Hashes(int level, long index, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, MaxLevel);
        return Format(level.ToString(CultureInfo.InvariantCulture), index, width);
    }

    /// <summary>Path of a bundle of entries, for example <c>tile/entries/000</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Index negative or width not 1..256.</exception>
    public static string Entries(long index, int width) => Format(EntriesFolder, index, width);

    /// <summary>Reads a path in its one canonical spelling; anything else, however close, is refused.</summary>
    public static bool TryParse(string path, out TileAddress address)
    {
        address = default;
        if (path.Length > MaxLength || !path.StartsWith(Root, StringComparison.Ordinal))
            return false;

        var rest = path.AsSpan(Root.Length);
        var slash = rest.IndexOf('/');
        if (slash < 0)
            return false;

        var isEntries = rest[..slash].SequenceEqual(EntriesFolder);
        long level = 0;
        if (!isEntries && !(StrictText.TryDecimal(rest[..slash], out level) && level <= MaxLevel))
            return false;

        rest = rest[(slash + 1)..];
        long width = Tile.FullWidth;
        var mark = rest.IndexOf(PartialMark, StringComparison.Ordinal);
        if (mark >= 0)
        {
            if (!StrictText.TryDecimal(rest[(mark + PartialMark.Length)..], out width) || width is < 1 or >= Tile.FullWidth)
                return false;
            rest = rest[..mark];
        }

        if (!TryIndex(rest, out var index))
            return false;

        address = new TileAddress(isEntries, (int)level, index, (int)width);
        // One spelling only: x000/001 would be a second name of 001.
        return string.Equals(Format(address), path, StringComparison.Ordinal);
    }

    internal static string Format(TileAddress address) =>
        address.IsEntries ? Entries(address.Index, address.Width) : Hashes(address.Level, address.Index, address.Width);

    private static string Format(string folder, long index, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Tile.FullWidth);

        var path = Group(index % 1000);
        for (var rest = index / 1000; rest > 0; rest /= 1000)
            path = $"x{Group(rest % 1000)}/{path}";
        var partial = width == Tile.FullWidth ? "" : PartialMark + width.ToString(CultureInfo.InvariantCulture);
        return $"{Root}{folder}/{path}{partial}";
    }

    private static string Group(long number) => number.ToString("000", CultureInfo.InvariantCulture);

    private static bool TryIndex(ReadOnlySpan<char> text, out long index)
    {
        index = 0;
        foreach (var range in text.Split('/'))
        {
            var group = text[range];
            var isLast = range.End.Value == text.Length;
            if (!isLast)
            {
                if (group.Length == 0 || group[0] != 'x')
                    return false;
                group = group[1..];
            }

            if (group.Length != 3 || group.ContainsAnyExceptInRange('0', '9') || index > (long.MaxValue - 999) / 1000)
                return false;
            index = (index * 1000) + int.Parse(group, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return true;
    }
}
