using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>data.json and data.csv of a result, as DESIGN section "Data files" fixes them. Same rows, same bytes.</summary>
internal sealed class DataFiles(ExtractionPlan plan, IReadOnlyList<ExtractedRow> sortedRows)
{
    // A reader who searches the file for +1… must find it; the file is never part of a page.
    private static readonly JsonWriterOptions _json = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ILookup<(int Item, string Source), ExtractedRow> _rows = sortedRows.ToLookup(r => (r.Gate.Item, r.Gate.Source));

    public void WriteJson(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, _json);
        json.WriteStartObject();
        json.WriteString("request", plan.Request);
        json.WriteStartArray("items");
        foreach (var item in plan.Reads.GroupBy(r => r.Item).OrderBy(g => g.Key))
        {
            json.WriteStartObject();
            json.WriteNumber("item", item.Key);
            json.WriteStartArray("sources");
            foreach (var read in item)
                WriteSource(json, read);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    /// <returns>How many cells got an apostrophe.</returns>
    public long WriteCsv(Stream stream)
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 64 * 1024, leaveOpen: true);
        var fields = FieldsOfAllSources();
        var escaped = 0L;
        var line = new StringBuilder();
        WriteLine(["item", "source", "line", .. fields, "caveat"]);
        foreach (var read in plan.Reads.OrderBy(r => r.Item))
        {
            foreach (var row in _rows[(read.Item, read.Source.Name)])
            {
                var values = row.Values.ToDictionary(v => v.Field, v => v.Value, StringComparer.Ordinal);
                WriteLine(
                [
                    row.Gate.Item.ToString(CultureInfo.InvariantCulture),
                    row.Gate.Source,
                    string.Create(CultureInfo.InvariantCulture, $"{row.Gate.File}:{row.Gate.Line}"),
                    .. fields.Select(f => values.GetValueOrDefault(f)),
                    read.Source.Caveat,
                ]);
            }
        }

        return escaped;

        void WriteLine(IEnumerable<string?> cells)
        {
            line.Clear();
            var first = true;
            foreach (var cell in cells)
            {
                if (!first)
                    line.Append(',');
                first = false;
                if (CsvCells.Append(line, cell))
                    escaped++;
            }

            text.Write(line.Append("\r\n"));
        }
    }

    private void WriteSource(Utf8JsonWriter json, PlannedRead read)
    {
        json.WriteStartObject();
        json.WriteString("source", read.Source.Name);
        json.WriteString("caveat", read.Source.Caveat);
        json.WriteStartArray("fields");
        foreach (var field in FieldsOf([read]))
            json.WriteStringValue(field);
        json.WriteEndArray();
        json.WriteStartArray("rows");
        foreach (var row in _rows[(read.Item, read.Source.Name)])
        {
            json.WriteStartObject();
            json.WriteStartObject("line");
            json.WriteString("file", row.Gate.File);
            json.WriteNumber("number", row.Gate.Line);
            json.WriteEndObject();
            json.WriteStartObject("values");
            foreach (var value in row.Values)
                json.WriteString(value.Field, value.Value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private List<string> FieldsOfAllSources()
    {
        // Policy order: by source, then by field of the source.
        var sources = FieldOrder.Merge(plan.Reads.GroupBy(r => r.Item).Select(g => g.Select(r => r.Source.Name)));
        return [.. sources.SelectMany(s => FieldsOf(plan.Reads.Where(r => string.Equals(r.Source.Name, s, StringComparison.Ordinal)))).Distinct(StringComparer.Ordinal)];
    }

    private static List<string> FieldsOf(IEnumerable<PlannedRead> reads) =>
        FieldOrder.Merge(reads.SelectMany(r => r.Windows).Select(w => w.Fields.Select(f => f.Name)));
}
