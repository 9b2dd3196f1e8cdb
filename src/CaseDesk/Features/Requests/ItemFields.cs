using System.Globalization;

namespace CaseDesk.Features.Requests;

/// <summary>An item as the form has it: identifiers as lines, the period as local times and a zone.</summary>
internal sealed class ItemFields
{
    public string? Text { get; set; }

    public List<string> Wants { get; set; } = [];

    /// <summary>One a line; see <see cref="IdentifierLines"/>.</summary>
    public string? Identifiers { get; set; }

    public string? From { get; set; }

    public string? To { get; set; }

    public string? Zone { get; set; } = LocalTime.Utc;

    public static ItemFields Of(ItemView item) => new()
    {
        Text = item.Text,
        Wants = [.. item.Wants],
        Identifiers = string.Join('\n', item.Identifiers.Select(IdentifierLines.Write)),
        From = LocalTime.Write(item.From),
        To = LocalTime.Write(item.To),
    };

    /// <summary>
    /// The item as the command takes it. What cannot be read stays as typed, so that the validator refuses it (and the ledger says so);
    /// <paramref name="problems"/> gets the better words, by the command's path.
    /// </summary>
    public ItemForm Read(string path, IDictionary<string, string> problems)
    {
        LocalTime.TryRead(From, Zone, out var from, out var fromProblem);
        LocalTime.TryRead(To, Zone, out var to, out var toProblem);
        if (fromProblem.Length > 0) problems[path + ".From"] = fromProblem;
        if (toProblem.Length > 0) problems[path + ".To"] = toProblem;

        var lines = IdentifierLines.Read(Identifiers);
        for (var i = 0; i < lines.Count; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}.Identifiers[{i}]");
            if (lines[i].Problem.Length > 0) problems[at] = lines[i].Problem;
        }
        return new ItemForm { Text = Text, Wants = Wants ?? [], Identifiers = [.. lines.Select(line => line.Form)], From = from, To = to };
    }

    /// <summary>The line of the field that the command's identifier came from.</summary>
    public int LineOf(int identifier) => IdentifierLines.Read(Identifiers) is var lines && identifier < lines.Count ? lines[identifier].Line : identifier + 1;
}
