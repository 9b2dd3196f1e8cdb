using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CaseDesk.Bench;

/// <summary>
/// Audited against unaudited: so many clients that each send the next call when the last one is answered, to either desk in turn, in rounds whose order changes.
/// Ratios are taken within a round, so that what else the machine does weighs on both.
/// </summary>
internal static class Rates
{
    private const int Rounds = 5;
    private static readonly (int Clients, double Target)[] Loads = [(8, 0.6), (32, 0.7)];

    public static async Task<bool> Measure(Cluster cluster, string directory, TimeSpan round, CancellationToken cancel)
    {
        await using var audited = await Measurements.Open(cluster, directory, "audited", "CaseDesk.dll");
        await using var unaudited = await Measurements.Open(cluster, directory, "unaudited", "CaseDesk.Bench.dll", "unaudited");
        Side[] sides = [await Side.Enter(audited), await Side.Enter(unaudited)];
        var before = (await Entries(cluster, "audited"), await Entries(cluster, "unaudited"));
        var done = 0L;
        var isSound = true;

        foreach (var (name, act) in new (string, Act)[] { ("registering a request", Register), ("reading a request", Read) })
        {
            // Until the compiler has made its best of both.
            foreach (var side in sides) await Take(side, act, Loads[^1].Clients, round * 2);
            foreach (var (clients, target) in Loads)
            {
                List<(Sample Audited, Sample Unaudited)> rounds = [];
                for (var i = 0; i < Rounds; i++)
                {
                    var first = await Take(sides[i % 2], act, clients, round);
                    var second = await Take(sides[1 - i % 2], act, clients, round);
                    rounds.Add(i % 2 == 0 ? (first, second) : (second, first));
                }
                Report(name, clients, target, round, rounds);
            }
        }

        var grown = (await Entries(cluster, "audited") - before.Item1, await Entries(cluster, "unaudited") - before.Item2);
        isSound &= grown == (done, 0);
        Figures.Say($"Audited desk: {done} acts answered, {grown.Item1} entries; unaudited desk: {grown.Item2} entries{(isSound ? "" : ", NOT SOUND")}");
        return isSound;

        async Task<Sample> Take(Side side, Act act, int clients, TimeSpan time)
        {
            var busy = side.Desk.Busy;
            var samples = await Task.WhenAll(side.Clients.Take(clients).Select((client, i) => Repeat(client, side, act, new Random(i), time, cancel)));
            var took = samples.Max(s => s.Took);
            List<double> all = [.. samples.SelectMany(s => s.Milliseconds)];
            if (side == sides[0]) done += all.Count;
            if (samples.Sum(s => s.Failures) is > 0 and var failures)
            {
                isSound = false;
                Figures.Say($"{failures} calls FAILED");
            }
            return new Sample(all.Count / took.TotalSeconds, all, (side.Desk.Busy - busy).TotalMilliseconds / Math.Max(1, all.Count));
        }
    }

    private static void Report(string name, int clients, double target, TimeSpan round, List<(Sample Audited, Sample Unaudited)> rounds)
    {
        List<double> ratios = [.. rounds.Select(r => r.Audited.Rate / r.Unaudited.Rate)];
        List<double> audited = [.. rounds.SelectMany(r => r.Audited.Milliseconds)], unaudited = [.. rounds.SelectMany(r => r.Unaudited.Milliseconds)];
        var (p95, peer) = (Figures.Percentile(audited, 95), Figures.Percentile(unaudited, 95));
        Figures.Say(
            $"{name}, {clients} clients: audited {Figures.Spread([.. rounds.Select(r => r.Audited.Rate)], "0")} /s, unaudited {Figures.Spread([.. rounds.Select(r => r.Unaudited.Rate)], "0")} /s, ratio {Figures.Spread(ratios, "0.00")} (target {target:0.0}: {Figures.Verdict(Figures.Median(ratios) >= target)}); p50/p95/p99 audited {Figures.Three(audited)}, unaudited {Figures.Three(unaudited)} (target p95 not above: {Figures.Verdict(p95 <= peer)}); site's processor {Figures.Median(rounds.Select(r => r.Audited.Processor)):0.0} against {Figures.Median(rounds.Select(r => r.Unaudited.Processor)):0.0} ms a call; medians of {rounds.Count} rounds of {round.TotalSeconds:0.#} s");
    }

    private static async Task<(List<double> Milliseconds, int Failures, TimeSpan Took)> Repeat(HttpClient client, Side side, Act act, Random chance, TimeSpan time, CancellationToken cancel)
    {
        List<double> milliseconds = [];
        var failures = 0;
        var whole = Stopwatch.StartNew();
        while (whole.Elapsed < time)
        {
            cancel.ThrowIfCancellationRequested();
            var one = Stopwatch.GetTimestamp();
            using var answer = await act(client, side, chance);
            await answer.Content.CopyToAsync(Stream.Null, cancel);
            if (answer.IsSuccessStatusCode) milliseconds.Add(Stopwatch.GetElapsedTime(one).TotalMilliseconds);
            else failures++;
        }
        return (milliseconds, failures, whole.Elapsed);
    }

    private static Task<HttpResponseMessage> Register(HttpClient client, Side side, Random chance) =>
        client.PostAsJsonAsync("/api/v1/requests", Preparation.Order(chance.Next(100_000), TimeProvider.System));

    private static Task<HttpResponseMessage> Read(HttpClient client, Side side, Random chance) =>
        client.GetAsync(new Uri($"/api/v1/requests/{side.Numbers[chance.Next(side.Numbers.Count)]}", UriKind.Relative));

    private static Task<long> Entries(Cluster cluster, string database) => cluster.Ask<long>(database, "SELECT count(*) FROM \"LedgerEntries\"");

    private delegate Task<HttpResponseMessage> Act(HttpClient client, Side side, Random chance);

    private sealed record Sample(double Rate, List<double> Milliseconds, double Processor);

    private sealed record Side(Desk Desk, IReadOnlyList<HttpClient> Clients, IReadOnlyList<string> Numbers)
    {
        public static async Task<Side> Enter(Desk desk)
        {
            List<HttpClient> clients = [];
            for (var person = 0; clients.Count < Loads[^1].Clients; person++)
            {
                if (Preparation.IsClerk(person)) clients.Add(await desk.SignIn(Preparation.Email(person)));
            }
            return new Side(desk, clients, await Queue.Numbers(clients[0]));
        }
    }
}

internal static class Queue
{
    /// <summary>Numbers of the requests that are there, as the queue shows them.</summary>
    public static async Task<IReadOnlyList<string>> Numbers(HttpClient client)
    {
        List<string> numbers = [];
        for (var page = 1; ; page++)
        {
            var answer = JsonNode.Parse(await client.GetStringAsync(new Uri($"/api/v1/requests?size=200&page={page}", UriKind.Relative)))!;
            numbers.AddRange(answer["requests"]!.AsArray().Select(r => r!["number"]!.ToString()));
            if (numbers.Count >= (int)answer["total"]!) return numbers;
        }
    }
}
