using System.Text.Json.Nodes;
using CaseDesk.Policy;
using CsCheck;

namespace CaseDesk.Rules.Tests.Policy;

/// <summary>What a policy says of its sources reaches the plan, whole and in one spelling, and nothing else does.</summary>
public sealed class PlanningFromTheCatalogue
{
    private static readonly Dictionary<string, SourceInventory> Held = Catalogue.Policy.Sources.ToDictionary(
        source => source.Name, _ => new SourceInventory(Courier.At("2026-11-20T00:00:00Z"), Courier.At("2026-11-24T00:00:00Z"), []));

    private static readonly RequestFacts Request = Courier.Request(
        [.. Catalogue.Policy.Sources.Select(source => source.Name)], from: "2026-11-21T00:00:00Z", to: "2026-11-22T00:00:00Z") with
    {
        Items = [new ItemFacts(1, "", [.. Catalogue.Policy.Sources.Select(source => source.Name)], [new("account", "Acct-7"), new("account", "ACCT-7"), new("email", "Ann@Example.org"), new("ip", "203.0.113.7")], Courier.At("2026-11-21T00:00:00Z"), Courier.At("2026-11-22T00:00:00Z"))],
    };

    private static readonly Gen<string?> Word = Gen.OneOf<string?>(null, "x", "Ä \" \\ \u2028", "");

    private static readonly Gen<PlannedSource> AnySource = Gen.Select(
        Gen.Enum<SourceFormat>(), Gen.Enum<SourceCompression>(), Gen.Enum<TimeFormat>(), Gen.Enum<SourceEncoding>(), Gen.Enum<SourceEngine>(),
        Gen.Select(Word, Word, Word, Gen.Int[1970, 9999].Nullable(), Gen.Int[0, 2678400], Gen.Bool, (time, zone, sorted, year, late, safe) => (time, zone, sorted, year, late, safe)),
        (format, compression, timeFormat, encoding, engine, rest) => new PlannedSource("s", format, compression, "s/{yyyy}.log", rest.time, timeFormat, "C.")
        {
            Encoding = encoding,
            Engine = engine,
            Zone = rest.zone,
            SortedBy = rest.sorted,
            Year = rest.year,
            Pattern = format == SourceFormat.Regex ? "(?<a>.*)" : null,
            Lateness = TimeSpan.FromSeconds(rest.late % 7 == 0 ? 86400 : rest.late),
            LiteralSafe = rest.safe,
        });

    private static readonly Gen<PlannedField> AnyField = Gen.Select(
        Gen.Enum<Derivation>().Nullable(), (Derivation? derive) => new PlannedField("f", "p", derive, derive is Derivation.RequestParameter or Derivation.UrlParameter ? "q" : null));

    private static readonly Gen<PlannedRead> AnyRead = Gen.Select(AnySource, AnyField, Gen.Bool, (source, field, folds) => new PlannedRead(
        1, source, [new PlannedSubject("account", "a", "p") { FoldCase = folds }], [new PlannedWindow(Courier.At("2026-11-21T00:00:00Z"), Courier.At("2026-11-22T00:00:00Z"), [field])]));

    [Fact]
    public void Carries_every_word_of_a_source()
    {
        var plan = Catalogue.Plan(Request, Held, new ItemVerdict(1, Verdict.Approve));

        Assert.Equal(Catalogue.Policy.Sources.Select(source => source.Name), plan.Reads.Select(read => read.Source.Name));
        foreach (var (planned, source) in plan.Reads.Select(read => read.Source).Zip(Catalogue.Policy.Sources))
        {
            Assert.Equal((source.Format, source.Compression, source.Location, source.Encoding, source.Pattern), (planned.Format, planned.Compression, planned.Location, planned.Encoding, planned.Pattern));
            Assert.Equal((source.TimeFormat, source.Zone, source.Year, source.Lateness), (planned.TimeFormat, planned.Zone, planned.Year, planned.Lateness));
            Assert.Equal((source.LiteralSafe, source.Engine), (planned.LiteralSafe, planned.Engine));
        }

        Assert.Equal(("ts", null), (plan.Reads[0].Source.TimeFrom, plan.Reads[0].Source.SortedBy));
        Assert.Equal("account", plan.Reads[^1].Source.SortedBy);
        Assert.Contains(new PlannedField("page", "request", Derivation.RequestParameter, "page"), plan.Reads[0].Windows[0].Fields);
        Assert.DoesNotContain(plan.Reads[0].Windows[0].Fields, field => field is { From: "request", Derive: null });
    }

