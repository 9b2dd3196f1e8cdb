using CaseDesk.Policy;
using CsCheck;

namespace CaseDesk.Rules.Tests.Policy;

public sealed class HoldingAnApprovalAgainstANewPolicy
{
    private static readonly RequestFacts Request = Courier.Request("lookup-log");
    private static readonly ExtractionPlan Approved = Plan(Request, Courier.Policy, Courier.Stores, new ItemVerdict(1, Verdict.Approve));

    [Fact]
    public void Finds_every_plan_within_itself() =>
        Gen.Select(Any.Requests, Any.Stores).Sample((request, stores) =>
        {
            var plan = Whole(request, stores);
            Assert.Empty(PlanContainment.Exceeds(plan, plan));
            Assert.Empty(PlanContainment.Exceeds(plan, request, Courier.Policy, ScopeEngine.Decide(request, Courier.Policy, stores)));
        });

    [Fact]
    public void Finds_a_narrowed_plan_within_the_whole_one_and_tells_exactly_what_was_taken_away() =>
        Gen.Select(Any.Requests, Any.Stores, Gen.Int, Any.Instant, Any.Instant).Sample((request, stores, mask, from, to) =>
        {
            var whole = Whole(request, stores);
            var narrowed = whole with { Reads = [.. whole.Reads.Select(read => Narrow(read, mask, from, to)).Where(read => read.Windows.Count > 0)] };

            Assert.Empty(PlanContainment.Exceeds(narrowed, whole));
            var excesses = PlanContainment.Exceeds(whole, narrowed);
            foreach (var (item, source, field, at) in Corners(whole).Concat(Corners(narrowed)))
            {
                var takenAway = Reads(whole, item, source, field, at) && !Reads(narrowed, item, source, field, at);
                Assert.Equal(takenAway ? 1 : 0, excesses.Count(excess => excess.Item == item && excess.Source == source && excess.Field == field && excess.From <= at && at < excess.To));
            }

            Assert.All(excesses, excess => Assert.True(excess.From < excess.To && excess is { Field: not "*", Subject: null }));
        }, iter: 500);

    [Fact]
    public void Names_the_field_that_the_new_policy_keeps_back()
    {
        var policy = With(field => field.Name == "app" ? field with { NeverDisclosed = "It never leaves." } : field);

        var excess = Assert.Single(Under(policy));

        Assert.Equal(new PlanExcess(1, "lookup-log", "app", Courier.At("2026-11-01T00:00:00Z"), Courier.At("2026-11-20T00:00:00Z"), null, "It may not be read for this period."), excess);
    }

    [Fact]
    public void Names_the_days_that_the_new_policy_calls_never_collected()
    {
        var policy = With(source => source with { CollectedSince = Courier.At("2026-11-07T00:00:00Z") });

        Assert.Equal(8, Under(policy).Count);
        Assert.All(Under(policy), excess => Assert.Equal((Courier.At("2026-11-01T00:00:00Z"), Courier.At("2026-11-07T00:00:00Z")), (excess.From, excess.To)));
    }

    [Fact]
    public void Names_the_whole_where_a_source_is_gone() =>
        Assert.Equal(8, PlanContainment.Exceeds(Approved, Approved with { Reads = [] }).Count);

    public static TheoryData<string, string> ChangedReads => new()
    {
        { "location", "The source is now read from elsewhere.gz, not from lookup-log/lookup-{yyyy-MM-dd}.jsonl.gz." },
        { "format", "The source is now read as csv with compression gzip, not as jsonl with gzip." },
        { "compression", "The source is now read as jsonl with compression none, not as jsonl with gzip." },
        { "zone", "A time that says less is now taken in Europe/Berlin, not in no zone." },
        { "year", "A time that says less is now taken in no zone and in 2026, not in no zone." },
        { "encoding", "The source is now read in iso-8859-1, not in utf-8." },
        { "pattern", "The lines of the source are now described by another pattern." },
        { "lateness", "The records are now looked for in the files within PT6H of the period, not in the files within P1D of the period." },
        { "literalSafe", "The records are now looked for in the files within P1D of the period, in every record of them, not in the files within P1D of the period." },
        { "sortedBy", "The records are now looked for in the files within P1D of the period that are sorted by account, not in the files within P1D of the period." },
        { "time", "The time of a record is now read from app as rfc3339, not read from time as rfc3339." },
    };

    [Theory]
    [MemberData(nameof(ChangedReads))]
    public void Names_a_source_that_is_read_in_another_way(string what, string reason)
    {
        var policy = With(source => what switch
        {
            "location" => source with { Location = "elsewhere.gz" },
            "format" => source with { Format = SourceFormat.Csv },
            "compression" => source with { Compression = SourceCompression.None },
            "zone" => source with { Zone = "Europe/Berlin" },
            "year" => source with { Year = 2026 },
            "encoding" => source with { Encoding = SourceEncoding.Latin1 },
            "pattern" => source with { Pattern = "(?<time>.*)" },
            "lateness" => source with { Lateness = TimeSpan.FromHours(6) },
            "literalSafe" => source with { LiteralSafe = false },
            "sortedBy" => source with { SortedBy = "account" },
            _ => source with { TimeField = "app" },
        });

        var excess = Assert.Single(Under(policy));

        Assert.Equal(("*", reason), (excess.Field, excess.Reason));
    }

