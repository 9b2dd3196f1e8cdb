using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CaseDesk.Extraction.Results;

/// <summary>data.json and data.csv, as DESIGN describes them. Both are pure functions of the rows.</summary>
internal static class DataFiles
{
    public static byte[] Json(string request, IReadOnlyList<ResultSection> sections)
    {
        using var output = new MemoryStream();
        // The file is not put into a page, so text may stay readable; what JSON must escape is escaped.
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("request", request);
            json.WriteStartArray("items");
            foreach (var item in sections.GroupBy(s => s.Item))
            {
                json.WriteStartObject();
                json.WriteNumber("item", item.Key);
                json.WriteStartArray("sources");
                foreach (var section in item)
                    WriteSection(json, section);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
        return output.ToArray();
    }

    /// <param name="escapedCells">Cells that got a leading apostrophe.</param>
    public static byte[] Csv(IReadOnlyList<ResultSection> sections, out long escapedCells)
    {
        var fields = sections.SelectMany(s => s.Fields).Distinct(StringComparer.Ordinal).ToList();
        using var output = new MemoryStream();
        escapedCells = 0;
        using (var csv = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true))
        {
            WriteRecord(csv, ["item", "source", "line", .. fields, "caveat"], ref escapedCells);
            foreach (var section in sections)
            {
                var item = section.Item.ToString(CultureInfo.InvariantCulture);
                foreach (var row in section.Rows)
                {
                    var line = $"{row.File}:{row.Line.ToString(CultureInfo.InvariantCulture)}";
                    WriteRecord(csv, [item, section.Source, line, .. fields.Select(f => row.Values.GetValueOrDefault(f) ?? ""), section.Caveat], ref escapedCells);
                }
            }
        }

        return output.ToArray();
    }

    private static void WriteSection(Utf8JsonWriter json, ResultSection section)
    {
        json.WriteStartObject();
        json.WriteString("source", section.Source);
        json.WriteString("caveat", section.Caveat);
        json.WriteStartArray("fields");
        foreach (var field in section.Fields)
            json.WriteStringValue(field);
        json.WriteEndArray();
        json.WriteStartArray("rows");
        foreach (var row in section.Rows)
        {
            json.WriteStartObject();
            json.WriteStartObject("line");
            json.WriteString("file", row.File);
            json.WriteNumber("number", row.Line);
            json.WriteEndObject();
            json.WriteStartObject("values");
            foreach (var field in section.Fields.Where(row.Values.ContainsKey))
                json.WriteString(field, row.Values[field]);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRecord(StreamWriter csv, IEnumerable<string> cells, ref long escapedCells)
    {
        var first = true;
        foreach (var cell in cells)
        {
            if (!first)
                csv.Write(',');
            first = false;
            csv.Write(CsvCells.Quoted(CsvCells.Harmless(cell, out var escaped)));
            escapedCells += escaped ? 1 : 0;
        }

        csv.Write("\r\n");
    }
}
