using System.Text.Json;

namespace CaseDesk.Features.Disclosures;

/// <summary>
/// Reads data.json (DESIGN, data files) where it lies: where each section begins and how many rows it has is found once, and rows are then made one at a time,
/// so that a report of a million rows holds none of them.
/// </summary>
internal sealed class DataRows
{
    private readonly ReadOnlyMemory<byte> json;
    private readonly List<DataSection> sections = [];

    // Where the last rows that were taken ended: volumes are written one after the other, and none looks for its place from the beginning.
    private (DataSection? Section, long Row, int At) reached;

    private DataRows(ReadOnlyMemory<byte> json) => this.json = json;

    /// <summary>In the order of items, then of sources in the policy.</summary>
    public IReadOnlyList<DataSection> Sections => sections;

    /// <exception cref="JsonException">Not JSON.</exception>
    /// <exception cref="InvalidOperationException">JSON, but not of this form.</exception>
    public static DataRows Of(ReadOnlyMemory<byte> json)
    {
        var data = new DataRows(json);
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        while (NextMember(ref reader) is { } member)
        {
            if (member != "items") reader.Skip();
            else while (NextElement(ref reader)) data.ReadItem(ref reader);
        }
        return data;
    }

    private void ReadItem(ref Utf8JsonReader reader)
    {
        var item = 0;
        while (NextMember(ref reader) is { } member)
        {
            if (member == "item") item = reader.GetInt32();
            else if (member != "sources") reader.Skip();
            else while (NextElement(ref reader)) sections.Add(ReadSection(ref reader) with { Item = item });
        }
    }

    private static DataSection ReadSection(ref Utf8JsonReader reader)
    {
        var section = new DataSection(0, "", "", [], 0, 0);
        while (NextMember(ref reader) is { } member)
        {
            switch (member)
            {
                case "source":
                    section = section with { Source = reader.GetString()! };
                    break;
                case "caveat":
                    section = section with { Caveat = reader.GetString()! };
                    break;
                case "fields":
                    List<string> fields = [];
                    while (NextElement(ref reader)) fields.Add(reader.GetString()!);
                    section = section with { Fields = fields };
                    break;
                case "rows":
                    var (first, count) = (checked((int)reader.TokenStartIndex), 0L);
                    for (; NextElement(ref reader); count++) reader.Skip();
                    section = section with { FirstRow = first, RowCount = count };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return section;
    }

    /// <summary>Name of the next member of the object that the reader is in, which then stands at its value; null at the object's end.</summary>
    private static string? NextMember(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject) return null;
        var name = reader.GetString();
        reader.Read();
        return name;
    }

    /// <summary>False at the end of the list that the reader is in.</summary>
    private static bool NextElement(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType != JsonTokenType.EndArray;

    /// <summary>Line number of each row, and its values in the order of the section's fields; empty where the record had none.</summary>
    public IEnumerable<(string Line, IReadOnlyList<string> Values)> Rows(DataSection section) => Rows(section, 0, section.RowCount);

    /// <param name="from">First row, from 0.</param>
    public IEnumerable<(string Line, IReadOnlyList<string> Values)> Rows(DataSection section, long from, long count)
    {
        var (first, at) = section == reached.Section && from >= reached.Row ? (reached.Row, reached.At) : (0, section.FirstRow);
        for (var i = first; i < from + count; i++)
        {
            using var row = Next(ref at);
            if (i < from) continue;
            var values = row.RootElement.GetProperty("values");
            yield return (
                row.RootElement.GetProperty("line").GetProperty("number").GetRawText(),
                [.. section.Fields.Select(field => values.TryGetProperty(field, out var value) ? value.GetString() ?? "" : "")]);
        }
        reached = (section, from + count, at);
    }

    private JsonDocument Next(ref int at)
    {
        var rest = json.Span[at..];
        var begin = rest.IndexOf((byte)'{');
        var reader = new Utf8JsonReader(rest[begin..]);
        var row = JsonDocument.ParseValue(ref reader);
        at += begin + (int)reader.BytesConsumed;
        return row;
    }
}

/// <summary>The rows of one source for one item.</summary>
/// <param name="Caveat">What the source's data does not prove.</param>
/// <param name="FirstRow">Where the list of rows begins, in bytes.</param>
internal sealed record DataSection(int Item, string Source, string Caveat, IReadOnlyList<string> Fields, long RowCount, int FirstRow);