    [Fact]
    public void Names_a_field_whose_value_is_read_from_elsewhere()
    {
        var excess = Assert.Single(Under(With(field => field.Name == "app" ? field with { From = "application" } : field)));

        Assert.Equal(("app", "Its value is now read from application, not from app."), (excess.Field, excess.Reason));
    }

    [Fact]
    public void Does_not_mind_another_caveat_or_engine() =>
        Assert.Empty(Under(With(source => source with { Caveat = "Read with care.", Engine = SourceEngine.DuckDb })));

    [Fact]
    public void Names_a_field_whose_value_is_another_slice()
    {
        var excess = Assert.Single(Under(With(field => field.Name == "app" ? field with { Derive = Derivation.UrlParameter, Parameter = "v" } : field)));

        Assert.Equal(("app", "Its value is now read from url-parameter v of app, not from app."), (excess.Field, excess.Reason));
    }

    [Fact]
    public void Names_a_subject_whose_case_no_longer_counts()
    {
        var excess = Assert.Single(Under(With(source => source with { FoldedKeys = new HashSet<string> { "account" } })));

        Assert.Equal(new PlannedSubject("account", "acct-7", "account"), excess.Subject);
    }

    [Fact]
    public void Names_a_subject_that_is_found_in_another_way()
    {
        var excess = Assert.Single(Under(With(source => source with { SubjectKeys = new Dictionary<string, string> { ["account"] = "queried_handle" } })));

        Assert.Equal(new PlannedSubject("account", "acct-7", "account"), excess.Subject);
        Assert.DoesNotContain("acct-7", excess.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_a_subject_that_was_not_approved()
    {
        var more = Approved with { Reads = [Approved.Reads[0] with { Subjects = [.. Approved.Reads[0].Subjects, new PlannedSubject("ip", "203.0.113.7", "ip")] }] };

        Assert.Equal("203.0.113.7", Assert.Single(PlanContainment.Exceeds(more, Approved)).Subject!.Value);
        Assert.Empty(PlanContainment.Exceeds(Approved, more));
    }

    private static IReadOnlyList<PlanExcess> Under(PolicyDocument policy) =>
        PlanContainment.Exceeds(Approved, Request, policy, ScopeEngine.Decide(Request, policy, Courier.Stores));

    private static PolicyDocument With(Func<FieldDefinition, FieldDefinition> change) => With(source => source with { Fields = [.. source.Fields.Select(change)] });

    private static PolicyDocument With(Func<SourceDefinition, SourceDefinition> change) =>
        Courier.Policy with { Version = 2, Sources = [.. Courier.Policy.Sources.Select(source => source.Name == "lookup-log" ? change(source) : source)] };

    private static ExtractionPlan Whole(RequestFacts request, Dictionary<string, SourceInventory> stores) =>
        Plan(request, Courier.Policy, stores, [.. request.Items.Select(item => new ItemVerdict(item.Item, Verdict.Approve))]);

    private static ExtractionPlan Plan(RequestFacts request, PolicyDocument policy, IReadOnlyDictionary<string, SourceInventory> stores, params ItemVerdict[] verdicts) =>
        PlanCompiler.Compile("CD-2026-000001", "hash", request, policy, ScopeEngine.Decide(request, policy, stores), verdicts);

    private static PlannedRead Narrow(PlannedRead read, int mask, DateTimeOffset from, DateTimeOffset to) => read with
    {
        Windows =
        [
            .. read.Windows
                .Select(window => new PlannedWindow(Max(window.From, from), window.To < to ? window.To : to, [.. window.Fields.Where((field, _) => (mask & (1 << (field.Name.Length % 8))) != 0)]))
                .Where(window => window.From < window.To && window.Fields.Count > 0),
        ],
    };

    private static DateTimeOffset Max(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static bool Reads(ExtractionPlan plan, int item, string source, string field, DateTimeOffset at) => plan.Reads.Any(read =>
        read.Item == item && read.Source.Name == source && read.Windows.Any(window => window.From <= at && at < window.To && window.Fields.Any(one => one.Name == field)));

    private static IEnumerable<(int Item, string Source, string Field, DateTimeOffset At)> Corners(ExtractionPlan plan) =>
        from read in plan.Reads
        from window in read.Windows
        from field in window.Fields
        from at in new[] { window.From, window.To, window.From.AddTicks(-1), window.To.AddTicks(-1) }
        select (read.Item, read.Source.Name, field.Name, at);
}
