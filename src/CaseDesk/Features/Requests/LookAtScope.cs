using System.Text.Json;
using System.Text.Json.Nodes;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using CaseDesk.Policy;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Requests;

/// <summary>
/// A reviewer looks at what a request reaches, to decide it. The desk keeps what she saw, so that her next look shows what has changed since: therefore it is a command.
/// </summary>
public sealed record LookAtScope(string Number) : ICommand<LookView>, IRepeatable;

/// <param name="Before">What she had seen before it became this; null where she has seen nothing else.</param>
public sealed record LookView(ScopeView Scope, SeenBefore? Before);

/// <param name="Documents">SHA-256 of the documents attached then.</param>
/// <param name="Changes">Where this decision answers otherwise than the one that she saw.</param>
public sealed record SeenBefore(DateTimeOffset At, string PolicyVersion, RequestFacts Facts, IReadOnlyList<string> Documents, IReadOnlyList<OutcomeChange> Changes);

internal sealed class LookAtScopeHandler(CaseDeskDb db, ScopeOf scopeOf, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<LookAtScope, LookView>
{
    public async Task<LookView> Handle(LookAtScope command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        line.Personal("number", command.Number);
        var request = await db.Requests.AsNoTracking().Whole().Get(command.Number, current.Actor, cancel);
        var scope = scopeOf.Compute(request);
        // What is decided is looked back at, and nothing about it is news.
        var look = request.AwaitsDecision ? await Keep(request, scope, now, cancel) : null;
        line.About("request", request.Number, request.Version).Fact("scopeHash", scope.Hash).Fact("since", look?.BeforeSeenAt is { } since ? LedgerEntryJson.Time(since) : null);
        return new LookView(ScopeView.Of(scope), look is { BeforeSeenAt: { } at, BeforeJson: { } json } ? Read(json, at, scope.Decision) : null);
    }

    private async Task<ScopeLook> Keep(LegalRequest request, ComputedScope scope, DateTimeOffset now, CancellationToken cancel)
    {
        var me = current.Actor.Id;
        var look = await db.ScopeLooks.SingleOrDefaultAsync(l => l.RequestId == request.Id && l.PersonId == me, cancel);
        if (look is null) db.ScopeLooks.Add(look = new ScopeLook(request.Id, me, scope.Hash, scope.Json, now));
        else look.Again(scope.Hash, scope.Json, now);
        return look;
    }

    /// <summary>Null for what an earlier version of the desk wrote in another form: a mark is a courtesy, and no look is refused for want of it.</summary>
    private static SeenBefore? Read(string json, DateTimeOffset at, ScopeDecision now)
    {
        try
        {
            var seen = JsonNode.Parse(json)!.AsObject();
            var decision = ScopeJson.ParseDecision(new JsonObject { ["items"] = seen["items"]!.DeepClone(), ["policyVersion"] = seen["policyVersion"]!.DeepClone() });
            return new SeenBefore(at, decision.PolicyVersion, ScopeJson.ParseFacts(seen["facts"]!.AsObject()), [.. seen["documents"]!.AsArray().Select(sha256 => sha256!.ToString())], ScopeDifference.Between(decision, now));
        }
        catch (Exception other) when (other is JsonException or FormatException or InvalidOperationException or NullReferenceException)
        {
            return null;
        }
    }
}
