using System.Globalization;
using System.Text;
using CaseDesk.Pdf.Fonts;

namespace CaseDesk.Pdf.Text;

/// <summary>Whose words they are: the desk's own may break lines and use typographic spaces, data may not.</summary>
internal enum TextOrigin
{
    Desk,
    Data,
}

/// <summary>
/// Makes text safe to show: what a reader could not see, or would see wrongly, is written as a visible escape such as
/// [U+202E]. Names and user agents are hostile input; a hidden or reordered character must not change what a page says.
/// </summary>
internal static class ReadableText
{
    private const int MostMarksOnOneBase = 2;

    /// <summary>The readable form and how many characters of it are escapes.</summary>
    public static (string Text, int Escapes) Of(string text, TextOrigin origin, FontStack fonts)
    {
        if (IsPlain(text, fonts.Primary))
            return (text, 0);
        var readable = new StringBuilder(text.Length + 16);
        var escapes = 0;
        var marks = MostMarksOnOneBase;
        for (var i = 0; i < text.Length;)
        {
            var isScalar = Rune.TryGetRuneAt(text, i, out var rune);
            var length = isScalar ? rune.Utf16SequenceLength : 1;
            if (isScalar && IsMark(rune))
                marks++;
            else
                marks = 0;
            if (!isScalar || marks > MostMarksOnOneBase || !IsVisible(rune, origin, fonts) || IsForgedEscape(text, i))
            {
                var value = isScalar ? rune.Value : text[i];
                readable.Append(CultureInfo.InvariantCulture, $"[U+{value:X4}]");
                escapes++;
                // A mark after an escape has no base of its own.
                marks = MostMarksOnOneBase;
            }
            else
            {
                readable.Append(text, i, length);
                if (rune.Value is ' ' or '\n')
                    marks = MostMarksOnOneBase;
            }

            i += length;
        }

        return (readable.ToString(), escapes);
    }

    private static bool IsPlain(string text, FontFace face)
    {
        foreach (var unit in text)
        {
            if (unit is < ' ' or > '~' or '[' || !face.Covers(new Rune(unit)))
                return false;
        }

        return true;
    }

    // Text that looks like an escape gets its bracket escaped: an escape on the page is always ours.
    private static bool IsForgedEscape(string text, int at) => text.AsSpan(at).StartsWith("[U+", StringComparison.Ordinal);

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsVisible(Rune rune, TextOrigin origin, FontStack fonts)
    {
        if (rune.Value == ' ')
            return true;
        if (rune.Value == '\n')
            return origin == TextOrigin.Desk;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
            // In data one space must not pass for another; in the desk's words no-break and thin spaces are typography.
            UnicodeCategory.SpaceSeparator => origin == TextOrigin.Desk && rune.Value is 0xA0 or 0x2009 or 0x202F && fonts.Covers(rune),
            _ => !IsDefaultIgnorable(rune.Value) && !IsRightToLeft(rune.Value) && fonts.Covers(rune),
        };
    }

    // Unicode, DerivedCoreProperties, Default_Ignorable_Code_Point: those that are marks or letters, not format characters;
    // and the empty braille pattern, which is a symbol without ink.
    private static bool IsDefaultIgnorable(int value) => value is 0x034F or (>= 0x115F and <= 0x1160) or (>= 0x17B4 and <= 0x17B5)
        or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0000 and <= 0xE0FFF);

    // Hebrew, Arabic and their kin need the bidirectional algorithm (UAX 9), which this writer does not have: shown in the
    // wrong order they would be wrong evidence. The ranges are those with a default Bidi_Class of R or AL.
    private static bool IsRightToLeft(int value) => value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF)
        or (>= 0xFE70 and <= 0xFEFF) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);
}
