using CaseDesk.Features.Policies;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Extractions;

/// <summary>The desk takes up a queued extraction. The plan's hash is in the ledger before anything is read.</summary>
public sealed record BeginExtraction(Guid Extraction) : ICommand<BegunExtraction>, IRepeatable;

/// <param name="ExpectedFiles">Files that the stores held when the decision was made: one that is missing now is gone, not "none found".</param>
/// <param name="Attempt">Fencing token: only the current attempt may finish.</param>
public sealed record BegunExtraction(int Attempt, string PlanJson, string PlanHash, IReadOnlyList<string> ExpectedFiles);

internal sealed class BeginExtractionHandler(CaseDeskDb db, PolicyShelf policies, LedgerLine line, TimeProvider clock) : IRequestHandler<BeginExtraction, BegunExtraction>
{
    public async Task<BegunExtraction> Handle(BeginExtraction command, CancellationToken cancel)
    {
        var job = await db.Extractions.Include(e => e.Request).Include(e => e.Approval).SingleAsync(e => e.Id == command.Extraction, cancel);
        line.About("request", job.Request!.Number).Fact("planHash", job.PlanHash);
        var attempt = job.Begin(clock.GetUtcNow());
        // After it has said whether it waits at all: a cancelled one is over, whatever the policy.
        if (job.Request.ScopePolicy != (await policies.InForce(db, cancel)).Id) throw new Refused(RequestRefusals.PolicyChanged(job.Request.Number));
        line.Fact("attempt", attempt);
        return new BegunExtraction(attempt, job.Approval!.PlanJson, job.PlanHash, job.Approval.ExpectedFiles);
    }
}

/// <summary>The result lies in its directory; now it counts.</summary>
public sealed record CompleteExtraction(Guid Extraction, int Attempt, bool WithRejects, string ManifestHash, string ManifestJson, long Rows, Guid WorkItem) : ICommand<Nothing>, IRepeatable;

internal sealed class CompleteExtractionHandler(CaseDeskDb db, LedgerLine line, TimeProvider clock) : IRequestHandler<CompleteExtraction, Nothing>
{
    public async Task<Nothing> Handle(CompleteExtraction command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var job = await db.Extractions.Include(e => e.Request).SingleAsync(e => e.Id == command.Extraction, cancel);
        line.About("request", job.Request!.Number, job.Request.Version).Fact("planHash", job.PlanHash).Fact("attempt", command.Attempt);
        job.Complete(command.Attempt, command.WithRejects, command.ManifestHash, command.ManifestJson, command.Rows, now);
        job.Request.DataExtracted();
        (await db.Work.SingleAsync(w => w.Id == command.WorkItem, cancel)).Done(now);
        line.About("request", job.Request.Number, job.Request.Version).Fact("manifestHash", command.ManifestHash).Fact("rows", command.Rows).Fact("withRejects", command.WithRejects);
        return default;
    }
}

/// <summary>It did not work: the reason is kept, and somebody can start it again.</summary>
public sealed record FailExtraction(Guid Extraction, int Attempt, string Code, string Reason, Guid WorkItem) : ICommand<Nothing>, IRepeatable;

internal sealed class FailExtractionHandler(CaseDeskDb db, LedgerLine line, TimeProvider clock) : IRequestHandler<FailExtraction, Nothing>
{
    public async Task<Nothing> Handle(FailExtraction command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var job = await db.Extractions.Include(e => e.Request).SingleAsync(e => e.Id == command.Extraction, cancel);
        line.About("request", job.Request!.Number).Fact("planHash", job.PlanHash).Fact("attempt", command.Attempt).Fact("reason", command.Code);
        // A later attempt has the work up: it is its to end.
        if (job.State == ExtractionState.Running && job.Attempt != command.Attempt) return default;

        // Cancelled meanwhile: the work is over all the same.
        if (job.State == ExtractionState.Running) job.Fail(command.Attempt, command.Code, command.Reason, now);
        (await db.Work.SingleAsync(w => w.Id == command.WorkItem, cancel)).Done(now);
        return default;
    }
}
