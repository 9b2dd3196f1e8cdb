using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace CaseDesk.Tests.Faults;

/// <param name="Act">Name of the act in the ledger.</param>
/// <param name="Detail">What the answer said of it: a hash, mostly.</param>
/// <param name="Checkpoint">The signed position that came with the answer.</param>
internal sealed record Acknowledged(string Act, string Number, string Detail, string Checkpoint);

/// <summary>
/// Clients that carry requests through the whole line, one after another, whatever happens to the desk meanwhile:
/// what was not answered is sent again under the same key, what was answered is remembered.
/// </summary>
internal sealed class Workload : IAsyncDisposable
{
    private readonly CaseDeskApp app;
    private readonly CancellationTokenSource enough = new();
    private readonly List<Task> clients = [];
    private readonly ConcurrentQueue<Acknowledged> answers = new();
    private readonly string name = "LINE-" + Guid.CreateVersion7().ToString("n")[^6..];
    private int lines;

    private Workload(CaseDeskApp app) => this.app = app;

    public IReadOnlyCollection<Acknowledged> Answers => answers.ToArray();

    /// <summary>When each 503 came, and how long it took.</summary>
    public ConcurrentQueue<(string Code, TimeSpan After)> Refusals { get; } = new();

    public static async Task<Workload> Start(CaseDeskApp app, int clients)
    {
        foreach (var mailbox in new[] { "clerk", "reviewer", "custodian" }) await app.SignedInAs(mailbox);
        var work = new Workload(app);
        for (var i = 0; i < clients; i++) work.clients.Add(Task.Run(work.Carry));
        return work;
    }

    /// <summary>Waits for so many more answers; each is proof that the desk works.</summary>
    public async Task Progress(int more, TimeSpan within)
    {
        var until = Environment.TickCount64 + (long)within.TotalMilliseconds;
        for (var goal = answers.Count + more; answers.Count < goal;)
        {
            foreach (var broken in clients.Where(c => c.IsFaulted)) await broken;
            Assert.True(Environment.TickCount64 < until, $"The desk acknowledged nothing for {within}.");
            await Task.Delay(20);
        }
    }

    /// <summary>Begins no further line, and waits until those under way are through.</summary>
    public async Task<int> Finish()
    {
        await enough.CancelAsync();
        await Task.WhenAll(clients).WaitAsync(TimeSpan.FromMinutes(3));
        return lines;
    }

    private async Task Carry()
    {
        while (!enough.IsCancellationRequested) await CarryOne($"{name}-{Interlocked.Increment(ref lines):00000}");
    }

    private async Task CarryOne(string name)
    {
        var order = Scenarios.AnOrder();
        order["reference"] = name;
        var number = (await Do("request.register", "", "clerk", "/api/v1/requests", () => Json(order), answer => $"{answer["number"]} {name}"))["number"]!.ToString();
        await Do("request.attach", number, "clerk", $"/api/v1/requests/{number}/documents", () => Order(name), answer => answer["sha256"]!.ToString());
        var scope = (await Send("reviewer", HttpMethod.Get, $"/api/v1/requests/{number}/scope", null, null)).Body["hash"]!.ToString();
        var decision = new JsonObject { ["scopeHash"] = scope, ["decisions"] = new JsonArray(new JsonObject { ["item"] = 1, ["decision"] = "approve", ["reason"] = "The order names the address and the days." }) };
        await Do("decision.decide", number, "reviewer", $"/api/v1/requests/{number}/approval", () => Json(decision), _ => scope);
        var manifest = await Extracted(number);
        await Do("disclosure.sign", number, "custodian", $"/api/v1/requests/{number}/disclosure", () => Json(new JsonObject { ["manifestHash"] = manifest }), _ => manifest);
    }

    private async Task<string> Extracted(string number)
    {
        while (true)
        {
            var (view, checkpoint) = await Send("reviewer", HttpMethod.Get, $"/api/v1/requests/{number}/extraction", null, null);
            switch (view["state"]?.ToString())
            {
                case "complete" or "complete-with-rejects":
                    answers.Enqueue(new("job.extract.complete", number, view["manifestHash"]!.ToString(), checkpoint));
                    return view["manifestHash"]!.ToString();
                case "failed":
                    // The collector was killed, or the disk was full: somebody starts it again.
                    await Send("reviewer", HttpMethod.Post, $"/api/v1/requests/{number}/extraction", null, null);
                    break;
            }
            await Task.Delay(100);
        }
    }

    private async Task<JsonNode> Do(string act, string number, string mailbox, string path, Func<HttpContent> content, Func<JsonNode, string> detail)
    {
        var (body, checkpoint) = await Send(mailbox, HttpMethod.Post, path, content, "key-" + Guid.CreateVersion7().ToString("n"));
        answers.Enqueue(new(act, number.Length > 0 ? number : body["number"]!.ToString(), detail(body), checkpoint));
        return body;
    }

    private async Task<(JsonNode Body, string Checkpoint)> Send(string mailbox, HttpMethod method, string path, Func<HttpContent>? content, string? key)
    {
        var client = await app.SignedInAs(mailbox);
        while (true)
        {
            var sent = Environment.TickCount64;
            try
            {
                using var message = new HttpRequestMessage(method, path) { Content = content?.Invoke() };
                if (key is not null) message.Headers.Add("Idempotency-Key", key);
                using var answer = await client.SendAsync(message);
                var body = await answer.Content.ReadAsStringAsync();
                if (answer.IsSuccessStatusCode)
                    return (JsonNode.Parse(body)!, answer.Headers.TryGetValues("CaseDesk-Checkpoint", out var position) ? position.Single() : "");
                if ((int)answer.StatusCode is not (503 or 507)) throw new InvalidOperationException($"{method} {path} was answered with {(int)answer.StatusCode}: {body}");
                Refusals.Enqueue((JsonNode.Parse(body)!["code"]!.ToString(), TimeSpan.FromMilliseconds(Environment.TickCount64 - sent)));
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException or TaskCanceledException)
            {
                // Killed, or not there yet: it is not known what became of the call.
            }
            await Task.Delay(100);
        }
    }

    private static StringContent Json(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    private static MultipartFormDataContent Order(string name)
    {
        var file = new ByteArrayContent(Scenarios.AnOrderAsPdf(name));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        return new MultipartFormDataContent { { file, "file", "order.pdf" } };
    }

    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        enough.Dispose();
    }
}
