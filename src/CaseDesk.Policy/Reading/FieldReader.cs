namespace CaseDesk.Policy.Reading;

/// <summary>Reads the fields of a source.</summary>
internal static class FieldReader
{
    /// <param name="isPart">Whether the source's format has a part of that name.</param>
    /// <param name="parts">The parts there are, in words.</param>
    public static List<FieldDefinition> ReadAll(Section source, Faults faults, Func<string, bool> isPart, string parts) =>
    [
        .. source.Named("fields", "describe at least one field", PolicyFile.FieldName().IsMatch, "use lower-case letters, digits, hyphens and underscores")
            .Select(entry => Read(entry.Key, entry.Value, source, faults, isPart, parts)),
    ];

    private static FieldDefinition Read(YamlText name, YamlPart part, Section source, Faults faults, Func<string, bool> isPart, string parts)
    {
        var section = new Section(part, $"{source.Path}.fields.{name.Value}", faults, "label", "category", "from", "neverDisclosed");
        // Most parts have the field's own name; "from" is for those that do not.
        var from = section.OptionalText("from") ?? name.Value;
        if (!isPart(from)) section.Report(section.Part("from") ?? name, $"the format has no part \"{from}\"; it has {parts}");
        return new FieldDefinition
        {
            Name = name.Value,
            Label = section.Text("label", "give it a name for people"),
            Category = section.Word<DataCategory>("category", "write subscriber, identification, traffic or content", Names.Of),
            From = from,
            NeverDisclosed = section.OptionalText("neverDisclosed"),
        };
    }
}
