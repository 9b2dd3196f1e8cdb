using System.Diagnostics;
using System.Globalization;
using CaseDesk.Features.Policies;
using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Policies;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Policy;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Jobs;

/// <summary>
/// Goes through all open requests: to count what a draft would change, and to hold them against a version that has come into force. Each request is decided by
/// the engine that decides it at its own page. Run again after a crash it begins anew; a request that has been held against the version is not changed twice.
/// </summary>
internal sealed class PolicyJobs(IServiceScopeFactory scopes, WorkLeases leases, PolicyShelf policies, ILogger<PolicyJobs> log)
{
    private const int AtOnce = 100;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    // A list is read by people: what a request gains or loses is named up to here, and counted beyond.
    private const int MostNames = 30;

    public async Task Preview(WorkItem work, long token, CancellationToken cancel)
    {
        PolicyDocument inForce, draft;
        ScopeInputs held, heldByDraft;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<CaseDeskDb>();
            var scopeOf = scope.ServiceProvider.GetRequiredService<ScopeOf>();
            var text = await db.PolicyPreviews.Where(p => p.Id == work.Subject).Join(db.PolicyVersions, p => p.PolicyVersionId, v => v.Id, (_, v) => v.Text).SingleAsync(cancel);
            (inForce, draft) = (await policies.InForce(db, cancel), PolicyFile.Parse(text, "draft"));
            (held, heldByDraft) = (new ScopeInputs(scopeOf.Inventory(inForce), []), new ScopeInputs(scopeOf.Inventory(draft), []));
        }

        List<PolicyPreviewLine> lines = [];
        var open = 0;
        var finished = await EachBatch(work, token, requests =>
        {
            open += requests.Count;
            lines.AddRange(requests.Select(request => Compare(request, inForce, held, draft, heldByDraft)).OfType<PolicyPreviewLine>());
            return Task.CompletedTask;
        }, cancel);
        if (finished) await Send(new CompletePreview(work.Subject, inForce.Id, open, lines, work.Id), cancel);
    }

    public async Task Apply(WorkItem work, long token, CancellationToken cancel)
    {
        PolicyDocument inForce;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<CaseDeskDb>();
            var begins = await db.PolicyVersions.Where(v => v.Id == work.Subject).Select(v => v.EffectiveFrom).SingleAsync(cancel);
            inForce = await policies.InForce(db, cancel);
            // By this process's clock its day has not come: the next sweep looks again.
            if (inForce.EffectiveFrom < begins) return;
        }

        var (held, failed, renewed) = (0, 0, Stopwatch.GetTimestamp());
        var finished = await EachBatch(work, token, async requests =>
        {
            foreach (var request in requests.Where(r => r.ScopePolicy != inForce.Id))
            {
                try
                {
                    await Send(new ApplyPolicy(request.Id), cancel);
                    held++;
                }
                catch (Exception fault) when (fault is not (LedgerUnavailable or OperationCanceledException))
                {
                    // One request that cannot be held does not keep the others waiting; it is tried again, and nothing of it leaves meanwhile.
                    failed++;
                    log.LogError(fault, "Request {Number} could not be held against policy {Policy}.", request.Number, inForce.Id);
                }
                if (Stopwatch.GetElapsedTime(renewed) < Beat) continue;

                if (!await leases.Renew(work.Id, token, work.Progress, cancel)) throw new OperationCanceledException("Another worker has taken this up.");
                renewed = Stopwatch.GetTimestamp();
            }
        }, cancel);
        if (finished && failed == 0) await Send(new CompleteApplying(work.Subject, held, work.Id), cancel);
    }

    /// <summary>How a request would change; null where it would not.</summary>
    public static PolicyPreviewLine? Compare(LegalRequest request, PolicyDocument inForce, ScopeInputs held, PolicyDocument draft, ScopeInputs heldByDraft)
    {
        var facts = ScopeOf.FactsOf(request);
        var after = ScopeEngine.Decide(facts, draft, heldByDraft.Inventory, heldByDraft.Holds);
        var changes = ScopeDifference.Between(ScopeEngine.Decide(facts, inForce, held.Inventory, held.Holds), after);
        var voids = request.ApprovalInForce is { } approval ? Lawful.Excess(approval, facts, draft, heldByDraft) : null;
        if (changes.Count == 0 && voids is null) return null;

        return new PolicyPreviewLine(
            request.Number, StatusWord.Of(request.Status),
            Names(changes.Where(change => MayLeave(change.After) && !MayLeave(change.Before))),
            Names(changes.Where(change => MayLeave(change.Before) && !MayLeave(change.After))),
            Names(changes.Where(change => MayLeave(change.Before) == MayLeave(change.After))),
            voids);
    }

    private static bool MayLeave(Outcome? outcome) => outcome is Outcome.Available or Outcome.Preserved or Outcome.Overdue;

    private static List<string> Names(IEnumerable<OutcomeChange> changes)
    {
        var names = changes.Select(change => string.Create(CultureInfo.InvariantCulture, $"{change.Item}: {change.Source}.{change.Field}")).Distinct(StringComparer.Ordinal).ToList();
        return names.Count <= MostNames ? names : [.. names.Take(MostNames), string.Create(CultureInfo.InvariantCulture, $"and {names.Count - MostNames} more")];
    }

    /// <returns>False where the work was taken over.</returns>
    private async Task<bool> EachBatch(WorkItem work, long token, Func<IReadOnlyList<LegalRequest>, Task> look, CancellationToken cancel)
    {
        List<Guid> open;
        await using (var scope = scopes.CreateAsyncScope())
        {
            open = await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().Requests
                .Where(r => r.Status == RequestStatus.Registered || r.Status == RequestStatus.Clarification || r.Status == RequestStatus.Approved || r.Status == RequestStatus.Extracted)
                .OrderBy(r => r.Number).Select(r => r.Id).ToListAsync(cancel);
        }
        var done = 0;
        foreach (var ids in open.Chunk(AtOnce))
        {
            await using (var scope = scopes.CreateAsyncScope())
            {
                await look(await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().Requests.AsNoTracking().Where(r => ids.Contains(r.Id)).OrderBy(r => r.Number)
                    .Include(r => r.Agency).Include(r => r.Items).Include(r => r.Approvals.Where(a => a.VoidedAt == null)).AsSplitQuery().ToListAsync(cancel));
            }
            done += ids.Length;
            if (!await leases.Renew(work.Id, token, (double)done / open.Count, cancel)) return false;
        }
        return true;
    }

    private async Task Send<T>(IRequest<T> message, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.Worker;
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message, cancel);
    }
}