    [Fact]
    public void Looks_for_a_subject_once_where_case_does_not_count_and_as_written_elsewhere()
    {
        var plan = Catalogue.Plan(Request, Held, new ItemVerdict(1, Verdict.Approve));
        IReadOnlyList<PlannedSubject> Of(string source) => plan.Reads.Single(read => read.Source.Name == source).Subjects;

        Assert.Equal([new PlannedSubject("account", "acct-7", "user") { FoldCase = true }, new PlannedSubject("ip", "203.0.113.7", "ip")], Of("api-log"));
        Assert.Equal([new PlannedSubject("email", "ann@example.org", "Kunde") { FoldCase = true }], Of("payments"));
        Assert.Equal([new PlannedSubject("account", "Acct-7", "account"), new PlannedSubject("account", "ACCT-7", "account")], Of("sessions"));
    }

    [Fact]
    public void Names_the_part_and_not_the_field_of_the_order_of_rows()
    {
        var sessions = Catalogue.Policy.Sources.Single(source => source.Name == "sessions");

        Assert.Equal("user_id", PlannedSource.Of(sessions with { Fields = [.. sessions.Fields.Select(field => field.Name == "account" ? field with { From = "user_id" } : field)] }).SortedBy);
    }

    /// <summary>Stored plans are run again and held against their hash: one without the new words must stay what it was, byte for byte.</summary>
    [Fact]
    public void Writes_a_plan_without_new_words_as_it_always_was()
    {
        const string always = """{"request":"CD-2026-000001","policyVersion":"courier-1","scopeHash":"hash","reads":[{"item":1,"source":{"name":"lookup-log","format":"jsonl","compression":"gzip","location":"lookup-log/lookup-{yyyy-MM-dd}.jsonl.gz","timeFormat":"rfc3339","caveat":"These logs record look-ups. They do not contain the content of conversations and do not prove that any communication took place.","timeFrom":"time"},"subjects":[{"type":"ip","value":"203.0.113.7","from":"ip","port":4711,"portFrom":"port"}],"windows":[{"from":"2026-11-01T00:00:00Z","to":"2026-11-20T00:00:00Z","fields":[{"name":"time","from":"time"},{"name":"ip","from":"ip"}]}]}]}""";
        var request = Courier.Request(["lookup-log.time", "lookup-log.ip"], identifier: new IdentifierFacts("ip", "203.0.113.7", 4711));

        var plan = PlanCompiler.Compile("CD-2026-000001", "hash", request, Courier.Policy, ScopeEngine.Decide(request, Courier.Policy, Courier.Stores), [new ItemVerdict(1, Verdict.Approve)]);

        Assert.Equal(always, PlanJson.ToJson(plan).ToJsonString());
        Assert.Equal(plan.Reads[0].Source, PlanJson.Parse(always).Reads[0].Source);
        Assert.Equal(TimeSpan.FromDays(1), PlanJson.Parse(always).Reads[0].Source.Lateness);
    }

