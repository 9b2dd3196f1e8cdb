using System.Globalization;
using System.Runtime.CompilerServices;

namespace CaseDesk.Pdf;

/// <summary>
/// The desk's own words, with data in them. Written as an interpolated string, its fixed parts are the desk's and each
/// value in a hole is a datum: it is escaped as data are, and isolated, so that it cannot reorder the words around it
/// (Unicode Standard Annex 9, 2.4).
/// </summary>
/// <remarks>A plain string is taken as the desk's words throughout.</remarks>
[InterpolatedStringHandler]
public sealed class PdfWords
{
    private readonly List<(string Text, bool IsDatum)> parts;

    /// <summary>Called by the compiler.</summary>
    public PdfWords(int literalLength, int formattedCount) => parts = new List<(string, bool)>(2 * formattedCount + 1);

    internal IReadOnlyList<(string Text, bool IsDatum)> Parts => parts;

    /// <summary>Words of the desk.</summary>
    public static implicit operator PdfWords(string words) => FromString(words);

    /// <summary>Words of the desk.</summary>
    public static PdfWords FromString(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var result = new PdfWords(words.Length, 0);
        result.AppendLiteral(words);
        return result;
    }

    /// <summary>Data one after the other, with words of the desk between them.</summary>
    public static PdfWords Join(string between, IEnumerable<string> data) => Join(between, data.Select(datum => (PdfWords)$"{datum}"));

    /// <summary>Words one after the other, with words of the desk between them.</summary>
    public static PdfWords Join(string between, IEnumerable<PdfWords> words)
    {
        ArgumentNullException.ThrowIfNull(between);
        ArgumentNullException.ThrowIfNull(words);
        var result = new PdfWords(0, 0);
        foreach (var part in words)
        {
            if (result.parts.Count > 0)
                result.AppendLiteral(between);
            result.parts.AddRange(part.parts);
        }

        return result;
    }

    /// <summary>Adds words of the desk.</summary>
    public void AppendLiteral(string words) => parts.Add((words, false));

    /// <summary>Adds a datum.</summary>
    public void AppendFormatted(string? datum) => parts.Add((datum ?? "", true));

    /// <summary>Adds a datum as the invariant culture writes it.</summary>
    public void AppendFormatted<T>(T datum, string? format = null) =>
        parts.Add((datum is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : datum?.ToString() ?? "", true));
}
