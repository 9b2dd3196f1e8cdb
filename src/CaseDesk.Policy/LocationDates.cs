using System.Text.RegularExpressions;

namespace CaseDesk.Policy;

/// <summary>Date tokens in the location of a source: they name the UTC year, month, day or hour that a file holds.</summary>
internal static partial class LocationDates
{
    private const int Longest = 200;

    private const string CoarseToFine = "yyyyMMddHH";

    /// <summary>Whether the name of a file tells when its records are from.</summary>
    public static bool Has(string location) => location.Contains('{', StringComparison.Ordinal);

    /// <summary>What is wrong with the location, and what to write instead; null where nothing is.</summary>
    public static string? Problem(string location)
    {
        if (location.Length > Longest)
        {
            return FormattableString.Invariant($"is longer than {Longest} characters; shorten it");
        }

        var between = Token().Replace(location, "");
        if (between.AsSpan().ContainsAny('{', '}'))
        {
            return "has a date that is not made of yyyy, MM, dd and HH, with - or _ or nothing between; write {yyyy-MM-dd}, and close the brace";
        }

        if (!PathText().IsMatch(between))
        {
            return "may hold letters, digits, . _ - / and dates such as {yyyy-MM-dd}, which name the UTC day of a file";
        }

        // With a hole, or fine before coarse, one name would stand for many stretches of time.
        var units = string.Concat(Token().Matches(location).SelectMany(token => token.Value.Where(char.IsAsciiLetter)));

        return CoarseToFine.StartsWith(units, StringComparison.Ordinal)
            ? null
            : "must name the year, month, day and hour (UTC) of a file in this order, each once and none left out before another; write {yyyy-MM-dd} or {yyyy}/{MM}/{dd}/{HH}";
    }

    [GeneratedRegex(@"\{(?:yyyy|MM|dd|HH)(?:[-_]?(?:yyyy|MM|dd|HH))*\}")]
    private static partial Regex Token();

    [GeneratedRegex(@"\A[A-Za-z0-9._/-]*\z")]
    private static partial Regex PathText();
}
