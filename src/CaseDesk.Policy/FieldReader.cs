using System.Text.RegularExpressions;

namespace CaseDesk.Policy;

/// <summary>Reads one field of a source.</summary>
internal static partial class FieldReader
{
    public static FieldDefinition Read(MapReader reader, PolicyErrors errors)
    {
        var name = reader.Required("name", "name the field as it appears in the production");
        if (name.Length > 0 && !FieldName().IsMatch(name))
        {
            reader.Wrong("name", "must be letters, digits, _ and -, at most 64, starting with a letter");
        }

        // A field without a category could be reached by every instrument or by none: neither may happen by omission.
        if (!reader.Has("category"))
        {
            errors.Add(reader.Map, reader.Path, $"\"category\" is missing; use one of {string.Join(", ", Names.All<DataCategory>())}");
        }

        return new FieldDefinition
        {
            Name = name,
            Label = reader.Required("label", "give the name that people read"),
            Category = reader.Word<DataCategory>("category") ?? DataCategory.Content,
            From = reader.Optional("from") ?? name,
            NeverDisclosed = reader.Optional("neverDisclosed"),
            Type = reader.Word<FieldType>("type") ?? FieldType.Text,
            Retention = reader.Has("retention") || reader.Has("deletion") ? RetentionReader.Period(reader, "write a period such as P7D, or remove deletion too") : null,
        };
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,63}\z")]
    private static partial Regex FieldName();
}
