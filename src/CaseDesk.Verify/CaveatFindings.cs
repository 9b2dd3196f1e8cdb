using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace CaseDesk.Verify;

/// <summary>
/// What a source's data does not prove stands with every production of it: once per source in data.json, in every record of data.csv.
/// Rows without their caveat, or files that hold other rows than the manifest counts, are refused.
/// </summary>
internal sealed class CaveatFindings(FindingList findings)
{
    private const string CaveatColumn = "caveat";

    private readonly Dictionary<(string Item, string Source), (string Caveat, long Rows, IReadOnlyList<string> Fields)> sections = [];

    /// <summary>Sources whose caveat is empty, for a note.</summary>
    public IEnumerable<string> WithoutWords =>
        sections.Where(section => section.Value.Caveat.Length == 0).Select(section => section.Key.Source).Distinct(StringComparer.Ordinal);

    /// <summary>How many rows data.json has.</summary>
    public long Rows => sections.Values.Sum(section => section.Rows);

    /// <summary>What data.json says of each source of each item.</summary>
    public IEnumerable<(long Item, string Source, string Caveat, IReadOnlyList<string> Fields)> Sections =>
        sections.Select(section => (long.Parse(section.Key.Item, CultureInfo.InvariantCulture), section.Key.Source, section.Value.Caveat, section.Value.Fields));

    public void Check(JsonElement result, DisclosureFiles files)
    {
        if (!ReadJson(result, files.DataJson))
            return;
        CompareWithManifest(result);
        CheckCsv(files.DataCsv);
    }

    private bool ReadJson(JsonElement result, byte[] json)
    {
        if (StrictJson.Object(json) is not { } data || data.List("items") is not { } items)
            return Malformed("it is not JSON with a list \"items\", or has a name twice");
        if (!string.Equals(data.Text("request"), result.Text("request"), StringComparison.Ordinal))
            findings.Add("data.request", DisclosureFiles.JsonName, $"data.json is for request \"{data.Text("request")}\", the manifest for \"{result.Text("request")}\".");
        foreach (var item in items)
        {
            if (item.Whole("item") is not { } number || item.List("sources") is not { } sources)
                return Malformed("an item has no number or no list \"sources\"");
            if (!sources.All(source => TakeSection(number, source)))
                return false;
        }

        return true;
    }

    private bool TakeSection(long item, JsonElement section)
    {
        if (section.Text("source") is not { } source || section.Member("rows") is not { ValueKind: JsonValueKind.Array } rows)
            return Malformed("a source has no name or no list \"rows\"");
        var where = $"{DisclosureFiles.JsonName}, item {item}, source {source}";
        if (section.Text(CaveatColumn) is not { } caveat)
            return findings.Add("caveat.missing", where, $"The rows of {source} stand without their caveat.");
        if (section.List("fields") is not { } listed || listed.Any(field => field.ValueKind != JsonValueKind.String))
            return Malformed("a source has no list \"fields\"");
        List<string> fields = [.. listed.Select(field => field.GetString()!)];
        if (rows.EnumerateArray().SelectMany(row => row.Member("values") is { ValueKind: JsonValueKind.Object } values ? values.EnumerateObject() : []).FirstOrDefault(value => !fields.Contains(value.Name, StringComparer.Ordinal)) is { Value.ValueKind: not JsonValueKind.Undefined } stray)
            findings.Add("data.fields", where, $"A row of {source} has a value \"{stray.Name}\", which is none of its fields.");
        return sections.TryAdd((Decimal(item), source), (caveat, rows.GetArrayLength(), fields))
            || findings.Add("data.malformed", where, $"Item {item} has the source {source} twice.");
    }

