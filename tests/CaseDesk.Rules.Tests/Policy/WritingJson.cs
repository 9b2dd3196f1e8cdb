using System.Text.Json.Nodes;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Policy;

public sealed class WritingJson
{
    [Theory]
    [InlineData("2026-11-24T02:03:04Z")]
    [InlineData("2026-11-24T02:03:04.5Z")]
    [InlineData("2026-11-24T02:03:04.0000001Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    public void Writes_an_instant_as_short_as_it_can(string text) => Assert.Equal(text, Instants.Write(Courier.At(text)));

    [Theory]
    [InlineData("2026-11-24T02:03:04.50Z")]
    [InlineData("2026-11-24T02:03:04.Z")]
    [InlineData("2026-11-24T02:03:04+00:00")]
    [InlineData("2026-11-24 02:03:04Z")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-11-24")]
    [InlineData("")]
    [InlineData(null)]
    public void Reads_one_spelling_of_an_instant_only(string? text) => Assert.False(Instants.TryRead(text, out _));

    [Fact]
    public void Writes_other_offsets_in_utc() =>
        Assert.Equal("2026-11-23T22:00:00Z", Instants.Write(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.FromHours(2))));

    [Fact]
    public void Shows_facts_with_the_names_of_the_contract()
    {
        var json = ScopeJson.Facts(Courier.Request("traffic", identifier: new IdentifierFacts("ip", "203.0.113.7", 4711, Courier.ServedAt)));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            {"instrument":"us-2703d-order","issuerKind":"court","jurisdiction":"US-IL","agency":"Springfield Police Department",
             "reference":"GJ-26-118","issuedOn":"2026-11-20","servedAt":"2026-11-24T02:03:04Z",
             "items":[{"item":1,"text":"look-ups","wants":["traffic"],
               "identifiers":[{"type":"ip","value":"203.0.113.7","port":4711,"at":"2026-11-24T02:03:04Z"}],
               "from":"2026-11-01T00:00:00Z","to":"2026-11-20T00:00:00Z"}]}
            """), json), json.ToJsonString());
    }

    [Fact]
    public void Shows_a_decision_with_the_names_of_the_contract()
    {
        var json = ScopeJson.Decision(ScopeEngine.Decide(Courier.Request("nothing"), Courier.Policy, Courier.Stores));

        var answer = json["items"]![0]!["answers"]![0]!.AsObject();
        Assert.Equal(["source", "field", "from", "to", "outcome", "rule", "citation", "explanation"], answer.Select(member => member.Key));
        Assert.Equal("unknown-source", (string?)answer["outcome"]);
        Assert.Equal("courier-1", (string?)json["policyVersion"]);
    }

    [Theory]
    [InlineData("\"request\":", "\"demand\":")]
    [InlineData("\"scopeHash\":", "\"extra\":1,\"scopeHash\":")]
    [InlineData("\"scopeHash\":", "\"request\":\"x\",\"scopeHash\":")]
    [InlineData("\"from\":\"2026-11-01T00:00:00Z\"", "\"from\":\"2026-12-01T00:00:00Z\"")]
    [InlineData("\"from\":\"2026-11-01T00:00:00Z\"", "\"from\":\"yesterday\"")]
    [InlineData("\"jsonl\"", "\"xml\"")]
    [InlineData("\"item\":1", "\"item\":1.5")]
    [InlineData("\"item\":1", "\"item\":99999999999")]
    [InlineData("\"type\":\"account\"", "\"type\":\"account\",\"port\":1")]
    [InlineData("\"scopeHash\":\"hash\"", "\"scopeHash\":\"\\ud800\"")]
    [InlineData("{\"request\"", "[{\"request\"")]
    public void Refuses_a_plan_that_was_changed(string right, string wrong)
    {
        var request = Courier.Request("lookup-log");
        var json = PlanJson.ToJson(PlanCompiler.Compile("CD-2026-000001", "hash", request, Courier.Policy, ScopeEngine.Decide(request, Courier.Policy, Courier.Stores), [new ItemVerdict(1, Verdict.Approve)])).ToJsonString();
        Assert.Contains(right, json, StringComparison.Ordinal);

        Assert.Throws<FormatException>(() => PlanJson.Parse(json.Replace(right, wrong, StringComparison.Ordinal)));
    }

    /// <summary>Outsiders are told what a value is and whose records are found, not where and how the provider stores them.</summary>
    [Fact]
    public void Publishes_slices_zones_and_case_and_not_how_a_source_is_stored()
    {
        var json = PolicyJson.Of(Catalogue.Policy);
        JsonNode Source(string name) => json["sources"]!.AsArray().Single(source => (string?)source!["source"] == name)!;

        Assert.Equal("Europe/Berlin", (string?)Source("payments")["zone"]);
        Assert.Equal("[\"account\"]", Source("api-log")["foldCase"]!.ToJsonString());
        Assert.Equal("""{"field":"page","label":"Page of the answer","type":"text","category":"traffic","derive":"request-parameter","parameter":"page"}""", Source("api-log")["fields"]![5]!.ToJsonString());
        Assert.Equal(["source", "label", "description", "retention", "identifiers", "clock", "caveat", "fields"], Source("mirror-log").AsObject().Select(member => member.Key));
        Assert.All(PolicyJson.Of(Courier.Policy)["sources"]!.AsArray().Take(3), source => Assert.Equal(
            ["made", "by", "kept", "practice", "process"], source!["businessRecord"]!.AsObject().Select(member => member.Key)));
        Assert.Equal(Courier.Policy.Sources[1].Interpretation, PolicyJson.Of(Courier.Policy)["sources"]![1]!["interpretation"]!.AsArray().Select(note => (string)note!));
        Assert.All(new[] { "pattern", "location", "engine", "lateness", "literalSafe", "sortedBy", "encoding", "from" }, name => Assert.DoesNotContain($"\"{name}\":", json.ToJsonString(), StringComparison.Ordinal));
        Assert.True(JsonNode.DeepEquals(json["sources"], Capability.ToJson(Catalogue.Policy)["holdings"]));
    }

    [Fact]
    public void Writes_every_word_of_the_contract_and_reads_it_back()
    {
        Assert.Equal(
            ["available", "overdue", "expired", "never-collected", "preserved", "outside-order", "instrument-insufficient", "never-disclosed", "out-of-jurisdiction", "identifier-invalid", "unknown-source"],
            Enum.GetValues<Outcome>().Select(Names.Of));
        Assert.All(Enum.GetValues<Outcome>(), outcome => Assert.True(Names.TryRead<Outcome>(Names.Of(outcome), out var read) && read == outcome));
        Assert.All(Enum.GetValues<TimeFormat>(), format => Assert.True(Names.TryRead<TimeFormat>(Names.Of(format), out var read) && read == format));
        Assert.False(Names.TryRead<Outcome>("Available", out _));
    }
}
