using CaseDesk.Ledger;

namespace CaseDesk.Verify;

/// <summary><c>verify receipt F --entry E [--policy P]</c></summary>
internal static class ReceiptVerb
{
    private const string PolicyFile = "tlog-policy";

    public static readonly Verb Verb = new(
        "receipt",
        "F.tlog-proof --entry E [--policy P] [--json]     (P: tlog-policy beside the receipt if not given)",
        Operands: 1,
        ["--policy", "--entry"],
        Run);

    private static int Run(Arguments arguments, TextWriter output)
    {
        var receipt = arguments.Operands[0];
        var entry = arguments.Single("--entry")
            ?? throw new UsageException("--entry is missing: the file with the entry's bytes exactly as they stand in the ledger.");
        var given = arguments.Single("--policy");
        var report = ReceiptCheck.Check(InputFiles.Text(receipt), InputFiles.Bytes(entry), InputFiles.Policy(given ?? PolicyBeside(receipt)));
        return new Report(
            Verb.Name,
            receipt,
            report.Checkpoint,
            report.Finding is null ? [] : [report.Finding],
            Omitted: 0,
            Facts(report),
            given is null ? ["The policy came with the receipt. Compare the log's key with one that you got another way."] : []).Write(output, arguments.Json);
    }

    private static IReadOnlyList<(string, string, long)> Facts(ReceiptReport report) =>
        report.Index is { } index
            ? [("index", "entry number", index), ("openings", "openings that fit", report.Openings)]
            : [];

    private static string PolicyBeside(string receipt)
    {
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(receipt)) ?? "", PolicyFile);
        return File.Exists(beside)
            ? beside
            : throw new UsageException($"--policy is missing, and there is no {PolicyFile} beside the receipt. Name a file that lists the log's key: \"log <key>\" and \"quorum none\".");
    }
}
