namespace CaseDesk.Pdf.Text;

/// <summary>The direction of a paragraph as a whole.</summary>
internal enum TextDirection
{
    LeftToRight,
    RightToLeft,

    /// <summary>As its first strong character has it; left to right if there is none (UAX 9, P2 and P3).</summary>
    FirstStrong,
}

/// <summary>
/// Text that is safe to show: every character is visible and in the fonts. The only controls in it are ours: LF, and the
/// isolates round data and escapes, which shape the order and are not shown themselves.
/// </summary>
internal readonly record struct Passage(string Text, TextDirection Direction)
{
    public const char LeftToRightIsolate = '\u2066';
    public const char FirstStrongIsolate = '\u2068';
    public const char PopIsolate = '\u2069';

    /// <summary>The words alone, for places without layout such as bookmarks and metadata.</summary>
    public string Plain => Text.AsSpan().ContainsAny(LeftToRightIsolate, FirstStrongIsolate, PopIsolate)
        ? string.Concat(Text.Where(unit => !IsIsolate(unit)))
        : Text;

    /// <summary>The same on one line.</summary>
    public Passage OnOneLine() => Text.Contains('\n', StringComparison.Ordinal) ? this with { Text = Text.Replace('\n', ' ') } : this;

    public static bool IsIsolate(char unit) => unit is LeftToRightIsolate or FirstStrongIsolate or PopIsolate;

    /// <summary>The direction of a language: by its script if the tag names one, else by the script that it is written in.</summary>
    public static TextDirection DirectionOf(string language)
    {
        var parts = language.Split('-');
        var script = parts.Skip(1).FirstOrDefault(part => part.Length == 4 && part.All(char.IsAsciiLetter));
        var isRightToLeft = script is null
            ? RightToLeftLanguages.Contains(parts[0], StringComparer.OrdinalIgnoreCase)
            : RightToLeftScripts.Contains(script, StringComparer.OrdinalIgnoreCase);
        return isRightToLeft ? TextDirection.RightToLeft : TextDirection.LeftToRight;
    }

    // CLDR 42: the languages whose likely script reads from right to left, as far as our fonts have it or may get it.
    private static readonly string[] RightToLeftLanguages =
        ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "lrc", "mzn", "nqo", "ps", "sd", "syr", "ug", "ur", "yi", "ji"];

    private static readonly string[] RightToLeftScripts = ["Arab", "Aran", "Hebr", "Nkoo", "Syrc", "Thaa"];
}