    [Fact]
    public void Writes_the_new_words_by_the_names_of_the_policy()
    {
        var read = PlanJson.ToJson(Catalogue.Plan(Request, Held, new ItemVerdict(1, Verdict.Approve)))["reads"]!;

        Assert.Equal(["name", "format", "compression", "location", "timeFormat", "caveat", "timeFrom", "lateness"], Members(read[0]!["source"]!));
        Assert.Equal("PT2H", (string?)read[0]!["source"]!["lateness"]);
        Assert.Equal(["type", "value", "from", "foldCase"], Members(read[0]!["subjects"]![0]!));
        Assert.Equal("""{"name":"page","from":"request","derive":"request-parameter","parameter":"page"}""", read[0]!["windows"]![0]!["fields"]![5]!.ToJsonString());
        Assert.Equal(["encoding", "zone", "lateness", "literalSafe"], Members(read[1]!["source"]!).Skip(7));
        Assert.Equal(["zone", "pattern"], Members(read[4]!["source"]!).Skip(7));
        Assert.Equal(["sortedBy", "engine"], Members(read[5]!["source"]!).Skip(7));
    }

    [Fact]
    public void Reads_any_plan_back_as_it_was_written() =>
        AnyRead.List[0, 3].Sample(reads => AssertReadBack(new ExtractionPlan("CD-2026-000001", "p-1", "hash", reads)));

    [Fact]
    public void Writes_two_plans_alike_only_where_they_are() =>
        Gen.Select(AnyRead, AnyRead).Sample((one, other) =>
        {
            var isSame = one.Source == other.Source && one.Subjects.SequenceEqual(other.Subjects) && one.Windows[0].Fields.SequenceEqual(other.Windows[0].Fields);
            Assert.Equal(isSame, Written(one) == Written(other));
        });

    [Theory]
    [InlineData("\"lateness\":\"PT2H\"", "\"lateness\":\"PT120M\"", "plan.reads[0].source.lateness: a span such as PT6H is expected")]
    [InlineData("\"lateness\":\"PT2H\"", "\"lateness\":\"P1D\"", "plan.reads[0].source.lateness: what is as usual is left out.")]
    [InlineData("\"lateness\":\"PT2H\"", "\"lateness\":\"P32D\"", "plan.reads[0].source.lateness: a span such as PT6H is expected, at most P31D")]
    [InlineData("\"lateness\":\"PT2H\"", "\"lateness\":2", "plan.reads[0].source.lateness: text is expected.")]
    [InlineData("\"lateness\":\"PT2H\"", "\"engine\":\"auto\"", "plan.reads[0].source.engine: what is as usual is left out.")]
    [InlineData("\"lateness\":\"PT2H\"", "\"encoding\":\"utf-8\"", "plan.reads[0].source.encoding: what is as usual is left out.")]
    [InlineData("\"lateness\":\"PT2H\"", "\"encoding\":\"utf-16\"", "plan.reads[0].source.encoding: unknown word.")]
    [InlineData("\"lateness\":\"PT2H\"", "\"literalSafe\":true", "plan.reads[0].source.literalSafe: what is as usual is left out.")]
    [InlineData("\"lateness\":\"PT2H\"", "\"literalSafe\":\"no\"", "plan.reads[0].source.literalSafe: true or false is expected.")]
    [InlineData("\"lateness\":\"PT2H\"", "\"pattern\":\"x\"", "plan.reads[0].source: format regex and pattern go together.")]
    [InlineData("\"lateness\":\"PT2H\"", "\"margin\":\"PT2H\"", "plan.reads[0].source: unknown member margin.")]
    [InlineData("\"foldCase\":true", "\"foldCase\":false", "plan.reads[0].subjects[0].foldCase: what is as usual is left out.")]
    [InlineData("\"derive\":\"request-path\"", "\"derive\":\"request\"", "derive: unknown word.")]
    [InlineData("\"derive\":\"request-path\"", "\"derive\":\"request-parameter\"", "parameter goes with a derivation that is about one.")]
    [InlineData("\"derive\":\"request-path\"", "\"parameter\":\"page\"", "parameter goes with a derivation that is about one.")]
    [InlineData("\"format\":\"regex\"", "\"format\":\"csv\"", "source: format regex and pattern go together.")]
    public void Refuses_a_plan_that_was_changed(string right, string wrong, string message) =>
        ReadingJsonBack.Refuses(PlanJson.ToJson(Catalogue.Plan(Request, Held, new ItemVerdict(1, Verdict.Approve))), right, wrong, message, json => PlanJson.Parse(json.ToJsonString()));

