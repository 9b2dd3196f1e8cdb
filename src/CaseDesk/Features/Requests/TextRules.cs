using System.Globalization;
using System.Text.RegularExpressions;
using FluentValidation;

namespace CaseDesk.Features.Requests;

/// <summary>One rule for text from outside: no control characters, no lone surrogates, no bidi overrides (they make one text look like another).</summary>
internal static partial class TextRules
{
    public static IRuleBuilderOptions<T, string?> IsText<T>(this IRuleBuilder<T, string?> rule, string what, int maxLength, bool multiline = false) =>
        rule.Must(text => !string.IsNullOrWhiteSpace(text) && text.Length <= maxLength && IsClean(text, multiline))
            .WithMessage((_, text) => Explain(text, what, maxLength));

    public static IRuleBuilderOptions<T, string?> IsOptionalText<T>(this IRuleBuilder<T, string?> rule, int maxLength) =>
        rule.Must(text => string.IsNullOrEmpty(text) || (text.Length <= maxLength && IsClean(text, multiline: true)))
            .WithMessage((_, text) => Explain(text, "Write plain text", maxLength));

    /// <summary>An instant. Who left it out is told so; who wrote it in another way is shown how.</summary>
    public static IRuleBuilderOptions<T, string?> IsInstant<T>(this IRuleBuilder<T, string?> rule, string what, string example) =>
        rule.Must(text => TryInstant(text, out _)).WithMessage((_, text) => string.IsNullOrWhiteSpace(text) ? $"{what} needs a date, a time and a zone." : $"{what} needs a date, a time and a zone: {example}.");

    public static IRuleBuilderOptions<T, string?> IsOptionalInstant<T>(this IRuleBuilder<T, string?> rule, string what, string example) =>
        rule.Must(text => string.IsNullOrWhiteSpace(text) || TryInstant(text, out _)).WithMessage($"{what} needs a date, a time and a zone: {example}.");

    public static bool IsClean(string text, bool multiline)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsSurrogate(c))
            {
                if (!char.IsSurrogatePair(text, i)) return false;
                i++;
            }
            else if (c is '\n' or '\r' or '\t')
            {
                if (!multiline) return false;
            }
            else if (char.IsControl(c) || c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069')
            {
                return false;
            }
        }
        return true;
    }

    private static string Explain(string? text, string what, int maxLength) => text switch
    {
        null => what + ".",
        _ when string.IsNullOrWhiteSpace(text) => what + ".",
        _ when text.Length > maxLength => string.Create(CultureInfo.InvariantCulture, $"{what}, in at most {maxLength} characters; this has {text.Length}."),
        _ => what + ", without control characters.",
    };

    /// <summary>RFC 3339 with a zone; the answer is UTC.</summary>
    public static bool TryInstant(string? text, out DateTimeOffset instant)
    {
        instant = default;
        if (text is null || text.Length > 40 || !Rfc3339().IsMatch(text)) return false;
        if (!DateTimeOffset.TryParse(text.Replace(' ', 'T'), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var parsed)) return false;
        instant = parsed.ToUniversalTime();
        // Years near the ends of the scale overflow as soon as something is added to them.
        return instant.Year is >= 1970 and <= 2200;
    }

    public static bool TryDay(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day.Year is >= 1970 and <= 2200;

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?([Zz]|[+-]\d{2}:\d{2})$", RegexOptions.NonBacktracking)]
    private static partial Regex Rfc3339();
}
