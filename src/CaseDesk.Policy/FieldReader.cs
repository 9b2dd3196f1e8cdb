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

        var derive = reader.Word<Derivation>("derive");
        return new FieldDefinition
        {
            Name = name,
            Label = reader.Required("label", "give the name that people read"),
            Category = reader.Word<DataCategory>("category") ?? DataCategory.Content,
            From = reader.Optional("from") ?? name,
            Derive = derive,
            Parameter = Parameter(reader, derive),
            NeverDisclosed = reader.Optional("neverDisclosed"),
            Type = reader.Word<FieldType>("type") ?? FieldType.Text,
            Retention = reader.Has("retention") || reader.Has("deletion") ? RetentionReader.Period(reader, "write a period such as P7D, or remove deletion too") : null,
        };
    }

    private static string? Parameter(MapReader reader, Derivation? derive)
    {
        var parameter = reader.Optional("parameter");
        if (!PlannedField.NamesParameter(derive))
        {
            // A derivation that was misspelled has its own error.
            if (parameter is not null && (derive is not null || !reader.Has("derive")))
            {
                reader.Wrong("parameter", $"has a meaning with derive: {Names.Of(Derivation.RequestParameter)} and {Names.Of(Derivation.UrlParameter)} only; remove it");
            }
        }
        else if (!reader.Has("parameter"))
        {
            reader.Wrong("derive", $"{Names.Of(derive!.Value)} needs a parameter; name the query parameter that is the value");
        }
        else if (parameter is not null && !ParameterName().IsMatch(parameter))
        {
            reader.Wrong("parameter", "must be a name as it stands in the query: printable ASCII without & = # and spaces, at most 64");
        }

        return parameter;
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,63}\z")]
    private static partial Regex FieldName();

    // RFC 3986 section 3.4 with what splits a query into names and values taken away.
    [GeneratedRegex(@"\A(?:(?![&=#])[!-~]){1,64}\z")]
    private static partial Regex ParameterName();
}
