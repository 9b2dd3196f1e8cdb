using System.Globalization;
using System.Text.Json.Nodes;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>The part of the manifest that is the same on every repetition: docs/manifest.md. Integers and strings only (RFC 8785).</summary>
internal static class ResultPart
{
    public static JsonObject Of(ExtractionPlan plan, string planHash, Collected collected, string jsonSha256, string csvSha256, long csvEscapedCells) => new()
    {
        ["request"] = plan.Request,
        ["policyVersion"] = plan.PolicyVersion,
        ["scopeHash"] = plan.ScopeHash,
        ["planHash"] = planHash,
        ["status"] = collected.RejectedRecords == 0 ? "complete" : "complete-with-rejects",
        ["rows"] = (long)collected.Rows.Count,
        ["reads"] = new JsonArray([.. plan.Reads.Select(read => Read(read, collected))]),
        ["rejectedRecords"] = collected.RejectedRecords,
        ["rejectedPossiblySubject"] = collected.Rejects.Values.Sum(r => r.PossiblySubject),
        ["rejected"] = new JsonArray([.. collected.ListedRejects.Select(Reject)]),
        ["csvEscapedCells"] = csvEscapedCells,
        ["dataJsonSha256"] = jsonSha256,
        ["dataCsvSha256"] = csvSha256,
    };

    private static JsonObject Read(PlannedRead read, Collected collected)
    {
        var rows = collected.Rows.FindAll(r => r.Gate.Item == read.Item && string.Equals(r.Gate.Source, read.Source.Name, StringComparison.Ordinal));
        var part = new JsonObject
        {
            ["item"] = (long)read.Item,
            ["source"] = read.Source.Name,
            ["subjects"] = (long)read.Subjects.Count,
            ["windows"] = new JsonArray([.. read.Windows.Select(Window)]),
            ["files"] = new JsonArray([.. collected.Files.Where(f => f.Item == read.Item && string.Equals(f.Source, read.Source.Name, StringComparison.Ordinal)).Select(f => File(f, collected))]),
            ["rows"] = (long)rows.Count,
        };
        if (rows.Count > 0 && read.Source.TimeFrom is not null)
        {
            // Sorted by instant within a read.
            part["firstInstant"] = Instant(rows[0].Gate.Instant!.Value);
            part["lastInstant"] = Instant(rows[^1].Gate.Instant!.Value);
        }

        var (all, listed) = collected.Absent.GetValueOrDefault((read.Item, read.Source.Name), (0, []));
        part["absentFiles"] = all;
        part["absent"] = new JsonArray([.. listed.Select(path => JsonValue.Create(path))]);
        return part;
    }

    private static JsonObject Window(PlannedWindow window) => new()
    {
        ["from"] = Instant(window.From),
        ["to"] = Instant(window.To),
        ["fields"] = new JsonArray([.. window.Fields.Select(f => JsonValue.Create(f.Name))]),
    };

    private static JsonObject File(FileFrame file, Collected collected)
    {
        var (rejected, possibly) = collected.Rejects.GetValueOrDefault((file.Item, file.Source, file.Path));
        return new JsonObject
        {
            ["path"] = file.Path,
            ["size"] = file.Size,
            ["sha256"] = file.Sha256,
            ["lines"] = file.Lines,
            ["records"] = file.Records,
            ["recordsWithoutKey"] = file.WithoutKey,
            ["rejected"] = rejected,
            ["rejectedPossiblySubject"] = possibly,
            ["change"] = file.Change,
        };
    }

    private static JsonObject Reject(RejectFrame reject) => new()
    {
        ["item"] = (long)reject.Item,
        ["source"] = reject.Source,
        ["file"] = reject.File,
        ["line"] = reject.Line,
        ["offset"] = reject.Offset,
        ["reason"] = reject.Reason,
        ["possiblySubject"] = reject.PossiblySubject ? 1L : 0L,
    };

    internal static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
