using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace CaseDesk.Bench;

/// <summary>
/// What a busy day asks of the desk: calls that arrive when they arrive, whether or not the last one was answered, so that a slow answer delays nobody's arrival
/// and each wait counts from the moment at which the call was due.
/// </summary>
internal static class Mix
{
    private const int Rate = 200;
    private const double TargetMilliseconds = 300;
    private const int DocumentBytes = 100_000;

    private enum Act
    {
        Queue,
        Request,
        Scope,
        Registration,
        Attachment,
    }

    // Mostly people read; of a hundred calls twelve bring a new request and eight its order.
    private static readonly (Act Act, int Percent)[] Shares = [(Act.Queue, 20), (Act.Request, 45), (Act.Scope, 15), (Act.Registration, 12), (Act.Attachment, 8)];

    public static async Task<bool> Measure(Cluster cluster, string directory, TimeSpan time, int people, CancellationToken cancel)
    {
        await using var desk = await Measurements.Open(cluster, directory, "mixed", "CaseDesk.dll");
        List<HttpClient> clerks = [], reviewers = [];
        for (var person = 0; person < people; person++) (Preparation.IsClerk(person) ? clerks : reviewers).Add(await desk.SignIn(Preparation.Email(person)));
        var numbers = await Queue.Numbers(clerks[0]);

        var calls = 0;
        var chance = new Random(2026);
        await Arrive(TimeSpan.FromSeconds(Math.Min(15, time.TotalSeconds)), Rate / 2);
        var busy = desk.Busy;
        var answers = await Arrive(time, Rate);
        busy = desk.Busy - busy;

        var failures = answers.Where(a => a.Failure is not null).ToList();
        List<double> all = [.. answers.Select(a => a.Milliseconds)];
        var p95 = Figures.Percentile(all, 95);
        Figures.Say($"mixed load, {Rate} /s for {time.TotalSeconds:0} s, {people} signed-in people: {answers.Count} calls, {failures.Count} failures (target 0: {Figures.Verdict(failures.Count == 0)}); p50/p95/p99 {Figures.Three(all)} (target p95 below {TargetMilliseconds:0} ms: {Figures.Verdict(p95 < TargetMilliseconds)}); site's processor {busy.TotalMilliseconds / answers.Count:0.0} ms a call");
        foreach (var act in answers.GroupBy(a => a.Act).OrderBy(g => g.Key))
            Figures.Say($"mixed load, {act.Key.ToString().ToLowerInvariant()}: {act.Count()} calls, p50/p95/p99 {Figures.Three([.. act.Select(a => a.Milliseconds)])}");
        foreach (var failure in failures.GroupBy(f => (f.Act, f.Failure))) Figures.Say($"mixed load, {failure.Key.Act.ToString().ToLowerInvariant()} FAILED {failure.Count()} times: {failure.Key.Failure}");
        return failures.Count == 0;

        async Task<ConcurrentBag<Answer>> Arrive(TimeSpan time, int rate)
        {
            ConcurrentBag<Answer> answers = [];
            List<Task> underWay = [];
            var clock = Stopwatch.StartNew();
            // A Poisson stream: people do not arrange who comes when.
            for (var due = TimeSpan.Zero; due < time; due += TimeSpan.FromSeconds(-Math.Log(1 - chance.NextDouble()) / rate))
            {
                cancel.ThrowIfCancellationRequested();
                if (due - clock.Elapsed is { Ticks: > 0 } left) await Task.Delay(left, cancel);
                var (act, n, scheduled) = (Choose(chance.Next(100)), calls++, due);
                // Scope is what reviewers look at, and only clerks register and attach.
                var pool = act == Act.Scope || act is Act.Queue or Act.Request && n % 3 == 0 ? reviewers : clerks;
                underWay.Add(Task.Run(async () => answers.Add(await Call(pool[n % pool.Count], act, n, clock, scheduled)), CancellationToken.None));
            }
            await Task.WhenAll(underWay);
            return answers;
        }

        async Task<Answer> Call(HttpClient client, Act act, int n, Stopwatch clock, TimeSpan scheduled)
        {
            string? failure = null;
            try
            {
                // In turn, so that no two calls attach to one request at once: that would be refused, and rightly.
                using var answer = await Send(client, act, numbers[n % numbers.Count], n);
                await answer.Content.CopyToAsync(Stream.Null, CancellationToken.None);
                if (!answer.IsSuccessStatusCode) failure = $"{(int)answer.StatusCode}";
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
            {
                failure = fault.GetType().Name;
            }
            return new Answer(act, (clock.Elapsed - scheduled).TotalMilliseconds, failure);
        }
    }

    private static async Task<HttpResponseMessage> Send(HttpClient client, Act act, string number, int n)
    {
        switch (act)
        {
            case Act.Queue: return await client.GetAsync(new Uri("/api/v1/requests", UriKind.Relative));
            case Act.Request: return await client.GetAsync(new Uri($"/api/v1/requests/{number}", UriKind.Relative));
            case Act.Scope: return await client.GetAsync(new Uri($"/api/v1/requests/{number}/scope", UriKind.Relative));
            case Act.Registration: return await client.PostAsJsonAsync("/api/v1/requests", Preparation.Order(n, TimeProvider.System));
            default:
                using (var file = new ByteArrayContent(Encoding.ASCII.GetBytes($"%PDF-1.4\n{new string('0', DocumentBytes)}{n}\n%%EOF\n")))
                {
                    file.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
                    using var form = new MultipartFormDataContent { { file, "file", "order.pdf" } };
                    return await client.PostAsync(new Uri($"/api/v1/requests/{number}/documents", UriKind.Relative), form);
                }
        }
    }

    private static Act Choose(int percent)
    {
        foreach (var (act, share) in Shares)
        {
            if (percent < share) return act;
            percent -= share;
        }
        throw new InvalidOperationException("The shares do not make a hundred.");
    }

    private sealed record Answer(Act Act, double Milliseconds, string? Failure);
}
