using System.Globalization;

namespace CaseDesk.Ledger;

/// <summary>Names of tiles (C2SP tlog-tiles): <c>tile/0/x001/234.p/7</c>, <c>tile/entries/000</c>.</summary>
public static class TilePath
{
    public static string Hashes(int level, long index, int width) => string.Create(CultureInfo.InvariantCulture, $"tile/{level}/{Number(index)}{Part(width)}");

    public static string Entries(long index, int width) => $"tile/entries/{Number(index)}{Part(width)}";

    /// <summary>Takes one spelling only; anything else is no tile.</summary>
    /// <param name="level">-1 for entry bundles.</param>
    public static bool TryParse(string path, out int level, out long index, out int width)
    {
        (level, index, width) = (0, 0, Tile.FullWidth);
        if (path.Length > 100) return false;
        var parts = path.Split('/');
        if (parts.Length < 3 || parts[0] != "tile") return false;

        if (parts[1] == "entries") level = -1;
        else if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out level) || level > 63) return false;

        var rest = parts[2..];
        if (rest.Length >= 2 && rest[^2].EndsWith(".p", StringComparison.Ordinal))
        {
            if (!int.TryParse(rest[^1], NumberStyles.None, CultureInfo.InvariantCulture, out width) || width is < 1 or > 255) return false;
            rest = [.. rest[..^2], rest[^2][..^2]];
        }
        foreach (var (part, i) in rest.Select((part, i) => (part, i)))
        {
            var digits = i < rest.Length - 1 ? part.TrimStart('x') : part;
            if (digits.Length != 3 || !digits.All(char.IsAsciiDigit) || index > long.MaxValue / 2000) return false;
            index = (index * 1000) + int.Parse(digits, CultureInfo.InvariantCulture);
        }
        // One name for one tile: leading groups of zeros, doubled x and the like are refused by writing it again.
        return path == (level < 0 ? Entries(index, width) : Hashes(level, index, width));
    }

    private static string Number(long n)
    {
        var name = (n % 1000).ToString("000", CultureInfo.InvariantCulture);
        while (n >= 1000)
        {
            n /= 1000;
            name = $"x{(n % 1000).ToString("000", CultureInfo.InvariantCulture)}/{name}";
        }
        return name;
    }

    private static string Part(int width) => width == Tile.FullWidth ? "" : string.Create(CultureInfo.InvariantCulture, $".p/{width}");
}
