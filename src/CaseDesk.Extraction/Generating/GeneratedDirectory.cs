using System.Text.Json;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Generating;

/// <summary>
/// The directory that generated logs lie in. <c>generated.json</c> is written first, with the names of what is to come, and again at the end with what
/// came: so a run that was cut short can be repeated, and nothing that someone else put there is ever removed.
/// </summary>
internal sealed class GeneratedDirectory(string directory)
{
    public const string ReportName = "generated.json";
    public const string PolicyName = "policy.yaml";

    private const string MadeBy = "logs generate";
    private const string ScratchName = "sorting.casedesk-tmp";

    public string PathOf(string name) => Path.Combine(directory, name);

    /// <summary>Why nothing may be made here, in a sentence; null where it may.</summary>
    public string? Problem()
    {
        if (File.Exists(directory))
            return $"{directory} is a file. Name a directory.";
        if (!Directory.Exists(directory))
            return null;

        var own = NamesOfEarlierRun();
        return Entries().FirstOrDefault(entry => !IsOwn(entry, own)) is { } foreign
            ? $"{directory} is not empty: \"{foreign.Name}\" was not made by {MadeBy}. Name a new directory."
            : null;
    }

    /// <exception cref="IOException">Something else lies there.</exception>
    public void Begin(LogRecipe recipe, IEnumerable<string> names)
    {
        if (Problem() is { } problem)
            throw new IOException(problem);

        Directory.CreateDirectory(directory);
        RemoveOwn();
        WriteReport(json =>
        {
            json.WriteBoolean("complete", false);
            json.WriteStartArray("files");
            foreach (var name in names)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteRecipe(json, recipe);
        });
    }

    public void End(GenerationReport report)
    {
        DurableFile.Write(PathOf(PolicyName), System.Text.Encoding.UTF8.GetBytes(GeneratedPolicy.Of(report.Recipe)));
        WriteReport(json =>
        {
            json.WriteBoolean("complete", true);
            json.WriteNumber("rows", report.Rows);
            json.WriteNumber("bytes", report.Bytes);
            json.WriteNumber("distinctAccounts", report.DistinctAccounts);
            WriteSubjects(json, "accounts", report.Accounts);
            WriteSubjects(json, "addresses", report.Addresses);
            json.WriteStartArray("files");
            foreach (var file in report.Files)
            {
                json.WriteStartObject();
                json.WriteString("name", file.Name);
                json.WriteString("format", WordOf(file.Format));
                json.WriteNumber("rows", file.Rows);
                json.WriteNumber("damagedLines", file.DamagedLines);
                json.WriteNumber("bytes", file.Bytes);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteRecipe(json, report.Recipe);
        });
    }

    public Scratch MakeScratch() => new(PathOf(ScratchName));

    private void RemoveOwn()
    {
        // The report goes last: until then it says whose the rest is.
        foreach (var entry in Entries().OrderBy(entry => entry.Name == ReportName))
        {
            if (entry is DirectoryInfo { LinkTarget: null } left)
                left.Delete(recursive: true);
            else
                entry.Delete();
        }
    }

    private FileSystemInfo[] Entries() => new DirectoryInfo(directory).GetFileSystemInfos();

    // What a run that was cut short left half-written is its own too, if there was one.
    private bool IsOwn(FileSystemInfo entry, HashSet<string> own) =>
        own.Count > 0 && (own.Contains(entry.Name) && entry is FileInfo || DurableFile.Temporaries(directory).Any(half => Path.GetFileName(half) == entry.Name));

    private HashSet<string> NamesOfEarlierRun()
    {
        try
        {
            using var report = JsonDocument.Parse(File.ReadAllBytes(PathOf(ReportName)));
            if (report.RootElement.GetProperty("madeBy").GetString() != MadeBy)
                return [];
            return [ReportName, PolicyName, .. report.RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("name").GetString() ?? "")];
        }
        catch (Exception wrong) when (wrong is FileNotFoundException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // No report, or someone else's file of that name.
            return [];
        }
    }

    private void WriteReport(Action<Utf8JsonWriter> write) => DurableFile.Write(PathOf(ReportName), output =>
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("madeBy", MadeBy);
        write(json);
        json.WriteEndObject();
    });

    private static void WriteRecipe(Utf8JsonWriter json, LogRecipe recipe)
    {
        json.WriteStartObject("recipe");
        json.WriteNumber("rows", recipe.Rows);
        json.WriteNumber("days", recipe.Days);
        json.WriteString("to", recipe.NewestDay.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteNumber("seed", recipe.Seed);
        json.WriteNumber("skew", recipe.Skew);
        json.WriteNumber("hostile", recipe.Hostile);
        json.WriteNumber("damaged", recipe.Damaged);
        json.WriteNumber("accounts", recipe.AccountCount);
        json.WriteString("compression", Names.Of(recipe.Compression));
        json.WriteStartArray("formats");
        foreach (var format in recipe.Formats)
            json.WriteStringValue(WordOf(format));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSubjects(Utf8JsonWriter json, string name, IReadOnlyList<KnownSubject> subjects)
    {
        json.WriteStartArray(name);
        foreach (var subject in subjects)
        {
            json.WriteStartObject();
            json.WriteString("kind", subject.Kind);
            json.WriteString("value", subject.Value);
            json.WriteNumber("rows", subject.Rows);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string WordOf(GeneratedFormat format) => format.ToString().ToLowerInvariant();

    /// <summary>Room for sorting, gone with the run.</summary>
    internal sealed class Scratch : IDisposable
    {
        public Scratch(string path)
        {
            Path = path;
            Directory.CreateDirectory(path);
        }

        public string Path { get; }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
