using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Ledger;
using CaseDesk.Policy;
using CsCheck;

namespace CaseDesk.Rules.Tests.Policy;

/// <summary>What was stored is read back exactly, or not at all.</summary>
public sealed class ReadingJsonBack
{
    [Fact]
    public void Gives_the_decision_that_was_written() =>
        Any.Decision.Sample(decision =>
        {
            var json = ScopeJson.Decision(decision);
            var read = ScopeJson.ParseDecision(Again(json));

            Assert.Equal(Bytes(json), Bytes(ScopeJson.Decision(read)));
            Assert.Equal(decision.Items.SelectMany(item => item.Answers), read.Items.SelectMany(item => item.Answers));
        });

    [Fact]
    public void Gives_the_facts_that_were_written() =>
        Gen.Select(Any.Requests, Gen.String, Gen.Int[0, 65535], Any.Instant).Sample((request, text, port, at) =>
        {
            text = string.Concat(text.Where(c => !char.IsSurrogate(c)));
            request = request with
            {
                Reference = text,
                ServedAt = request.ServedAt.ToOffset(TimeSpan.FromHours(5)),
                Items = [.. request.Items.Select(item => item with { Text = text, Identifiers = [.. item.Identifiers, new IdentifierFacts("ip", text, port, at)] })],
            };
            var json = ScopeJson.Facts(request);
            var read = ScopeJson.ParseFacts(Again(json));

            Assert.Equal(Bytes(json), Bytes(ScopeJson.Facts(read)));
        });

    [Theory]
    [InlineData("\"policyVersion\":", "\"version\":", "decision.policyVersion: is missing.")]
    [InlineData("\"policyVersion\":", "\"hash\":\"x\",\"policyVersion\":", "decision: unknown member hash.")]
    [InlineData("\"item\":1", "\"item\":\"1\"", "decision.items[0].item: a whole number is expected.")]
    [InlineData("\"item\":1", "\"item\":null", "decision.items[0].item: a whole number is expected.")]
    [InlineData("\"answers\":[", "\"answers\":[1,", "decision.items[0].answers[0]: an object is expected.")]
    [InlineData("\"field\":\"time\"", "\"field\":7", "decision.items[0].answers[0].field: text is expected.")]
    [InlineData("\"outcome\":\"available\"", "\"outcome\":\"Available\"", "decision.items[0].answers[0].outcome: unknown word.")]
    [InlineData("\"outcome\":\"available\"", "\"outcome\":\"available\",\"outcome\":\"available\"", "not JSON")]
    [InlineData("\"from\":\"2026-11-01T00:00:00Z\"", "\"from\":\"2026-11-01\"", "decision.items[0].answers[0].from: an instant")]
    public void Refuses_a_decision_that_was_changed(string right, string wrong, string message) =>
        Refuses(ScopeJson.Decision(ScopeEngine.Decide(Courier.Request("lookup-log.time"), Courier.Policy, Courier.Stores)), right, wrong, message, json => ScopeJson.ParseDecision(json));

    [Theory]
    [InlineData("\"issuerKind\":", "\"issuer\":", "facts.issuerKind: is missing.")]
    [InlineData("\"issuedOn\":\"2026-11-20\"", "\"issuedOn\":\"2026-02-30\"", "facts.issuedOn: a day")]
    [InlineData("\"servedAt\":\"2026-11-24T02:03:04Z\"", "\"servedAt\":\"2026-11-24T02:03:04+00:00\"", "facts.servedAt: an instant")]
    [InlineData("\"wants\":[", "\"wants\":[1,", "facts.items[0].wants[0]: text is expected.")]
    [InlineData("\"wants\":[\"traffic\"]", "\"wants\":\"traffic\"", "facts.items[0].wants: a list is expected.")]
    [InlineData("\"value\":", "\"colour\":\"red\",\"value\":", "facts.items[0].identifiers[0]: unknown member colour.")]
    [InlineData("\"type\":\"account\"", "\"type\":\"account\",\"port\":1.5", "facts.items[0].identifiers[0].port: a whole number is expected.")]
    public void Refuses_facts_that_were_changed(string right, string wrong, string message) =>
        Refuses(ScopeJson.Facts(Courier.Request("traffic")), right, wrong, message, json => ScopeJson.ParseFacts(json));

    internal static void Refuses(JsonObject json, string right, string wrong, string message, Action<JsonObject> read)
    {
        var text = json.ToJsonString();
        var at = text.IndexOf(right, StringComparison.Ordinal);
        Assert.True(at >= 0, text);

        var refused = Assert.Throws<FormatException>(() => read(JsonNode.Parse(text[..at] + wrong + text[(at + right.Length)..])!.AsObject()));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    internal static JsonObject Again(JsonObject json) => JsonNode.Parse(Bytes(json))!.AsObject();

    internal static string Bytes(JsonObject json) => Encoding.UTF8.GetString(CanonicalJson.Serialize(json));
}