    private void CompareWithManifest(JsonElement result)
    {
        var counted = new HashSet<(string, string)>();
        foreach (var row in result.List("rows") ?? [])
        {
            var key = (Decimal(row.Whole("item") ?? 0), row.Text("source") ?? "");
            counted.Add(key);
            if (!sections.TryGetValue(key, out var section))
                findings.Add("caveat.missing", DisclosureFiles.JsonName, $"data.json does not have source {key.Item2} of item {key.Item1}, and so not its caveat; the manifest does.");
            else if (section.Rows != row.Whole("count"))
                findings.Add("data.rows", DisclosureFiles.JsonName, $"data.json has {section.Rows} rows of {key.Item2} in item {key.Item1}, the manifest counts {row.Whole("count")}.");
        }

        foreach (var (item, source) in sections.Keys.Where(key => !counted.Contains(key)))
            findings.Add("data.rows", DisclosureFiles.JsonName, $"data.json has source {source} in item {item}, the manifest does not.");
        foreach (var read in (result.List("reads") ?? []).Where(read => !sections.ContainsKey((Decimal(read.Whole("item") ?? 0), read.Text("source") ?? ""))))
            findings.Add("caveat.missing", DisclosureFiles.JsonName, $"{read.Text("source")} was read for item {read.Whole("item")}, but data.json does not have it, and so not its caveat.");
    }

    private void CheckCsv(byte[] csv)
    {
        if (!Utf8.IsValid(csv))
        {
            findings.Add("data.malformed", DisclosureFiles.CsvName, "data.csv is not UTF-8.");
            return;
        }

        try
        {
            var counts = new Dictionary<(string, string), long>();
            IReadOnlyList<string>? head = null;
            long number = 0;
            foreach (var record in CsvRecords.Read(csv))
            {
                number++;
                if (head is not null)
                    CheckRecord(record, head.Count, number, counts);
                else if (record is not ["item", "source", "line", .., CaveatColumn])
                    throw new FormatException("its columns do not begin with item, source, line and end with caveat");
                else if (record.Skip(3).SkipLast(1).Except(sections.Values.SelectMany(section => section.Fields), StringComparer.Ordinal).FirstOrDefault() is { } stray)
                    findings.Add("data.fields", DisclosureFiles.CsvName, $"data.csv has a column \"{stray}\", which is a field of no source.");
                head ??= record;
            }

            if (head is null)
                throw new FormatException("it has no columns");
            foreach (var (key, section) in sections.Where(section => counts.GetValueOrDefault(section.Key) != section.Value.Rows))
                findings.Add("data.rows", DisclosureFiles.CsvName, $"data.csv has {counts.GetValueOrDefault(key)} rows of {key.Source} in item {key.Item}, data.json has {section.Rows}.");
        }
        catch (FormatException wrong)
        {
            findings.Add("data.malformed", DisclosureFiles.CsvName, $"data.csv is not of the form that it should have: {wrong.Message}.");
        }
    }

    private void CheckRecord(IReadOnlyList<string> record, int columns, long number, Dictionary<(string, string), long> counts)
    {
        var where = $"{DisclosureFiles.CsvName}, record {number}";
        if (record.Count != columns)
            throw new FormatException($"record {number} has {record.Count} cells and not {columns}");
        var key = (record[0], record[1]);
        counts[key] = counts.GetValueOrDefault(key) + 1;
        if (!sections.TryGetValue(key, out var section))
            findings.Add("data.rows", where, $"data.csv has a row of {record[1]} in item {record[0]}, data.json has not.");
        else if (!IsCell(record[^1], section.Caveat))
            findings.Add("caveat.missing", where, $"A row of {record[1]} stands without its caveat or with another one.");
    }

    // A cell that starts like a formula has an apostrophe before it (DESIGN, data files).
    private static bool IsCell(string cell, string text) =>
        string.Equals(cell, text, StringComparison.Ordinal) || (cell is ['\'', ..] && cell.AsSpan(1).SequenceEqual(text));

    private static string Decimal(long number) => number.ToString(CultureInfo.InvariantCulture);

    private bool Malformed(string why) => findings.Add("data.malformed", DisclosureFiles.JsonName, $"data.json is not of the form that it should have: {why}.");
}
