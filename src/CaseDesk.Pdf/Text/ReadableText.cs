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
    // Two hold every accented letter of the European scripts; Hebrew, Arabic and the Indic scripts stack up to four.
    private const int MostMarksOnOneBase = 2;
    private const int MostMarksOnScriptWithMarks = 4;

    /// <summary>The desk's words with each datum in them isolated, and how many characters are escapes.</summary>
    public static (Passage Passage, int Escapes) Of(PdfWords words, FontStack fonts, TextDirection direction)
    {
        if (words.Parts is [(var only, false)])
        {
            var (text, count) = Of(only, TextOrigin.Desk, fonts);
            return (new Passage(text, direction), count);
        }

        var whole = new StringBuilder();
        var escapes = 0;
        foreach (var (part, isDatum) in words.Parts)
        {
            var (text, count) = Of(part, isDatum ? TextOrigin.Data : TextOrigin.Desk, fonts);
            escapes += count;
            if (isDatum)
                whole.Append(Passage.FirstStrongIsolate).Append(text).Append(Passage.PopIsolate);
            else
                whole.Append(text);
        }

        return (new Passage(whole.ToString(), direction), escapes);
    }

    /// <summary>The readable form, each escape isolated, and how many characters are escapes.</summary>
    public static (string Text, int Escapes) Of(string text, TextOrigin origin, FontStack fonts)
    {
        if (IsPlain(text, fonts.Primary))
            return (text, 0);
        var readable = new StringBuilder(text.Length + 16);
        var escapes = 0;
        var room = 0;
        var before = default(Rune);
        for (var i = 0; i < text.Length;)
        {
            var isScalar = Rune.TryGetRuneAt(text, i, out var rune);
            var length = isScalar ? rune.Utf16SequenceLength : 1;
            var isMark = isScalar && IsMark(rune);
            if (isScalar && !IsForgedEscape(text, i) && (isMark ? room > 0 : true) && IsVisible(rune, before, text, i, origin, fonts))
            {
                readable.Append(text, i, length);
                room = rune.Value is ' ' or '\n' ? 0 : isMark ? room - 1 : IsJoiner(rune) ? room : MarksOn(rune);
                before = rune;
            }
            else
            {
                var value = isScalar ? rune.Value : text[i];
                readable.Append(CultureInfo.InvariantCulture, $"{Passage.LeftToRightIsolate}[U+{value:X4}]{Passage.PopIsolate}");
                escapes++;
                // A mark after an escape has no base of its own, and nothing joins to it.
                room = 0;
                before = default;
            }

            i += length;
        }

        return (readable.ToString(), escapes);
    }

    private static bool IsPlain(string text, FontFace face) =>
        face.CoversAscii && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains('[', StringComparison.Ordinal);

    // Text that looks like an escape gets its bracket escaped: an escape on the page is always ours.
    private static bool IsForgedEscape(string text, int at) => text.AsSpan(at).StartsWith("[U+", StringComparison.Ordinal);

    private static bool IsMark(Rune rune) =>
        !IsJoiner(rune) && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D or 0xFE0F;

    private static int MarksOn(Rune letter) => Scripts.UsesManyMarks(letter) ? MostMarksOnScriptWithMarks : MostMarksOnOneBase;

    private static bool IsVisible(Rune rune, Rune before, string text, int at, TextOrigin origin, FontStack fonts)
    {
        if (rune.Value == ' ')
            return true;
        if (rune.Value == '\n')
            return origin == TextOrigin.Desk;
        // Invisible themselves, they stay where they change what is seen, and only there.
        if (IsJoiner(rune))
            return before != default && fonts.Shows(rune, text, at);
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
            // In data one space must not pass for another; in the desk's words no-break and thin spaces are typography.
            UnicodeCategory.SpaceSeparator => origin == TextOrigin.Desk && rune.Value is 0xA0 or 0x2009 or 0x202F && fonts.Covers(rune),
            _ => !IsDefaultIgnorable(rune.Value) && fonts.Covers(rune),
        };
    }

    // Unicode, DerivedCoreProperties, Default_Ignorable_Code_Point: those that are marks or letters, not format characters;
    // and the empty braille pattern, which is a symbol without ink.
    private static bool IsDefaultIgnorable(int value) => value is 0x034F or (>= 0x115F and <= 0x1160) or (>= 0x17B4 and <= 0x17B5)
        or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0000 and <= 0xE0FFF);
}
