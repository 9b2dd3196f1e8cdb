using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Ledger;

namespace CaseDesk.Tests;

public sealed class RegisteringARequest(CaseDeskApp app)
{
    [Fact]
    public async Task Gives_numbers_without_gaps_and_a_signed_position()
    {
        var clerk = await app.SignedInAs("clerk");
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => clerk.PostAsJsonAsync("/api/v1/requests", Scenarios.AnOrder())));

        var numbers = new List<int>();
        foreach (var answer in answers)
        {
            Assert.Equal(201, (int)answer.StatusCode);
            numbers.Add(int.Parse((await answer.Json())["number"]!.ToString()[^6..], System.Globalization.CultureInfo.InvariantCulture));
            Assert.Contains("CaseDesk-Checkpoint", answer.Headers.Select(h => h.Key));
            answer.Dispose();
        }
        Assert.Equal(12, numbers.Distinct().Count());
        // Other tests register at the same time: what lies between belongs to them, so only a refused registration could leave a hole; see below.
        using var refused = await clerk.PostAsJsonAsync("/api/v1/requests", Changed("servedAt", "2999-01-01T00:00:00Z"));
        await refused.IsRefused(422, "validation");
    }

    [Theory]
    [InlineData("instrument", "us-telepathy", "instrument")]
    [InlineData("servedAt", "2999-01-01T00:00:00Z", "servedAt")]
    [InlineData("servedAt", "2026-11-20T09:12:00", "servedAt")]
    [InlineData("jurisdiction", "United States", "jurisdiction")]
    public async Task Wrong_fields_are_named(string field, string value, string named)
    {
        using var answer = await (await app.SignedInAs("clerk")).PostAsJsonAsync("/api/v1/requests", Changed(field, value));

        await answer.IsRefused(422, "validation");
        Assert.NotNull((await answer.Json())["errors"]![named]);
    }

    [Theory]
    [InlineData("phone", "555-0199")]
    [InlineData("ip", "203.0.113.4x")]
    [InlineData("email", "\"x@police.gov\" <a@evil.com>")]
    public async Task Identifiers_that_are_none_are_named(string type, string value)
    {
        var order = Scenarios.AnOrder();
        order["items"]![0]!["identifiers"]![0] = new JsonObject { ["type"] = type, ["value"] = value };

        using var answer = await (await app.SignedInAs("clerk")).PostAsJsonAsync("/api/v1/requests", order);

        await answer.IsRefused(422, "validation");
        Assert.NotNull((await answer.Json())["errors"]!["items[0].identifiers[0].value"]);
    }

    [Theory]
    [InlineData("2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z")]
    [InlineData("2026-11-02T00:00:00Z", "2026-11-01T00:00:00Z")]
    public async Task Periods_that_are_none_are_named(string from, string to)
    {
        var order = Scenarios.AnOrder();
        (order["items"]![0]!["from"], order["items"]![0]!["to"]) = (from, to);

        using var answer = await (await app.SignedInAs("clerk")).PostAsJsonAsync("/api/v1/requests", order);

        await answer.IsRefused(422, "validation");
        Assert.NotNull((await answer.Json())["errors"]!["items[0].to"]);
    }

    [Theory]
    [InlineData("us-preservation-request", "not-supported-yet")]
    [InlineData("us-emergency-request", "not-supported-yet")]
    [InlineData("eu-epoc", "not-supported-yet")]
    [InlineData("eu-epoc-pr", "not-supported-yet")]
    [InlineData("us-nsl", "handled-elsewhere")]
    public async Task Instruments_that_are_not_taken_are_refused_first(string instrument, string code)
    {
        using var answer = await (await app.SignedInAs("clerk")).PostAsJsonAsync("/api/v1/requests", Changed("instrument", instrument));

        await answer.IsRefused(422, code);
    }

    // 18 U.S.C. 2709(c): not even that one was received may show.
    [Fact]
    public async Task A_national_security_letter_leaves_no_trace()
    {
        var order = Changed("instrument", "us-nsl");
        order["reference"] = "NSL-26-777";

        using var answer = await (await app.SignedInAs("clerk")).PostAsJsonAsync("/api/v1/requests", order);

        await answer.IsRefused(422, "handled-elsewhere");
        using var found = await (await app.SignedInAs("lead")).GetAsync(new Uri("/api/v1/requests?q=NSL-26-777", UriKind.Relative));
        Assert.Equal(0, (await found.Json())["total"]!.GetValue<int>());
        var entries = await app.Entries();
        Assert.NotEmpty(entries);
        // Whole words: a random salt in base64 may begin with these letters, and once did.
        foreach (var word in new[] { "us-nsl", "\"nsl\"", "NSL-26-777", "handled-elsewhere" })
            Assert.Equal("", string.Join('\n', entries.Select(entry => entry.ToJsonString()).Where(entry => entry.Contains(word, StringComparison.OrdinalIgnoreCase))));
    }

    [Fact]
    public async Task An_idempotency_key_registers_once()
    {
        var clerk = await app.SignedInAs("clerk");
        async Task<HttpResponseMessage> Send(JsonObject order)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, "/api/v1/requests") { Content = JsonContent.Create(order), Headers = { { "Idempotency-Key", "one-and-only" } } };
            return await clerk.SendAsync(message);
        }

        var order = Scenarios.AnOrder();
        using var first = await Send(order);
        using var second = await Send(order);
        order["reference"] = "SPD-other";
        using var third = await Send(order);

        Assert.Equal((await first.Json())["number"]!.ToString(), (await second.Json())["number"]!.ToString());
        await third.IsRefused(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task An_upload_that_is_no_pdf_is_refused()
    {
        using var answer = await app.Attach("clerk", await app.ARegisteredRequest(), Encoding.ASCII.GetBytes(new string('x', 500)));

        await answer.IsRefused(422, "validation");
    }

    [Fact]
    public async Task Officers_see_their_own_requests_and_others_do_not_exist()
    {
        var number = await app.ARegisteredRequest();
        var order = Changed("agency", "Shelbyville Sheriff");
        using var other = await (await app.SignedInAs("clerk")).PostAsJsonAsync("/api/v1/requests", order);
        var officer = await app.SignedInAs("officer@springfield.example");

        using var own = await officer.GetAsync(new Uri($"/api/v1/requests/{number}", UriKind.Relative));
        using var foreign = await officer.GetAsync(new Uri($"/api/v1/requests/{(await other.Json())["number"]}", UriKind.Relative));
        using var unknown = await officer.GetAsync(new Uri("/api/v1/requests/CD-1999-000001", UriKind.Relative));

        Assert.Equal(200, (int)own.StatusCode);
        await foreign.IsRefused(404, "not-found");
        Assert.Equal(await unknown.Content.ReadAsStringAsync(), await foreign.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Roles_decide_who_may_register()
    {
        using var stranger = app.Stranger();
        using var unknown = await stranger.PostAsJsonAsync("/api/v1/requests", Scenarios.AnOrder());
        using var auditor = await (await app.SignedInAs("auditor")).PostAsJsonAsync("/api/v1/requests", Scenarios.AnOrder());

        await unknown.IsRefused(401, "sign-in");
        await auditor.IsRefused(403, "role");
    }

    [Fact]
    public async Task The_public_checkpoint_is_signed()
    {
        await app.ARegisteredRequest();
        using var stranger = app.Stranger();

        var key = NoteVerifier.Parse((await stranger.GetStringAsync(new Uri("/ledger/ledger.vkey", UriKind.Relative))).TrimEnd());
        var checkpoint = Checkpoint.Parse(SignedNote.Open(await stranger.GetStringAsync(new Uri("/ledger/checkpoint", UriKind.Relative)), [key]).Body);

        Assert.True(checkpoint.Size > 10);
    }

    private static JsonObject Changed(string field, string value)
    {
        var order = Scenarios.AnOrder();
        order[field] = value;
        return order;
    }
}
