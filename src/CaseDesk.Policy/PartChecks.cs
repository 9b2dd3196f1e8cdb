namespace CaseDesk.Policy;

/// <summary>Which parts the records of a format have, which slices of them there are, and that no part leaves whole of which only a slice may.</summary>
internal static class PartChecks
{
    /// <summary><c>path</c> and <c>query</c> are slices of the request line, which is no part itself: it can carry a secret.</summary>
    private static readonly string[] ClfParts = ["ip", "time", "method", "path", "query", "protocol", "status", "bytes"];

    private static readonly string[] CombinedParts = [.. ClfParts, "referrer", "user_agent"];

    public static void Check(SourceDefinition source, MapReader reader, PolicyErrors errors)
    {
        var pattern = Pattern(source, reader);
        if (reader.Find("fields") is not PolicyList fields || fields.Elements.Count != source.Fields.Count)
        {
            return;
        }

        var derived = source.Fields.Where(field => field.Derive is not null).Select(field => field.From).ToHashSet(StringComparer.Ordinal);
        foreach (var (field, node) in source.Fields.Zip(fields.Elements))
        {
            var problem = NoPart(source.Format, pattern, field.From)
                ?? (field.Derive is { } derive ? NoSlice(source.Format, field.From, derive) : null)
                ?? (field is { Derive: null, NeverDisclosed: null } ? Whole(pattern, derived, field.From) : null);
            if (problem is not null)
            {
                errors.Add(node, $"{reader.Path}.fields.{PolicyErrors.Shown(field.Name)}", problem);
            }
        }

        CheckKeys(source, reader, errors);
    }

    private static LinePattern? Pattern(SourceDefinition source, MapReader reader)
    {
        if (source is not { Format: SourceFormat.Regex, Pattern: { } text })
        {
            return null;
        }

        var pattern = LinePattern.Read(text, out var problem);
        if (pattern is null)
        {
            reader.Wrong("pattern", problem);
        }

        return pattern;
    }

    private static string? NoPart(SourceFormat format, LinePattern? pattern, string part) => format switch
    {
        SourceFormat.Combined => NoPart(CombinedParts, "is not a part of a combined log", part),
        SourceFormat.Clf => NoPart(ClfParts, "is not a part of a common log", part),
        SourceFormat.Regex when pattern is not null => NoPart(pattern.Parts, "is not a named group of the pattern", part),
        _ => null,
    };

    private static string? NoPart(IReadOnlyCollection<string> parts, string problem, string part) =>
        parts.Contains(part, StringComparer.Ordinal) ? null : $"\"{PolicyErrors.Shown(part)}\" {problem}{Spelling.Suggest(part, parts)}";

    // In these two formats the request line is told apart already, and one part is a URL.
    private static string? NoSlice(SourceFormat format, string part, Derivation derive) => format switch
    {
        SourceFormat.Combined or SourceFormat.Clf when IsOfRequest(derive) => $"{Names.Of(derive)} has no request line here: its parts are method, path, query and protocol; take one of them without derive",
        SourceFormat.Combined when part != "referrer" => $"\"{part}\" is not a URL; in a combined log only the referrer is",
        SourceFormat.Clf => $"\"{part}\" is not a URL; in a common log no part is",
        _ => null,
    };

    private static bool IsOfRequest(Derivation derive) =>
        derive is Derivation.RequestMethod or Derivation.RequestPath or Derivation.RequestQuery or Derivation.RequestProtocol or Derivation.RequestParameter;

    // A raw request line can carry a token or a name: where a slice is what may leave, the whole of it may not leave under another name.
    private static string? Whole(LinePattern? pattern, HashSet<string> derived, string part) =>
        derived.Contains(part) ? $"gives the whole of \"{PolicyErrors.Shown(part)}\", of which another field gives a slice, so that it could carry what the slice leaves out; derive it too, or say why it is neverDisclosed"
        : pattern?.Wholes.Contains(part) == true ? $"gives the whole of \"{PolicyErrors.Shown(part)}\", which holds other named groups of the pattern, so that it could carry what they keep back; derive it, or say why it is neverDisclosed"
        : null;

    private static void CheckKeys(SourceDefinition source, MapReader reader, PolicyErrors errors)
    {
        CheckKey(source.TimeField, "timeField");
        CheckKey(source.PortField, "portField");
        CheckKey(source.SortedBy, "sortedBy");
        foreach (var (type, field) in source.SubjectKeys)
        {
            if (IsSlice(field) && reader.Find("subjectKeys") is PolicyMap keys)
            {
                var at = keys.Entries.First(entry => string.Equals(entry.Key.Text, type, StringComparison.Ordinal)).Value;
                errors.Add(at, $"{reader.Path}.subjectKeys.{type}", IsDerived(field));
            }
        }

        void CheckKey(string? field, string key)
        {
            if (IsSlice(field))
            {
                reader.Wrong(key, IsDerived(field!));
            }
        }

        bool IsSlice(string? field) => field is not null && source.Field(field)?.Derive is not null;

        static string IsDerived(string field) => $"\"{field}\" is derived, and records are found by whole parts; name a field without derive";
    }
}
