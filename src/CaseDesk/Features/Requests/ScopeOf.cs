using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Extraction;
using CaseDesk.Features.Policies;
using CaseDesk.Ledger;
using CaseDesk.Model.Requests;
using CaseDesk.Policy;

namespace CaseDesk.Features.Requests;

/// <summary>Computes the scope decision of a request under the policy in force and the stores as they are, with the hash that a reviewer binds to.</summary>
internal sealed class ScopeOf(PolicyShelf policies, DataDirectory data, TimeProvider clock)
{
    public ComputedScope Compute(LegalRequest request) =>
        Compute(FactsOf(request), [.. request.Documents.OrderBy(d => d.Number).Select(d => d.Sha256)]);

    public ComputedScope Compute(RequestFacts facts, IReadOnlyList<string> documents)
    {
        var policy = policies.Current;
        var inventory = policy.Sources.Where(s => s.NeverCollected is null).ToDictionary(s => s.Name, s => SourceInventories.Of(s, data.Logs), StringComparer.Ordinal);
        var decision = ScopeEngine.Decide(facts, policy, inventory);
        var json = CanonicalJson.Serialize(new JsonObject
        {
            ["documents"] = new JsonArray([.. documents.Select(sha256 => JsonValue.Create(sha256))]),
            ["facts"] = ScopeJson.Facts(facts),
            ["items"] = ScopeJson.Decision(decision)["items"]!.DeepClone(),
            ["policyVersion"] = policy.Id,
        });
        return new ComputedScope(facts, policy, decision, Convert.ToHexStringLower(SHA256.HashData(json)), Encoding.UTF8.GetString(json), FirstExpiry(policy, decision), clock.GetUtcNow());
    }

    /// <summary>The files that the stores hold now, below the logs directory.</summary>
    public IReadOnlyList<string> FilesHeld(PolicyDocument policy) => [.. policy.Sources.Where(s => s.NeverCollected is null).SelectMany(s => SourceInventories.Files(s, data.Logs))];

    public static RequestFacts FactsOf(LegalRequest request) => new()
    {
        Instrument = request.Instrument,
        IssuerKind = request.IssuerKind,
        Jurisdiction = request.Jurisdiction,
        Agency = request.Agency!.Name,
        Reference = request.Reference,
        IssuedOn = request.IssuedOn,
        ServedAt = request.ServedAt,
        Items = [.. request.Items.OrderBy(i => i.Number).Select(i => new ItemFacts(i.Number, i.Text, i.Wants, [.. i.Identifiers.Select(id => new IdentifierFacts(id.Type, id.Value, id.Port, id.At))], i.From, i.To))],
    };

    /// <summary>Nothing expires in law while the desk is slow, but the store goes on deleting: this is when it reaches the first of what may leave.</summary>
    private static DateTimeOffset? FirstExpiry(PolicyDocument policy, ScopeDecision decision) => decision.Items
        .SelectMany(item => item.Answers)
        .Where(answer => answer.Outcome == Outcome.Available)
        .Select(answer => policy.Sources.FirstOrDefault(s => s.Name == answer.Source)?.Retention is { } kept ? answer.From.AddDays(kept.ByDay ? kept.Days + 1 : kept.Days) : (DateTimeOffset?)null)
        .Min();
}

internal sealed record ComputedScope(RequestFacts Facts, PolicyDocument Policy, ScopeDecision Decision, string Hash, string Json, DateTimeOffset? FirstDataExpiresAt, DateTimeOffset DecidedAt)
{
    public string PolicyVersion => Policy.Id;
}
