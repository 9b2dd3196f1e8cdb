using System.Globalization;
using System.Text;

namespace CaseDesk.Verify;

/// <summary>Text for a terminal: what comes from a hostile file must not move the cursor, change colours or turn the reading direction.</summary>
internal static class Plain
{
    public static string Text(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var hides = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            plain.Append(hides ? string.Create(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}") : rune.ToString());
        }

        return plain.ToString();
    }

    /// <summary>Text that UTF-8 can carry: names in a hostile report may have half of a surrogate pair, at which a JSON writer stops.</summary>
    public static string Sound(string text)
    {
        var sound = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            sound.Append(rune.ToString());
        return sound.ToString();
    }

    /// <summary>POSIX seconds as RFC 3339, or as they stand where no calendar reaches.</summary>
    public static string Time(long seconds) =>
        seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"@{seconds}");
}
