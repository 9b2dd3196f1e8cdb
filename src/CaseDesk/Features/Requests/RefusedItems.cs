using System.Globalization;
using System.Text.RegularExpressions;
using FluentValidation.Results;

namespace CaseDesk.Features.Requests;

/// <summary>Leads what a validator says of an identifier back to the field that holds it as a line.</summary>
internal static partial class RefusedItems
{
    /// <param name="itemAt">The item's fields by the command's path in front of <c>.Identifiers</c>.</param>
    /// <param name="problems">Better words by path, from reading the form.</param>
    public static (string Path, string Message) Place(ValidationFailure failure, Func<string, ItemFields?> itemAt, IReadOnlyDictionary<string, string> problems)
    {
        var path = failure.PropertyName;
        if (IdentifierPath().Match(path) is not { Success: true } match) return (path, problems.GetValueOrDefault(path, failure.ErrorMessage));

        var (item, index) = (match.Groups["item"].Value, int.Parse(match.Groups["index"].Value, CultureInfo.InvariantCulture));
        var line = itemAt(item)?.LineOf(index) ?? index + 1;
        var message = problems.GetValueOrDefault(match.Groups["entry"].Value, string.Create(CultureInfo.InvariantCulture, $"Line {line}: {failure.ErrorMessage}"));
        return (item + ".Identifiers", message);
    }

    [GeneratedRegex(@"^(?<entry>(?<item>.+)\.Identifiers\[(?<index>\d{1,6})\])", RegexOptions.NonBacktracking)]
    private static partial Regex IdentifierPath();
}
