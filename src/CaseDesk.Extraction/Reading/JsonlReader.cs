using System.Buffers;
using System.Text;
using System.Text.Json;

namespace CaseDesk.Extraction;

/// <summary>One JSON object a line (RFC 8259). Names that stand twice reject the line: readers differ on which one counts.</summary>
internal sealed class JsonlReader(LineReader lines) : RecordReader(lines)
{
    private const int MostProperties = 256;
    private static readonly JsonReaderOptions _strict = new() { CommentHandling = JsonCommentHandling.Disallow, AllowTrailingCommas = false, MaxDepth = 64 };

    private readonly List<Property> _properties = [];

    public override bool KnowsPart(string part) => part.Length > 0;

    public override bool TryPart(string part, out string? value)
    {
        value = null;
        foreach (var property in _properties)
        {
            if (!NameIs(property, part))
                continue;
            value = property.Kind switch
            {
                JsonTokenType.Null => null,
                JsonTokenType.String => Unescaped(Lines.Text[property.Value]),
                _ => Encoding.UTF8.GetString(Lines.Text[property.Value]),
            };
            return true;
        }

        return false;
    }

    protected override string? Parse(ReadOnlySpan<byte> line)
    {
        _properties.Clear();
        try
        {
            var reader = new Utf8JsonReader(line, _strict);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return "shape";
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (_properties.Count == MostProperties)
                    return "shape";
                var nameStart = (int)reader.TokenStartIndex;
                var nameLength = reader.ValueSpan.Length + 2;
                reader.Read();
                var kind = reader.TokenType;
                var valueStart = (int)reader.TokenStartIndex;
                reader.Skip();
                if (kind == JsonTokenType.String && !CanUnescape(ref reader))
                    return "encoding";
                _properties.Add(new Property(nameStart..(nameStart + nameLength), valueStart..(int)reader.BytesConsumed, kind));
            }

            while (reader.Read())
            {
            }

            return Duplicate(line) ? "duplicate-name" : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return "shape";
        }
    }

    private bool Duplicate(ReadOnlySpan<byte> line)
    {
        var escaped = false;
        for (var i = 0; i < _properties.Count; i++)
        {
            var name = line[_properties[i].Name];
            escaped |= name.Contains((byte)'\\');
            for (var j = 0; j < i; j++)
            {
                if (line[_properties[j].Name].SequenceEqual(name))
                    return true;
            }
        }

        if (!escaped)
            return false;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in _properties)
        {
            if (!names.Add(Unescaped(line[property.Name])))
                return true;
        }

        return false;
    }

    private bool NameIs(Property property, string part)
    {
        var quoted = Lines.Text[property.Name];
        return string.Equals(quoted.Contains((byte)'\\') ? Unescaped(quoted) : Encoding.UTF8.GetString(quoted[1..^1]), part, StringComparison.Ordinal);
    }

    /// <summary>A lone surrogate written as an escape has no text: RFC 8259 section 8.2 calls the outcome unpredictable.</summary>
    private static bool CanUnescape(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return true;
        var buffer = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            reader.CopyString(buffer);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Unescaped(ReadOnlySpan<byte> quoted)
    {
        var reader = new Utf8JsonReader(quoted, _strict);
        reader.Read();
        return reader.GetString()!;
    }

    private readonly record struct Property(Range Name, Range Value, JsonTokenType Kind);
}
