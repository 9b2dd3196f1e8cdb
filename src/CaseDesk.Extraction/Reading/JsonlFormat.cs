using System.Text.Json;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Reading;

/// <summary>
/// One JSON object a line (RFC 8259). Parts are its own properties; numbers and nested values keep the spelling of the record.
/// A name that stands twice makes the record ambiguous (RFC 8259, 4): it is rejected, for readers would differ about it.
/// </summary>
internal sealed class JsonlFormat(IEnumerable<string> parts) : RecordFormat(SourceEncoding.Utf8)
{
    private readonly HashSet<string> wantedParts = new(parts, StringComparer.Ordinal);
    private readonly Dictionary<string, (int Start, int Length, JsonTokenType Type)> found = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private ReadOnlyMemory<byte> record;

    public override string? Take(ReadOnlyMemory<byte> record, bool wanted)
    {
        this.record = record;
        found.Clear();
        names.Clear();
        try
        {
            return Unsound(record.Span) ?? (wanted ? Read(record.Span) : Check(record.Span));
        }
        catch (JsonException)
        {
            return Reasons.RejectedFormat;
        }
        catch (InvalidOperationException)
        {
            // A name with a lone surrogate: no text.
            return Reasons.RejectedEncoding;
        }
    }

    public override string? Part(string name)
    {
        if (!found.TryGetValue(name, out var part) || part.Type == JsonTokenType.Null)
            return null;
        var slice = record.Slice(part.Start, part.Length);
        if (part.Type != JsonTokenType.String)
            return Text(slice);

        try
        {
            var reader = new Utf8JsonReader(slice.Span);
            reader.Read();
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new UnreadablePart(Reasons.RejectedEncoding);
        }
    }

    private static string? Check(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return Reasons.RejectedFormat;
        while (reader.Read())
        {
        }

        return null;
    }

    private string? Read(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return Reasons.RejectedFormat;

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!names.Add(name))
                return Reasons.RejectedDuplicateKey;
            reader.Read();
            var (start, type) = ((int)reader.TokenStartIndex, reader.TokenType);
            reader.Skip();
            if (wantedParts.Contains(name))
                found[name] = (start, (int)reader.BytesConsumed - start, type);
        }

        // Reads on, so that text after the object is found.
        return reader.Read() ? Reasons.RejectedFormat : null;
    }
}
