using CaseDesk.Ledger;

namespace CaseDesk.Verify;

/// <summary><c>verify ledger DIR --policy P [--against F]… [--openings F] [--state]</c></summary>
internal static class LedgerVerb
{
    public static readonly Verb Verb = new(
        "ledger",
        "DIR --policy P [--against CHECKPOINT|RECEIPT|PDF]... [--openings F] [--state] [--json]",
        Operands: 1,
        ["--policy", "--against", "--openings"],
        Run)
    {
        Flags = ["--state"],
    };

    private static int Run(Arguments arguments, TextWriter output)
    {
        var directory = arguments.Operands[0];
        if (!Directory.Exists(directory))
            throw new UsageException($"There is no directory {directory}.");
        var policy = arguments.Single("--policy")
            ?? throw new UsageException("--policy is missing: a file that names the log's key (and witnesses) as you know them. "
                + $"To trust what came with the export itself, say --policy {Path.Combine(directory, "tlog-policy")}.");

        List<KeptStatement> against = [.. arguments.All("--against").Select(InputFiles.Kept)];
        var openings = arguments.Single("--openings") is { } file ? InputFiles.Openings(file) : [];
        var report = LedgerCheck.Check(directory, InputFiles.Policy(policy), against, openings, arguments.Has("--state"));
        return new Report(
            Verb.Name,
            directory,
            report.Checkpoint,
            report.Findings,
            report.Omitted,
            [
                ("entries", "entries checked", report.Entries),
                ("kept", "kept statements that fit", report.Kept),
                ("openings", "openings that fit", report.Openings),
                .. report.Rows is { } rows ? [("rows", "rows that are as the ledger left them", rows)] : Array.Empty<(string, string, long)>(),
            ],
            [.. Warnings(directory, policy, report, against.Count)]).Write(output, arguments.Json);
    }

    /// <summary>A good result must not promise more than it shows.</summary>
    private static IEnumerable<string> Warnings(string directory, string policy, LedgerReport report, int kept)
    {
        if (Path.GetFullPath(policy).StartsWith(Path.GetFullPath(directory) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            yield return "The policy came with the export. Compare the log's key with one that you got another way.";
        if (report.Rows is null && Directory.Exists(Path.Combine(directory, "state")))
            yield return "The rows in state/ were not compared with the ledger: --state compares them.";
        if (report.Checkpoint is { Cosignatures.Count: 0 } && kept == 0)
            yield return "No witness and no kept checkpoint or receipt was compared: who holds the log's key could have rewritten the log before this export.";
    }
}
