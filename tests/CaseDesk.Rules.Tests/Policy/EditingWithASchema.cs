using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseDesk.Policy;
using Json.Schema;
using YamlDotNet.RepresentationModel;

namespace CaseDesk.Rules.Tests.Policy;

/// <summary>The JSON Schema for editors says the same as the reader, as far as a schema can.</summary>
public sealed class EditingWithASchema
{
    private static readonly string Folder = Path.GetDirectoryName(Courier.File)!;
    private static readonly string Text = File.ReadAllText(Path.Combine(Folder, "..", "..", "docs", "policy.schema.json"));
    private static readonly JsonSchema Schema = JsonSchema.FromText(Text);

    public static TheoryData<string> Shipped => [.. Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Accepts_what_ships(string file)
    {
        var text = File.ReadAllText(Path.Combine(Folder, file));

        PolicyFile.Parse(text, file);
        Assert.True(Accepts(text));
    }

    [Theory]
    [InlineData("provider: Courier", "provder: Courier")]
    [InlineData("version: 1", "version: one")]
    [InlineData("effect: permit", "effect: allow")]
    [InlineData("[accounts.name]\n    citation: 18 U.S.C. § 2703(c)(2)(A)\n    explanation", "[accounts.name]\n    explanation")]
    [InlineData("means: [accounts.name]", "means: [accounts.name]\n    notReached: never")]
    [InlineData("retention: P25D", "retention: 25 days")]
    [InlineData("verified: false", "verified: perhaps")]
    [InlineData("format: jsonl", "format: xml")]
    [InlineData("      kept: Courier keeps the log to run its look-up service and to limit abuse of it.\n", "")]
    [InlineData("practice: A line", "practise: A line")]
    [InlineData("    interpretation:\n      - The time is when the server", "    interpretation:\n      - ''\n      - The time is when the server")]
    public void Refuses_what_the_reader_refuses(string right, string wrong)
    {
        var at = Courier.Text().IndexOf(right, StringComparison.Ordinal);
        var text = Courier.Text().Remove(at, right.Length).Insert(at, wrong);

        Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(text, "courier.yaml"));
        Assert.False(Accepts(text));
    }

    [Theory]
    [InlineData("api-log", "derive: request-path", "derive: request")]
    [InlineData("api-log", ", parameter: page", "")]
    [InlineData("api-log", "derive: request-path", "derive: request-path, parameter: page")]
    [InlineData("api-log", "foldCase: [account]", "foldCase: [ip]")]
    [InlineData("api-log", "lateness: PT2H", "lateness: 2 hours")]
    [InlineData("api-log", "compression: zstd", "compression: zip")]
    [InlineData("api-log", "{HH}.jsonl", "{mm}.jsonl")]
    [InlineData("payments", "encoding: windows-1252", "encoding: utf-16")]
    [InlineData("payments", "  zone: Europe/Berlin\n", "")]
    [InlineData("payments", "literalSafe: false", "literalSafe: perhaps")]
    [InlineData("mirror-log", "timeField: time", "timeField: time\n  zone: UTC")]
    [InlineData("mirror-log", "timeField: time", "timeField: time\n  year: 2026")]
    [InlineData("mirror-log", "format: clf", "format: regex")]
    [InlineData("mirror-log", "format: clf", "format: clf\n  pattern: x")]
    [InlineData("sessions", "engine: duckdb", "engine: clickhouse")]
    public void Refuses_of_a_source_what_the_reader_refuses(string example, string right, string wrong)
    {
        var text = Catalogue.Text(example, right, wrong);

        Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(text, "catalogue.yaml"));
        Assert.False(Accepts(text));
    }

    [Fact]
    public void Knows_every_word_of_the_closed_lists()
    {
        var definitions = JsonNode.Parse(Text)!["$defs"]!;

        Assert.Equal(Instruments.All.Select(instrument => instrument.Name), Words(definitions["instrument"]!["properties"]!["name"]!));
        Assert.Equal(Instruments.IssuerKinds.Select(kind => kind.Name), Words(definitions["rule"]!["properties"]!["issuerKinds"]!["items"]!));
        Assert.Equal(Instruments.IdentifierTypes.Select(type => type.Name), definitions["source"]!["properties"]!["subjectKeys"]!["properties"]!.AsObject().Select(property => property.Key));
        Assert.Equal(Names.All<RuleEffect>(), Words(definitions["rule"]!["properties"]!["effect"]!));
        Assert.Equal(Names.All<DataCategory>(), Words(definitions["field"]!["properties"]!["category"]!));
        Assert.Equal(Names.All<FieldType>(), Words(definitions["field"]!["properties"]!["type"]!));
        Assert.Equal(Names.All<SourceFormat>(), Words(definitions["source"]!["properties"]!["format"]!));
        Assert.Equal(Names.All<SourceCompression>(), Words(definitions["source"]!["properties"]!["compression"]!));
        Assert.Equal(Names.All<SourceEncoding>(), Words(definitions["source"]!["properties"]!["encoding"]!));
        Assert.Equal(Names.All<SourceEngine>(), Words(definitions["source"]!["properties"]!["engine"]!));
        Assert.Equal(Names.All<Derivation>(), Words(definitions["field"]!["properties"]!["derive"]!));
        Assert.Equal(Names.All<TimeFormat>(), Words(definitions["source"]!["properties"]!["timeFormat"]!));
    }

    private static IEnumerable<string> Words(JsonNode node) => node["enum"]!.AsArray().Select(word => word!.GetValue<string>());

    internal static bool Accepts(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));

        return Schema.Evaluate(JsonSerializer.SerializeToElement(Json(stream.Documents[0].RootNode))).IsValid;
    }

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Json(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "true" or "false" } flag => JsonValue.Create(flag.Value == "true"),
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } scalar when int.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(((YamlScalarNode)node).Value),
    };
}
