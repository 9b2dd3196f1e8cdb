using System.Text.Json.Nodes;
using CaseDesk.Features.Policies;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using CaseDesk.Policy;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Requests;

/// <summary>What was decided on a request, also what is void by now, each decision computed again under the policy of its day.</summary>
public sealed record StoredDecisions(string Number) : IQuery<IReadOnlyList<StoredDecision>>;

/// <param name="Replay">What came of computing it again.</param>
public sealed record StoredDecision(string DecidedBy, DateTimeOffset DecidedAt, DateTimeOffset? VoidedAt, string PolicyVersion, string ScopeHash, Replay Replay);

public enum Replay
{
    /// <summary>The same facts, policy and stores gave the same bytes.</summary>
    Same,

    /// <summary>Other bytes: the stored decision, its policy or the engine is not what it was.</summary>
    Different,

    /// <summary>It was made before the desk kept what a decision is computed from.</summary>
    NotKept,
}

internal sealed class StoredDecisionsHandler(CaseDeskDb db, PolicyShelf policies, CurrentActor current, LedgerLine line) : IRequestHandler<StoredDecisions, IReadOnlyList<StoredDecision>>
{
    public async Task<IReadOnlyList<StoredDecision>> Handle(StoredDecisions query, CancellationToken cancel)
    {
        line.Personal("number", query.Number);
        var request = await db.Requests.AsNoTracking().Include(r => r.Approvals).Get(query.Number, current.Actor, cancel);
        var people = request.Approvals.Select(a => a.DecidedBy).Distinct().ToList();
        var names = await db.Users.Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.DisplayName, cancel);
        List<StoredDecision> decisions = [];
        foreach (var approval in request.Approvals.OrderBy(a => a.DecidedAt))
        {
            var replay = approval.InputsJson.Length == 0 || await policies.Find(db, approval.PolicyVersion, cancel) is not { } policy ? Replay.NotKept : Again(approval, policy) ? Replay.Same : Replay.Different;
            decisions.Add(new StoredDecision(names.GetValueOrDefault(approval.DecidedBy, ""), approval.DecidedAt, approval.VoidedAt, approval.PolicyVersion, approval.ScopeHash, replay));
        }
        line.About("request", request.Number, request.Version).Fact("decisions", decisions.Count).Fact("different", decisions.Count(d => d.Replay == Replay.Different));
        return decisions;
    }

    /// <summary>True where the decision, computed again from what was kept of it, is the stored one to the byte.</summary>
    private static bool Again(Approval approval, PolicyDocument policy)
    {
        try
        {
            var stored = JsonNode.Parse(approval.ScopeJson)!.AsObject();
            var again = ScopeOf.Compute(ScopeJson.ParseFacts(stored["facts"]!.AsObject()), [.. stored["documents"]!.AsArray().Select(d => d!.GetValue<string>())], policy, ScopeOf.InputsOf(approval), approval.DecidedAt);
            return again.Json == approval.ScopeJson && again.Hash == approval.ScopeHash;
        }
        catch (Exception broken) when (broken is FormatException or InvalidOperationException or NullReferenceException or System.Text.Json.JsonException)
        {
            // Somebody changed the row: that is an answer, too.
            return false;
        }
    }
}
