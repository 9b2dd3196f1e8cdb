namespace CaseDesk.Pdf.Text;

/// <summary>Bidi_Class (UAX 9, table 4), in the order of tools/unicode-tables.py.</summary>
internal enum BidiClass : byte
{
    L, R, AL, EN, ES, ET, AN, CS, NSM, BN, B, S, WS, ON, LRE, LRO, RLE, RLO, PDF, LRI, RLI, FSI, PDI,
}

/// <summary>
/// Line_Break (UAX 14, table 1), in the order of tools/unicode-tables.py. Three are ours: brackets of East Asian width
/// (LB30) and pictographs that are not assigned yet (LB30b).
/// </summary>
internal enum LineClass : byte
{
    AL, BA, BB, B2, BK, CB, CL, CM, CP, CR, EB, EM, EX, GL, H2, H3, HL, HY, ID, IN, IS, JL, JT, JV, LF, NL, NS, NU, OP, PO, PR, QU,
    RI, SP, SY, WJ, ZW, ZWJ, OPWide, CPWide, IDUnassigned,
}

/// <summary>Looks properties up: at once in the basic plane, by halving above it.</summary>
internal static class CharacterClasses
{
    private const int FirstHangulSyllable = 0xAC00;
    private const int LastHangulSyllable = 0xD7A3;
    private const int FinalConsonants = 28;

    private static readonly byte[] BidiPlane = Plane(UnicodeTables.BidiClasses);
    private static readonly byte[] LinePlane = Plane(UnicodeTables.LineClasses);

    private static readonly Dictionary<int, (int Other, bool Opens)> BracketPairs = Pairs();

    public static BidiClass Bidi(int scalar) => (BidiClass)(scalar < BidiPlane.Length ? BidiPlane[scalar] : Find(UnicodeTables.BidiClasses, scalar));

    /// <summary>The class after rule LB1.</summary>
    public static LineClass Line(int scalar) => (LineClass)(scalar < LinePlane.Length ? LinePlane[scalar] : Find(UnicodeTables.LineClasses, scalar));

    /// <summary>The bracket that a bracket pairs with, and whether it is the one that opens; null for other characters.</summary>
    public static (int Other, bool Opens)? Bracket(int scalar) => BracketPairs.TryGetValue(scalar, out var pair) ? pair : null;

    /// <summary>Angle brackets are canonically the same as the East Asian ones (UAX 9, BD16).</summary>
    public static int CanonicalBracket(int scalar) => scalar switch { 0x2329 => 0x3008, 0x232A => 0x3009, _ => scalar };

    private static byte[] Plane(ReadOnlySpan<int> ranges)
    {
        var plane = new byte[0x10000];
        for (var i = 0; i < ranges.Length && ranges[i] >> 6 < plane.Length; i++)
        {
            var end = i + 1 < ranges.Length ? Math.Min(ranges[i + 1] >> 6, plane.Length) : plane.Length;
            plane.AsSpan((ranges[i] >> 6)..end).Fill((byte)(ranges[i] & 63));
        }

        // UAX 14: syllables of two parts and of three, which alternate by a rule (The Unicode Standard, 3.12).
        if (ranges == UnicodeTables.LineClasses)
        {
            for (var syllable = FirstHangulSyllable; syllable <= LastHangulSyllable; syllable += FinalConsonants)
                plane[syllable] = (byte)LineClass.H2;
        }

        return plane;
    }

    private static int Find(ReadOnlySpan<int> ranges, int scalar)
    {
        int low = 0, high = ranges.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (ranges[middle] >> 6 <= scalar)
                low = middle;
            else
                high = middle - 1;
        }

        return ranges[low] & 63;
    }

    private static Dictionary<int, (int, bool)> Pairs()
    {
        var pairs = new Dictionary<int, (int, bool)>();
        for (var i = 0; i < UnicodeTables.Brackets.Length; i += 2)
        {
            pairs[UnicodeTables.Brackets[i]] = (UnicodeTables.Brackets[i + 1], true);
            pairs[UnicodeTables.Brackets[i + 1]] = (UnicodeTables.Brackets[i], false);
        }

        return pairs;
    }
}
