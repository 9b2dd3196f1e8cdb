using System.Globalization;
using System.Text;
using System.Text.Json;
using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Engines;

/// <summary>
/// Lets DuckDB say which lines of a text file may concern a subject: their numbers only. The bytes are read from the file itself afterwards, for DuckDB's reader
/// does not give every byte back (it drops a U+0001 at a line's end). It must count exactly the lines of the survey, and it fails on a carriage return and on
/// what is no UTF-8; each of these leaves the file to the scanner.
/// </summary>
internal sealed class LineFinder(PlannedSource source, IReadOnlyList<KeyGroup> groups, SubjectFilter filter)
{
    // U+0001 stands in no log that is one; where it does inside a line, the reader fails. A blank line is a line: it is NULL.
    private const string Lines =
        "read_csv(?, columns={'line': 'VARCHAR'}, auto_detect=false, header=false, delim='\u0001', quote='', escape='', comment='', new_line='\\n', "
        + "max_line_size=1048576, buffer_size=4194304, compression=?)";

    private readonly bool isBatch = IsBatch(source, groups);

    /// <summary>False where every line would have to be parsed anyhow.</summary>
    public bool Can => isBatch || filter.Search is not null;

    /// <summary>Whether the reads ask for so many exact identifiers that the scanner would have to parse every record, and a join can tell the few apart.</summary>
    private static bool IsBatch(PlannedSource source, IReadOnlyList<KeyGroup> groups) =>
        source is { Format: SourceFormat.Jsonl or SourceFormat.Csv, LiteralSafe: true, Encoding: SourceEncoding.Utf8 }
        && groups.All(g => g.IsExact) && groups.Any(g => g.IsHeld)
        && (source.Format != SourceFormat.Jsonl || groups.SelectMany(g => g.Keys).All(HasOneSpelling));

    /// <summary>Numbers of the lines, in order; null where the file must be left to the scanner.</summary>
    public IReadOnlyList<long>? Find(DuckDbDoor door, SourceFile file, FileSurvey survey, IReadOnlyCollection<string> parts)
    {
        if (!Can || survey.TooLong > 0 || source.Format == SourceFormat.Csv && (survey.BrokenQuotes > 0 || survey.Lines != survey.Records + 1) || HasPattern(file.FullPath))
            return null;

        var values = new List<object>();
        var condition = isBatch ? Batch(file, parts, values) : Needles(filter.Search!, values);
        values.AddRange([file.FullPath, Compression(source.Compression), survey.Lines]);
        var found = new List<long>();
        try
        {
            // The condition is made beside the number: a line that is not wanted is then not kept until its number is known. What is NULL is a blank line.
            door.Select($"SELECT n FROM (SELECT row_number() OVER () AS n, {condition} AS wanted FROM {Lines}) WHERE wanted OR n >= ?", values, row => found.Add(row.GetInt64(0)));
        }
        catch (DuckDbFault)
        {
            return null;
        }

        if ((found.Count == 0 ? 0 : found[^1]) != survey.Lines)
            return null;
        return found;
    }

    /// <summary>DuckDB takes some characters of a path for a pattern, and would look for other files.</summary>
    public static bool HasPattern(string path) => path.AsSpan().IndexOfAny("*?[") >= 0;

    private static string Needles(NeedleSearch search, List<object> values)
    {
        foreach (var needle in search.Needles)
            values.Add(Encoding.ASCII.GetString(needle.Text));
        return $"coalesce({string.Join(" OR ", search.Needles.Select(n => n.AnyCase ? "contains(lower(line), lower(?))" : "contains(line, ?)"))}, false)";
    }

    private string Batch(SourceFile file, IReadOnlyCollection<string> parts, List<object> values)
    {
        if (source.Format == SourceFormat.Csv)
        {
            var header = CsvHeader(file, parts);
            // Only where no quote stands before the column, which could hold commas.
            return string.Join(" OR ", groups.Select(g =>
            {
                values.Add(string.Create(CultureInfo.InvariantCulture, $"^(?:[^,\"]*,){{{header.Column(g.From)}}}([^,\"]*)(?:,|$)"));
                return $"coalesce({g.Contains("nullif(regexp_extract(line, ?, 1), '')", "", values)}, true)";
            }));
        }

        // A backslash can hide a name or a value, and of a name that stands twice the reader shows only one. Wildcards in a name match themselves too.
        return "coalesce(contains(line, '\\'), true) OR " + string.Join(" OR ", groups.Select(g =>
        {
            values.Add("/" + g.From.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
            var key = $"coalesce({g.Contains("TRY(json_extract_string(line, ?))", "", values)}, true)";
            var name = JsonSerializer.Serialize(g.From);
            values.Add($"%{name}%{name}%");
            return $"{key} OR line LIKE ?";
        }));
    }

    private CsvFormat CsvHeader(SourceFile file, IReadOnlyCollection<string> parts)
    {
        var format = new CsvFormat(source.Encoding);
        new NumberedPass(source, file.Path, format, parts, [], new RecordJudge(format, _ => null), () => { }).TakeHeader(file.Content(source.Compression, Taken.Nothing));
        return format;
    }

    // DuckDB writes a number in its own way; only whole numbers that everyone writes alike are sure.
    private static bool HasOneSpelling(string key)
    {
        if (key.Length <= 18 && long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == key)
            return true;
        try
        {
            using var _ = JsonDocument.Parse(key);
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private static string Compression(SourceCompression compression) => compression switch
    {
        SourceCompression.Gzip => "gzip",
        SourceCompression.Zstd => "zstd",
        _ => "none",
    };
}
