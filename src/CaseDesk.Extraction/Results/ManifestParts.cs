using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CaseDesk.Extraction.Working;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Results;

/// <summary>The manifest (docs/manifest.md). Strings and integers only, so that RFC 8785 gives every reader the same bytes.</summary>
internal static class ManifestParts
{
    public const string Format = "casedesk-manifest/1";
    public const string Engine = "scanner/1";

    private const int MostAbsentListed = 1000;

    public static JsonObject Result(
        ExtractionPlan plan, string planHash, CollectedRows collected, IReadOnlyList<ResultSection> sections, byte[] dataJson, byte[] dataCsv, long escapedCells)
    {
        var rejected = collected.Files.Sum(f => f.Rejected);
        return new JsonObject
        {
            ["format"] = Format,
            ["request"] = plan.Request,
            ["policyVersion"] = plan.PolicyVersion,
            ["scopeHash"] = plan.ScopeHash,
            ["planHash"] = planHash,
            ["status"] = rejected == 0 ? "complete" : "complete-with-rejects",
            ["minimisation"] = "Every byte of the listed files was read; only the planned fields of matching records were made into values.",
            ["reads"] = List(plan.Reads, Read),
            ["files"] = List(collected.Files, File),
            ["absent"] = List(collected.Absent.Take(MostAbsentListed), a => new JsonObject { ["source"] = a.Source, ["path"] = a.Path }),
            ["absentCount"] = collected.Absent.Count,
            ["rejected"] = List(collected.Rejected, Rejected),
            ["rejectedCount"] = rejected,
            ["rejectedPossiblySubject"] = collected.Files.Sum(f => f.RejectedPossiblySubject),
            ["rows"] = List(sections, Section),
            ["rowCount"] = sections.Sum(s => (long)s.Rows.Count),
            ["csvEscapedCells"] = escapedCells,
            ["outputs"] = new JsonObject { ["data.csv"] = Output(dataCsv), ["data.json"] = Output(dataJson) },
        };
    }

    public static JsonObject Run(DateTimeOffset startedAt, DateTimeOffset endedAt, ExtractionLimits limits, bool writingForbidden) => new()
    {
        ["startedAt"] = RecordTimes.Text(startedAt),
        ["endedAt"] = RecordTimes.Text(endedAt),
        ["engine"] = Engine,
        ["host"] = Environment.MachineName,
        ["isolation"] = new JsonObject
        {
            ["process"] = "enforced: a process of its own, without the application's database, keys or environment",
            ["writing"] = writingForbidden ? "enforced: the system refuses the worker every write to a file" : "not enforced: the worker opens files for reading only",
            ["wallTime"] = $"enforced: {(long)limits.WallTime.TotalSeconds} seconds",
            ["memory"] = $"enforced: {limits.WorkerMemory} bytes resident",
            ["user"] = "not enforced: the worker runs as the application's user",
            ["network"] = "not enforced: the worker opens no connection, but the system does not forbid it",
        },
    };

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

    private static JsonObject File(FileFrame file) => new()
    {
        ["source"] = file.Source,
        ["path"] = file.Path,
        ["size"] = file.Size,
        ["sha256"] = file.Sha256,
        ["change"] = file.Grew ? "grew while it was read; the bytes counted and hashed here are those that it had at opening" : "none",
        ["lines"] = file.Lines,
        ["records"] = file.Records,
        ["rejected"] = file.Rejected,
        ["rejectedPossiblySubject"] = file.RejectedPossiblySubject,
    };

    private static JsonObject Rejected(RejectedFrame rejected) => new()
    {
        ["source"] = rejected.Source,
        ["file"] = rejected.Path,
        ["line"] = rejected.Line,
        ["offset"] = rejected.Offset,
        ["reason"] = rejected.Reason,
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
