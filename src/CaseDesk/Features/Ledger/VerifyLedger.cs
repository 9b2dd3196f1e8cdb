using System.Text.Json.Nodes;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Ledger;

/// <summary>An auditor has the whole ledger checked where it is kept. While a check runs, asking again joins it.</summary>
public sealed record VerifyLedger : ICommand<Guid>;

internal sealed class VerifyLedgerHandler(CaseDeskDb db, LedgerWriter writer, LedgerLine line, TimeProvider clock) : IRequestHandler<VerifyLedger, Guid>
{
    public async Task<Guid> Handle(VerifyLedger command, CancellationToken cancel)
    {
        var check = await db.Work.Where(w => w.Kind == WorkItem.VerifyLedger && w.DoneAt == null).Select(w => (Guid?)w.Subject).FirstOrDefaultAsync(cancel);
        if (check is null)
        {
            check = Guid.CreateVersion7();
            db.Work.Add(WorkItem.For(WorkItem.VerifyLedger, check.Value, clock.GetUtcNow()));
        }
        line.About(LedgerVerification.ObjectKind, $"{check:n}").Fact("size", (await writer.Head(cancel)).Size);
        return check.Value;
    }
}

/// <summary>A check is through; its result is its entry, and is kept nowhere else.</summary>
/// <param name="State">The state that the ledger was held against; null where its signature did not hold.</param>
/// <param name="Entries">How many entries were read and hashed.</param>
/// <param name="Findings">What is wrong, in the order of the ledger.</param>
/// <param name="Omitted">How many findings more there were.</param>
/// <param name="Token">Of the lease that it was made under.</param>
public sealed record CompleteVerification(Guid Check, long Size, Checkpoint? State, long Entries, IReadOnlyList<LedgerFinding> Findings, long Omitted, Guid WorkItem, long Token) : ICommand<Nothing>;

internal sealed class CompleteVerificationHandler(CaseDeskDb db, LedgerLine line, TimeProvider clock) : IRequestHandler<CompleteVerification, Nothing>
{
    private const int MostFindings = 10;
    private static readonly Refusal Over = new(1603, "verification-over", "Another worker has this check up, or ended it.", 409);

    public async Task<Nothing> Handle(CompleteVerification command, CancellationToken cancel)
    {
        line.About(LedgerVerification.ObjectKind, $"{command.Check:n}");
        var work = await db.Work.SingleAsync(w => w.Id == command.WorkItem, cancel);
        if (work.DoneAt is not null || work.Token != command.Token) throw new Refused(Over);

        work.Done(clock.GetUtcNow());
        if (command.Findings.Count > 0) line.Refused("failed", command.Findings[0].Code);
        line.Fact("size", command.Size).Fact("root", command.State is { } signed ? Convert.ToBase64String(signed.Root) : null)
            .Fact("entries", command.Entries).Fact("wrong", command.Findings.Count + command.Omitted)
            .Fact("findings", new JsonArray([.. command.Findings.Take(MostFindings).Select(finding => new JsonObject
            {
                ["code"] = finding.Code, ["entry"] = finding.Entry, ["message"] = finding.Message, ["where"] = finding.Where,
            })]));
        return default;
    }
}
