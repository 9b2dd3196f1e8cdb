using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CaseDesk.Extraction.Reading;
using CaseDesk.Extraction.Working;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Results;

/// <summary>The manifest (docs/manifest.md). Strings and integers only, so that RFC 8785 gives every reader the same bytes.</summary>
internal static class ManifestParts
{
    public const string Format = "casedesk-manifest/1";
    private const int MostRejectedListed = 1000;

    private const int MostAbsentListed = 1000;

    public static JsonObject Result(
        ExtractionPlan plan, string planHash, CollectedRows collected, IReadOnlyList<ResultSection> sections, byte[] dataJson, byte[] dataCsv, long escapedCells)
    {
        var files = collected.Files;
        var rejected = files.Sum(f => f.Rejected);
        return new JsonObject
        {
            ["format"] = Format,
            ["request"] = plan.Request,
            ["policyVersion"] = plan.PolicyVersion,
            ["scopeHash"] = plan.ScopeHash,
            ["planHash"] = planHash,
            ["status"] = rejected == 0 ? "complete" : "complete-with-rejects",
            ["minimisation"] = Minimisation(files),
            ["reads"] = List(plan.Reads, Read),
            ["files"] = List(files, File),
            ["shards"] = new JsonArray(),
            ["absent"] = List(collected.Absent.Take(MostAbsentListed), a => new JsonObject { ["source"] = a.Source, ["path"] = a.Path }),
            ["absentCount"] = collected.Absent.Count,
            ["rejected"] = List(files.SelectMany(f => f.Listed.Select(r => (f, r))).Take(MostRejectedListed), Rejected),
            ["rejectedCount"] = rejected,
            ["rejectedPossiblySubject"] = files.Sum(f => f.PossiblySubject),
            ["rows"] = List(sections, Section),
            ["rowCount"] = sections.Sum(s => (long)s.Rows.Count),
            ["csvEscapedCells"] = escapedCells,
            ["outputs"] = new JsonObject { ["data.csv"] = Output(dataCsv), ["data.json"] = Output(dataJson) },
        };
    }

    public static JsonObject Run(DateTimeOffset startedAt, DateTimeOffset endedAt, ExtractionLimits limits, CollectedRows collected)
    {
        var end = collected.End!;
        return new JsonObject
        {
            ["startedAt"] = RecordTimes.Text(startedAt),
            ["endedAt"] = RecordTimes.Text(endedAt),
            ["readingMilliseconds"] = end.Milliseconds,
            ["engines"] = new JsonArray([.. collected.Files.Select(f => f.Engine).Distinct(StringComparer.Ordinal).Select(engine => JsonValue.Create(engine))]),
            ["host"] = Environment.MachineName,
            // These were not hashed in this run but known again; the rest were.
            ["surveyedBefore"] = List(collected.Files.Where(f => f.Known), f => new JsonObject { ["source"] = f.Source, ["path"] = f.Path, ["knownBy"] = KnownBy(f), ["checkedAt"] = RecordTimes.Text(f.CheckedAt) }),
            ["isolation"] = Isolation(limits, end.Walls, end.User != NativeFiles.User()),
        };
    }

    private static string KnownBy(FileFrame file) => file switch
    {
        { Columns: not null } => "device, inode, size and times; the bytes of other columns were not read",
        { Surveyed: not null } => "device, inode, size and times, and the XXH3 checksum of every byte",
        _ => "device, inode, size and times; the XXH3 checksum of every byte was last compared when checkedAt says",
    };

    private static JsonObject Isolation(ExtractionLimits limits, Confined walls, bool ownUser) => new()
    {
        ["process"] = "enforced: a process of its own, without the application's database, keys or environment",
        ["writing"] = walls.Writing ? "enforced: the system refuses the worker every write to a file" : "not enforced: the worker opens files for reading only",
        ["files"] = walls.Files ? "enforced: the system lets the threads that read records open only the planned files, and what the program is itself made of" : "not enforced: the worker opens the planned files only, but the system does not forbid others",
        ["network"] = walls.Network ? "enforced: the system refuses the worker sockets, new programs and other processes" : "not enforced: the worker opens no connection, but the system does not forbid it",
        ["user"] = ownUser ? "enforced: the worker runs as a system user of its own" : "not enforced: the worker runs as the application's user",
        ["wallTime"] = $"enforced: {(long)limits.WallTime.TotalSeconds} seconds",
        ["cpuTime"] = walls.Cpu ? $"enforced: {(long)Math.Ceiling(limits.CpuTime.TotalSeconds)} seconds" : "not enforced",
        ["memory"] = $"enforced by the application's watch: {limits.WorkerMemory} bytes resident",
    };

    private static string Minimisation(IReadOnlyList<FileFrame> files)
    {
        const string Whole = "Every byte of the files was read; only the planned fields of matching records were made into values.";
        const string Columns = "Of the files with \"columns\" only these columns were read for values; what the plan does not name was not selected, and its bytes were not read to find or to make a row.";
        return files.All(f => f.Columns is null) ? Whole : files.All(f => f.Columns is not null) ? Columns : Columns + " Of the others: " + Whole;
    }

    private static JsonObject Read(PlannedRead read) => new()
    {
        ["item"] = read.Item,
        ["source"] = read.Source.Name,
        ["subjects"] = read.Subjects.Count,
        ["windows"] = List(read.Windows, window => new JsonObject
        {
            ["from"] = RecordTimes.Text(window.From),
            ["to"] = RecordTimes.Text(window.To),
            ["fields"] = new JsonArray([.. window.Fields.Select(f => JsonValue.Create(f.Name))]),
        }),
    };

    private static JsonObject File(FileFrame file)
    {
        var described = Whole(file);
        if (file.Columns is { } columns)
            described["columns"] = new JsonArray([.. columns.Select(c => JsonValue.Create(c))]);
        return described;
    }

    private static JsonObject Whole(FileFrame file) => new()
    {
        ["source"] = file.Source,
        ["path"] = file.Path,
        ["size"] = file.Size,
        ["sha256"] = file.Sha256,
        ["change"] = file.Grew ? "grew while it was read; the bytes counted and hashed here are those that it had at opening" : "none",
        ["lines"] = file.Lines,
        ["records"] = file.Records,
        ["rejected"] = file.Rejected,
        ["rejectedPossiblySubject"] = file.PossiblySubject,
    };

    private static JsonObject Rejected((FileFrame File, RejectedRecord Record) rejected) => new()
    {
        ["source"] = rejected.File.Source,
        ["file"] = rejected.File.Path,
        ["line"] = rejected.Record.Line,
        ["offset"] = rejected.Record.Offset,
        ["reason"] = rejected.Record.Reason,
    };

    private static JsonObject Section(ResultSection section)
    {
        var instants = section.Rows.Select(r => r.Instant).OfType<DateTimeOffset>().ToList();
        return new JsonObject
        {
            ["item"] = section.Item,
            ["source"] = section.Source,
            ["count"] = section.Rows.Count,
            ["firstInstant"] = instants.Count == 0 ? "" : RecordTimes.Text(instants[0]),
            ["lastInstant"] = instants.Count == 0 ? "" : RecordTimes.Text(instants[^1]),
        };
    }

    private static JsonObject Output(byte[] content) => new()
    {
        ["size"] = content.Length,
        ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)),
    };

    private static JsonArray List<T>(IEnumerable<T> parts, Func<T, JsonObject> describe) => new([.. parts.Select(describe)]);
}
