using System.Text;
using HarfBuzzSharp;

namespace CaseDesk.Pdf.Fonts;

/// <summary>The writing system of a character, as the shaper knows it.</summary>
internal static class Scripts
{
    /// <summary>The script; null for what is used in several, such as digits, punctuation and most marks.</summary>
    public static Script? Of(Rune rune)
    {
        if (rune.IsAscii)
            return char.IsAsciiLetter((char)rune.Value) ? Script.Latin : null;
        Script script = UnicodeFunctions.Default.GetScript(rune.Value);
        return script == Script.Common || script == Script.Inherited || script == Script.Unknown ? null : script;
    }

    /// <summary>Whether letters of the script carry more than two marks in ordinary spelling.</summary>
    public static bool UsesManyMarks(Rune letter) =>
        Of(letter) is { } script && script != Script.Latin && script != Script.Greek && script != Script.Cyrillic;
}
