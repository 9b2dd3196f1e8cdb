using CaseDesk.Policy;
using CsCheck;

namespace CaseDesk.Rules.Tests.Policy;

/// <summary>A decision is made again, years later, from what was stored: the facts, the inputs and the text of the policy.</summary>
public sealed class Replaying
{
    // A store may hold nothing, or all of time, as records without an event time are inventoried.
    private static readonly Gen<Dictionary<string, SourceInventory>> Stores = Gen.Select(
        Any.Stores,
        Gen.OneOf<SourceInventory?>(null, SourceInventory.Empty, new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, [])),
        (stores, accounts) => accounts is null ? stores : new Dictionary<string, SourceInventory>(stores) { ["accounts"] = accounts });

    private static readonly Gen<RequestFacts> Requests = Gen.Select(Any.Requests, Gen.String, Gen.Int[-14, 14], (request, word, hours) => request with
    {
        ServedAt = request.ServedAt.ToOffset(TimeSpan.FromHours(hours)),
        Items = [.. request.Items.Select(item => item with { Wants = [.. item.Wants, string.Concat(word.Where(c => !char.IsSurrogate(c)))], From = item.From.ToOffset(TimeSpan.FromHours(-hours)) })],
    });

    [Fact]
    public void Reads_back_the_inputs_that_were_written() =>
        Gen.Select(Stores, Any.Hold.List[0, 3]).Sample((stores, holds) =>
        {
            var json = ScopeInputsJson.ToJson(stores, holds);
            var read = ScopeInputsJson.Parse(ReadingJsonBack.Again(json));

            Assert.Equal(ReadingJsonBack.Bytes(json), ReadingJsonBack.Bytes(ScopeInputsJson.ToJson(read.Inventory, read.Holds)));
            Assert.Equal(stores.Keys.Order(StringComparer.Ordinal), read.Inventory.Keys);
            Assert.All(stores, store => Assert.Equal((store.Value.First, store.Value.Last), (read.Inventory[store.Key].First, read.Inventory[store.Key].Last)));
            Assert.All(stores, store => Assert.Equal(store.Value.Gaps, read.Inventory[store.Key].Gaps));
        });

    [Fact]
    public void Gives_the_same_bytes()
    {
        var text = Courier.Text();
        Gen.Select(Requests, Stores, Any.Hold.List[0, 2]).Sample((request, stores, holds) =>
        {
            var then = ReadingJsonBack.Bytes(ScopeJson.Decision(ScopeEngine.Decide(request, PolicyFile.Parse(text, "courier.yaml"), stores, holds)));

            var facts = ScopeJson.ParseFacts(ReadingJsonBack.Again(ScopeJson.Facts(request)));
            var inputs = ScopeInputsJson.Parse(ReadingJsonBack.Again(ScopeInputsJson.ToJson(stores, holds)));
            var now = ReadingJsonBack.Bytes(ScopeJson.Decision(ScopeEngine.Decide(facts, PolicyFile.Parse(text, "again.yaml"), inputs.Inventory, inputs.Holds)));

            Assert.Equal(then, now);
        }, iter: 100);
    }

    [Theory]
    [InlineData("\"sources\":", "\"stores\":", "inputs.sources: is missing.")]
    [InlineData("\"source\":\"access-log\"", "\"source\":\"lookup-log\"", "inputs.sources[1].source: is given twice.")]
    [InlineData("\"gaps\":[]", "\"gaps\":null", "inputs.sources[0].gaps: a list is expected.")]
    [InlineData("\"gaps\":[]", "\"gaps\":[],\"size\":1", "inputs.sources[0]: unknown member size.")]
    [InlineData("\"first\":\"2026", "\"first\":\"26", "inputs.sources[0].first: an instant")]
    [InlineData("\"placedAt\":", "\"placed\":", "inputs.holds[0].placedAt: is missing.")]
    [InlineData("\"sources\":[\"lookup-log\"]", "\"sources\":[null]", "inputs.holds[0].sources[0]: text is expected.")]
    public void Refuses_inputs_that_were_changed(string right, string wrong, string message)
    {
        var hold = new HoldFacts("CD-2026-000007", ["lookup-log"], [Courier.Account], Courier.LookupCutOff, Courier.ServedAt, Courier.ServedAt, null);

        ReadingJsonBack.Refuses(ScopeInputsJson.ToJson(Courier.Stores, [hold]), right, wrong, message, json => ScopeInputsJson.Parse(json));
    }
}
