using System.Diagnostics;
using System.Globalization;
using CaseDesk.Policy;

namespace CaseDesk.Bench;

/// <summary>What a scope decision costs on one thread, and how it grows: by items, by fields and by stretches that stores hold.</summary>
internal static class Decisions
{
    private const int Rounds = 200;
    private const int Previewed = 10_000;
    private static readonly DateTimeOffset ServedAt = new(2026, 11, 24, 2, 3, 4, TimeSpan.Zero);

    public static void Measure()
    {
        var (milliseconds, bytes) = One(10, 50, 20, 400);
        Figures.Say($"decision, 10 items × 50 sources × 20 fields, 400 days kept, each day a stretch: {Say(milliseconds)} ms (target 5: {Figures.Verdict(milliseconds < 5)}), {bytes / 1024:0} kB allocated (target 1024: {Figures.Verdict(bytes < 1024 * 1024)}); medians of {Rounds}");
        foreach (var items in new[] { 1, 10, 100 }) Grow($"{items} items", items, 50, 20, 400);
        foreach (var fields in new[] { 5, 20, 80 }) Grow($"{fields} fields a source", 10, 50, fields, 400);
        foreach (var days in new[] { 25, 400, 4000 }) Grow($"{days} days kept", 10, 50, 20, days);

        foreach (var requests in new[] { 1000, Previewed }) Preview(requests);
    }

    /// <summary>What a new version would change: each request decided under two versions, compared without words.</summary>
    private static void Preview(int requests)
    {
        var (policy, stores) = Policy(5, 10, 400);
        var next = policy with { Version = policy.Version + 1, Sources = [.. policy.Sources.Select(source => source with { Retention = new Retention(300, ByDay: true) })] };
        var full = policy.Sources.ToDictionary(source => source.Name, _ => new SourceInventory(ServedAt.AddDays(-400), ServedAt, []));
        var request = Request(policy, 3);
        var changed = 0;
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < requests; i++)
        {
            var facts = request with { Reference = i.ToString(CultureInfo.InvariantCulture) };
            if (ScopeDifference.Between(ScopeEngine.Decide(facts, policy, full), ScopeEngine.Decide(facts, next, full)).Count > 0) changed++;
        }
        var compared = watch.Elapsed.TotalSeconds;
        watch.Restart();
        for (var i = 0; i < requests; i++) Read(ScopeEngine.Decide(request with { Reference = i.ToString(CultureInfo.InvariantCulture) }, policy, stores));
        Figures.Say($"preview of {requests} open requests of 3 items × 5 sources × 10 fields: decided under two versions and compared {compared:0.00} s, {changed} differ; decided once with every word of every answer {watch.Elapsed.TotalSeconds:0.0} s (target for {Previewed}: 30, both without reading them from the database)");
    }

    private static void Grow(string what, int items, int sources, int fields, int days)
    {
        var (milliseconds, bytes) = One(items, sources, fields, days);
        Figures.Say($"decision, {what}: {Say(milliseconds)} ms, {bytes / 1024:0} kB; with every word of every answer {Say(Whole(items, sources, fields, days))} ms");
    }

    private static (double Milliseconds, double Bytes) One(int items, int sources, int fields, int days)
    {
        var (policy, stores) = Policy(sources, fields, days);
        var request = Request(policy, items);
        List<double> took = [], allocated = [];
        for (var i = 0; i < Rounds * 2; i++)
        {
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            var decision = ScopeEngine.Decide(request, policy, stores);
            var end = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
            GC.KeepAlive(decision);
            // The first half warms the compiler.
            if (i < Rounds) continue;
            took.Add(end);
            allocated.Add(bytes);
        }
        return (Figures.Median(took), Figures.Median(allocated));
    }

    private static double Whole(int items, int sources, int fields, int days)
    {
        var (policy, stores) = Policy(sources, fields, days);
        var request = Request(policy, items);
        List<double> took = [];
        for (var i = 0; i < 10; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Read(ScopeEngine.Decide(request, policy, stores));
            if (i >= 5) took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return Figures.Median(took);
    }

    private static long Read(ScopeDecision decision) => decision.Items.Sum(item => item.Answers.Sum(answer => (long)answer.Explanation.Length));

    private static (PolicyDocument Policy, Dictionary<string, SourceInventory> Stores) Policy(int sources, int fields, int days)
    {
        var shipped = PolicyFile.Load(Path.Combine(AppContext.BaseDirectory, "templates", "policies", "courier.yaml"));
        var policy = shipped with
        {
            Sources =
            [
                .. Enumerable.Range(0, sources).Select(s => shipped.Sources[1] with
                {
                    Name = $"log-{s}",
                    Retention = new Retention(days, ByDay: true),
                    CollectedSince = ServedAt.AddDays(-2 * days),
                    Fields =
                    [
                        .. shipped.Sources[1].Fields.Take(4),
                        .. Enumerable.Range(0, fields - 4).Select(f => new FieldDefinition
                        {
                            Name = $"field{f}",
                            Label = $"Field {f}",
                            From = $"field{f}",
                            Category = (DataCategory)(f % 4),
                            NeverDisclosed = f % 10 == 9 ? "It never leaves." : null,
                        }),
                    ],
                }),
            ],
        };
        // Every second day of the time kept, so that the store is as many stretches.
        var first = new DateTimeOffset(ServedAt.UtcDateTime.Date, TimeSpan.Zero).AddDays(-days);
        var gaps = Enumerable.Range(0, days / 2).Select(d => (first.AddDays(2 * d), first.AddDays((2 * d) + 1))).ToList();
        return (policy, policy.Sources.ToDictionary(source => source.Name, _ => new SourceInventory(first.AddDays(-days / 2), ServedAt, gaps)));
    }

    private static RequestFacts Request(PolicyDocument policy, int items) => new()
    {
        Instrument = "us-2703d-order",
        IssuerKind = "court",
        Jurisdiction = "US",
        Agency = "Springfield Police Department",
        Reference = "GJ-26-118",
        IssuedOn = new DateOnly(2026, 11, 20),
        ServedAt = ServedAt,
        Items =
        [
            .. Enumerable.Range(1, items).Select(item => new ItemFacts(
                item, "everything", [.. policy.Sources.Select(source => source.Name)], [new IdentifierFacts("account", "acct-7")], ServedAt.AddDays(-600 - item), ServedAt.AddDays(-item))),
        ],
    };

    private static string Say(double milliseconds) => milliseconds.ToString("0.00", CultureInfo.InvariantCulture);
}
