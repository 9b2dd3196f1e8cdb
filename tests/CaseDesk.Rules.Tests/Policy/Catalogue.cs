using System.Text.RegularExpressions;
using CaseDesk.Policy;
using CsCheck;

namespace CaseDesk.Rules.Tests.Policy;

/// <summary>The sources that docs/policy.md shows: one of each format, and between them every word that describes one.</summary>
internal static partial class Catalogue
{
    /// <summary>By name, as they stand in the page.</summary>
    public static readonly IReadOnlyDictionary<string, string> Examples = Fence()
        .Matches(File.ReadAllText(Path.Combine(Path.GetDirectoryName(Courier.File)!, "..", "..", "docs", "policy.md")).ReplaceLineEndings("\n"))
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["text"].Value);

    public static readonly PolicyDocument Policy = PolicyFile.Parse(Text([.. Examples.Values]), "catalogue.yaml");

    public static readonly Gen<RequestFacts> Requests = Gen.Select(
        Gen.OneOf([.. Policy.Sources.Select(source => source.Name), "traffic", "identification", "api-log.page", "shop-log.from_site"]).List[1, 4],
        Gen.OneOf(new IdentifierFacts("account", "Acct-7"), new("account", "ACCT-7"), new("account", "acct-7"), new("email", "Ann@Example.org"), new("ip", "203.0.113.7", 4711)).List[1, 4],
        Any.Instant, Any.Instant, Any.Instant,
        (wants, identifiers, servedAt, from, to) => Courier.Request("") with { ServedAt = servedAt, Items = [new ItemFacts(1, "", wants, identifiers, from, to)] });

    public static readonly Gen<Dictionary<string, SourceInventory>> Stores =
        Any.Store.Array[Policy.Sources.Count].Select(stores => Policy.Sources.Zip(stores).ToDictionary(pair => pair.First.Name, pair => pair.Second));

    /// <summary>A policy of these sources; an order reaches all their data.</summary>
    public static string Text(params string[] sources) => $$"""
        name: catalogue
        version: 1
        provider: P
        effectiveFrom: 2026-01-01
        jurisdictions: [US]
        otherJurisdictions: o
        rules:
          - { id: all, effect: permit, instruments: [us-2703d-order], categories: [subscriber, identification, traffic, content], citation: c, explanation: It reaches all. }
        sources:

        """.ReplaceLineEndings("\n") + string.Concat(sources.SelectMany(source => source.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(line => $"  {line}\n"));

    /// <summary>A policy of one example with one place of it changed.</summary>
    public static string Text(string example, string right, string wrong)
    {
        var text = Examples[example];
        var at = text.IndexOf(right, StringComparison.Ordinal);
        Assert.True(at >= 0, right);

        return Text(text.Remove(at, right.Length).Insert(at, wrong));
    }

    public static ExtractionPlan Plan(RequestFacts request, IReadOnlyDictionary<string, SourceInventory> stores, params ItemVerdict[] verdicts) =>
        PlanCompiler.Compile("CD-2026-000001", "hash", request, Policy, ScopeEngine.Decide(request, Policy, stores), verdicts);

    [GeneratedRegex(@"```yaml\n(?<text>- name: (?<name>[a-z-]+)\n.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();
}
