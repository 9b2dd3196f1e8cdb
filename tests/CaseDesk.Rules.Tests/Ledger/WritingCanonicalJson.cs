using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Ledger;
using CsCheck;

namespace CaseDesk.Rules.Tests.Ledger;

public sealed class WritingCanonicalJson
{
    [Theory]
    [InlineData("arrays")]
    [InlineData("french")]
    [InlineData("unicode")]
    [InlineData("weird")]
    public void Gives_the_bytes_of_the_RFC_8785_pairs(string name) =>
        Assert.Equal(Vectors.Bytes($"cyberphone-jcs/output/{name}.json"), CanonicalJson.Serialize(Input(name)));

    // The two remaining pairs have numbers outside our subset: refused as they are, right in all other members.
    [Fact]
    public void Gives_the_bytes_of_the_other_pairs_once_their_fractions_are_gone()
    {
        var structures = Input("structures")!;
        var values = Input("values")!.AsObject();
        Assert.Equal("json.number", Vectors.Refusal(() => CanonicalJson.Serialize(structures)));
        Assert.Equal("json.number", Vectors.Refusal(() => CanonicalJson.Serialize(values)));

        structures["1"]!["\n"] = 56;
        values.Remove("numbers");

        Assert.Equal(Vectors.Bytes("cyberphone-jcs/output/structures.json"), CanonicalJson.Serialize(structures));
        var expected = Vectors.Text("cyberphone-jcs/output/values.json");
        var (from, to) = (expected.IndexOf("\"numbers\"", StringComparison.Ordinal), expected.IndexOf("\"string\"", StringComparison.Ordinal));
        Assert.Equal(expected[..from] + expected[to..], Text(values));
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-1", "-1")]
    [InlineData("9007199254740991", "9007199254740991")]
    [InlineData("-9007199254740991", "-9007199254740991")]
    [InlineData("null", "null")]
    [InlineData("[]", "[]")]
    [InlineData("{}", "{}")]
    [InlineData("\"\\u2028\\u2029\\u007f\\ud83d\\ude00<>&'+\"", "\"\u2028\u2029\u007f\U0001F600<>&'+\"")]
    [InlineData("\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\\\\/\"", "\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\\/\"")]
    public void Writes_the_one_form(string input, string output) => Assert.Equal(output, Text(JsonNode.Parse(input)));

    [Fact]
    public void Sorts_keys_by_UTF_16_code_units()
    {
        // In code points U+1F600 comes after U+FB33, in code units before it.
        var node = new JsonObject { ["\ufb33"] = 1, ["\U0001F600"] = 2, ["b"] = 3, ["B"] = 4, [""] = 5 };

        Assert.Equal("{\"\":5,\"B\":4,\"b\":3,\"\U0001F600\":2,\"\ufb33\":1}", Text(node));
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("-0")]
    [InlineData("0.1")]
    [InlineData("9007199254740992")]
    [InlineData("-9007199254740992")]
    [InlineData("123456789012345678901234567890")]
    public void Refuses_numbers_whose_form_depends_on_the_reader(string number) =>
        Assert.Equal("json.number", Vectors.Refusal(() => CanonicalJson.Serialize(JsonNode.Parse($"[{number}]"))));

    [Fact]
    public void Refuses_floating_point_nodes_even_when_they_are_whole()
    {
        Assert.Equal("json.number", Vectors.Refusal(() => CanonicalJson.Serialize(JsonValue.Create(2d))));
        Assert.Equal("json.number", Vectors.Refusal(() => CanonicalJson.Serialize(JsonValue.Create(2m))));
        Assert.Equal("2", Text(JsonValue.Create(2L)));
        Assert.Equal("2", Text(JsonValue.Create((byte)2)));
    }

    [Fact]
    public void Refuses_what_has_no_single_form()
    {
        Assert.Equal("json.text", Vectors.Refusal(() => CanonicalJson.Serialize(JsonValue.Create("\ud800"))));
        Assert.Equal("json.text", Vectors.Refusal(() => CanonicalJson.Serialize(new JsonObject { ["\udc00"] = 1 })));
        Assert.Equal("json.text", Vectors.Refusal(() => CanonicalJson.Serialize(JsonNode.Parse("[\"\\ud800\"]"))));
        Assert.Equal("json.text", Vectors.Refusal(() => CanonicalJson.Serialize(JsonNode.Parse("{\"\\ud800\":1}"))));
        Assert.Equal("json.duplicate", Vectors.Refusal(() => CanonicalJson.Serialize(JsonNode.Parse("{\"a\":1,\"a\":2}"))));
        Assert.Equal("json.value", Vectors.Refusal(() => CanonicalJson.Serialize(JsonValue.Create(DateTimeOffset.UnixEpoch))));
        Assert.Equal("json.depth", Vectors.Refusal(() => CanonicalJson.Serialize(Nested(66))));
    }

    [Fact]
    public void Rewrites_the_entries_of_the_vectors_to_themselves()
    {
        var bundle = EntryBundle.Decode(Vectors.Bytes("casedesk/log/tile/entries/000"), 256);

        Assert.All(bundle, entry => Assert.Equal(entry, CanonicalJson.Serialize(JsonNode.Parse(entry))));
    }

    [Fact]
    public void Says_the_same_as_it_was_told() =>
        Gen.Dictionary(Gen.String, Gen.Long[-1_000_000, 1_000_000])[0, 20].Sample(members =>
        {
            if (members.Keys.Any(key => key.Any(char.IsSurrogate)))
                return true;
            var node = new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value)));
            var bytes = CanonicalJson.Serialize(node);
            return JsonNode.DeepEquals(node, JsonNode.Parse(bytes)) && CanonicalJson.Serialize(JsonNode.Parse(bytes)).AsSpan().SequenceEqual(bytes);
        });

    private static JsonNode? Input(string name) => JsonNode.Parse(Vectors.Bytes($"cyberphone-jcs/input/{name}.json"));

    private static string Text(JsonNode? node) => Encoding.UTF8.GetString(CanonicalJson.Serialize(node));

    private static JsonNode Nested(int depth)
    {
        JsonNode node = 1;
        for (var i = 0; i < depth; i++)
            node = new JsonArray(node);
        return node;
    }
}
