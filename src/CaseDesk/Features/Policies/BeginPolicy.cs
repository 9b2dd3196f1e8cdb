using CaseDesk.Model;
using CaseDesk.Model.Policies;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Policies;

/// <summary>A new desk takes the operator's file as the first version of its policy. A desk that has one keeps it: later versions are drafted and published.</summary>
public sealed record BeginPolicy : ICommand<Nothing>;

internal sealed class BeginPolicyHandler(CaseDeskDb db, PolicyShelf policies, LedgerLine line, TimeProvider clock) : IRequestHandler<BeginPolicy, Nothing>
{
    public async Task<Nothing> Handle(BeginPolicy command, CancellationToken cancel)
    {
        var (file, now) = (policies.First, clock.GetUtcNow());
        var first = PolicyVersion.First(file.Id, file.EffectiveFrom, policies.FirstText, file.Sha256, now);
        db.PolicyVersions.Add(first);
        // A desk of an earlier version of this program may have requests that were decided under another file.
        if (await db.Requests.AnyAsync(r => r.ScopePolicy != file.Id, cancel)) db.Work.Add(WorkItem.For(WorkItem.ApplyPolicy, first.Id, now));
        line.About("policy", file.Id).Fact("sha256", file.Sha256).Fact("effectiveFrom", PolicyDay.Of(file.EffectiveFrom));
        return default;
    }
}

internal static class FirstPolicy
{
    /// <summary>Once in the life of a desk. Of several sites that start together one writes it.</summary>
    public static async Task Begin(IServiceProvider services, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CaseDeskDb>();
        var policies = services.GetRequiredService<PolicyShelf>();
        if (!await db.PolicyVersions.AnyAsync(v => v.PublishedAt != null, cancel))
        {
            try
            {
                scope.ServiceProvider.GetRequiredService<Security.CurrentActor>().Actor = Security.Actor.Operator;
                await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new BeginPolicy(), cancel);
            }
            catch (LedgerUnavailable fault)
            {
                throw new CannotStart("The first version of the policy cannot be written: " + fault.Sentence, fault);
            }
            catch (Refused) when (db.PolicyVersions.AsNoTracking().Any(v => v.PublishedAt != null))
            {
                // Another site was first.
            }
        }
        else if (!await db.PolicyVersions.AnyAsync(v => v.Sha256 == policies.First.Sha256, cancel))
        {
            services.GetRequiredService<ILogger<PolicyShelf>>().LogWarning(
                "The policy file says {Policy}, which is none of the versions of this desk: it has no effect. Draft it on the page Policies, and have it published.", policies.First.Id);
        }
    }
}