    /// <summary>Whatever was asked, held and approved: a plan lies within the answers, the verdict and what the policy says of each field.</summary>
    [Fact]
    public void Is_never_wider_than_approval_and_policy_and_source() =>
        Gen.Select(Catalogue.Requests, Catalogue.Stores, Gen.Bool, Gen.Int).Sample((request, stores, narrows, mask) =>
        {
            var answers = ScopeEngine.Decide(request, Catalogue.Policy, stores).Items[0].Answers.Where(answer => answer.Outcome is Outcome.Available or Outcome.Overdue or Outcome.Preserved).ToList();
            var names = answers.Select(answer => $"{answer.Source}.{answer.Field}").Distinct().Where((_, i) => (mask & (1 << (i % 31))) != 0).ToList();
            var plan = Catalogue.Plan(request, stores, narrows ? new ItemVerdict(1, Verdict.Narrow, names) : new ItemVerdict(1, Verdict.Approve));

            foreach (var read in plan.Reads)
            {
                var source = Catalogue.Policy.Sources.Single(source => source.Name == read.Source.Name);
                Assert.Equal(PlannedSource.Of(source), read.Source);
                Assert.All(read.Subjects, subject =>
                {
                    Assert.Equal(source.Field(source.SubjectKeys[subject.Type])!.From, subject.From);
                    Assert.Equal(source.FoldedKeys.Contains(subject.Type), subject.FoldCase);
                    Assert.Contains(request.Items[0].Identifiers, identifier => identifier.Type == subject.Type && string.Equals(identifier.Value, subject.Value, subject.FoldCase || subject.Type == "email" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));
                });
                foreach (var (window, planned) in read.Windows.SelectMany(window => window.Fields.Select(planned => (window, planned))))
                {
                    var field = source.Field(planned.Name)!;
                    Assert.Null(field.NeverDisclosed);
                    Assert.Equal((field.From, field.Derive, field.Parameter), (planned.From, planned.Derive, planned.Parameter));
                    Assert.True(!narrows || names.Contains($"{source.Name}.{field.Name}"));
                    var carried = answers.Where(answer => answer.Source == source.Name && answer.Field == field.Name && answer.From < window.To && window.From < answer.To).ToList();
                    Assert.Equal(window.To - window.From, carried.Aggregate(TimeSpan.Zero, (sum, answer) => sum + ((answer.To < window.To ? answer.To : window.To) - (answer.From > window.From ? answer.From : window.From))));
                }
            }

            AssertReadBack(plan);
            Assert.Empty(PlanContainment.Exceeds(plan, plan));
        }, iter: 500);

    private static void AssertReadBack(ExtractionPlan plan)
    {
        var json = ReadingJsonBack.Bytes(PlanJson.ToJson(plan));
        var read = PlanJson.Parse(json);

        Assert.Equal(json, ReadingJsonBack.Bytes(PlanJson.ToJson(read)));
        Assert.Equal(plan.Reads.Select(one => one.Source), read.Reads.Select(one => one.Source));
        Assert.Equal(plan.Reads.SelectMany(one => one.Subjects), read.Reads.SelectMany(one => one.Subjects));
        Assert.Equal(plan.Reads.SelectMany(one => one.Windows).SelectMany(window => window.Fields), read.Reads.SelectMany(one => one.Windows).SelectMany(window => window.Fields));
    }

    private static string Written(PlannedRead read) => PlanJson.ToJson(new ExtractionPlan("CD-2026-000001", "p-1", "hash", [read])).ToJsonString();

    private static IEnumerable<string> Members(JsonNode node) => node.AsObject().Select(member => member.Key);
}
