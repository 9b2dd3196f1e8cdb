using CaseDesk.Features.Ledger;
using CaseDesk.Model;
using CaseDesk.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Disclosures;

/// <summary>Who did what to a request and its data, and when, as the ledger has it: from the receipt of the demand to the making of the report.</summary>
internal static class ChainOfCustody
{
    /// <summary>Acts that make or change what leaves, and each look that somebody took at the rows before they left.</summary>
    public static IReadOnlyList<string> Acts { get; } =
    [
        "request.register", "request.attach", "request.amend", "clarification.ask", "clarification.answer", "decision.decide", "job.policy.hold",
        "extraction.start", "extraction.cancel", "job.extract.begin", "job.extract.complete", "job.extract.fail", "extraction.preview", "extraction.rows",
        "disclosure.prepare", "disclosure.sign", "disclosure.recall",
    ];

    // A page of rows is looked at many times; who did is one line, with how often.
    private static readonly string[] Looks = ["extraction.preview", "extraction.rows"];

    public static async Task<IReadOnlyList<CustodyLink>> Of(CaseDeskDb db, string number, CancellationToken cancel)
    {
        var entries = await db.History().Where(e => e.ObjectId == number && e.Outcome == "ok" && Acts.Contains(e.Action))
            .OrderBy(e => e.Log).ThenBy(e => e.Seq).Select(e => new { e.Log, e.Seq, e.Time, e.Action, e.Actor }).ToListAsync(cancel);
        var names = await LedgerActors.Names(db, entries.Select(e => e.Actor), cancel);
        return
        [
            .. entries.GroupBy(e => Looks.Contains(e.Action) ? (e.Action, e.Actor, 0, 0L) : (e.Action, e.Actor, e.Log, e.Seq))
                .Select(same => (First: same.First(), Times: same.Count()))
                .Select(link => new CustodyLink(link.First.Log == LedgerHistory.Living ? null : link.First.Log, link.First.Seq, link.First.Time, link.First.Action, names.GetValueOrDefault(link.First.Actor, link.First.Actor), link.Times)),
        ];
    }
}

/// <param name="FormerLog">Number of the ledger that a restore closed; null for the one that goes on.</param>
/// <param name="Time">RFC 3339, UTC: of the first time.</param>
/// <param name="Times">How often the same person did the same; above 1 for looks only.</param>
internal sealed record CustodyLink(int? FormerLog, long Seq, string Time, string Action, string Who, int Times);
