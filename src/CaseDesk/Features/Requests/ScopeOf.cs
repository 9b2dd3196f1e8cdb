using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Extraction;
using CaseDesk.Features.Policies;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Policy;

namespace CaseDesk.Features.Requests;

/// <summary>Computes the scope decision of a request under the policy in force and the stores as they are, with the hash that a reviewer binds to.</summary>
internal sealed class ScopeOf(CaseDeskDb db, PolicyShelf policies, DataDirectory data, TimeProvider clock)
{
    public Task<ComputedScope> Compute(LegalRequest request, CancellationToken cancel) => Compute(FactsOf(request), DocumentsOf(request), cancel);

    public async Task<ComputedScope> Compute(RequestFacts facts, IReadOnlyList<string> documents, CancellationToken cancel)
    {
        var policy = await policies.InForce(db, cancel);
        return Compute(facts, documents, policy, new ScopeInputs(Inventory(policy), []), clock.GetUtcNow());
    }

    /// <summary>Pure: the same facts, policy and stores give the same bytes, whenever they are asked.</summary>
    public static ComputedScope Compute(RequestFacts facts, IReadOnlyList<string> documents, PolicyDocument policy, ScopeInputs inputs, DateTimeOffset at)
    {
        var decision = ScopeEngine.Decide(facts, policy, inputs.Inventory, inputs.Holds);
        var json = CanonicalJson.Serialize(new JsonObject
        {
            ["documents"] = new JsonArray([.. documents.Select(sha256 => JsonValue.Create(sha256))]),
            ["facts"] = ScopeJson.Facts(facts),
            ["items"] = ScopeJson.Decision(decision)["items"]!.DeepClone(),
            ["policyVersion"] = policy.Id,
        });
        return new ComputedScope(facts, policy, inputs, decision, Convert.ToHexStringLower(SHA256.HashData(json)), Encoding.UTF8.GetString(json), FirstExpiry(policy, decision), at);
    }

    /// <summary>What the stores of a policy's sources hold now.</summary>
    public Dictionary<string, SourceInventory> Inventory(PolicyDocument policy) =>
        policy.Sources.Where(s => s.NeverCollected is null).ToDictionary(s => s.Name, s => SourceInventories.Of(s, data.Logs), StringComparer.Ordinal);

    /// <summary>What a stored decision was computed from.</summary>
    public static ScopeInputs InputsOf(Approval approval) => ScopeInputsJson.Parse(JsonNode.Parse(approval.InputsJson)!.AsObject());

    public static IReadOnlyList<string> DocumentsOf(LegalRequest request) => [.. request.Documents.OrderBy(d => d.Number).Select(d => d.Sha256)];

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

internal sealed record ComputedScope(RequestFacts Facts, PolicyDocument Policy, ScopeInputs Inputs, ScopeDecision Decision, string Hash, string Json, DateTimeOffset? FirstDataExpiresAt, DateTimeOffset DecidedAt)
{
    public string PolicyVersion => Policy.Id;

    /// <summary>Canonical JSON of what it was computed from beside the facts and the policy.</summary>
    public string InputsJson => Encoding.UTF8.GetString(CanonicalJson.Serialize(ScopeInputsJson.ToJson(Inputs.Inventory, Inputs.Holds)));
}
