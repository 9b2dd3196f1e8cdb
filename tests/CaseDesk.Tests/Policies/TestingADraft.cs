using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CaseDesk.Tests.Policies;

public sealed class TestingADraft(CaseDeskApp app)
{
    [Theory]
    [InlineData("clerk")]
    [InlineData("officer@springfield.example")]
    public async Task Answers_what_it_would_reach_and_keeps_nothing_but_that_it_was_asked(string mailbox)
    {
        var draft = Scenarios.AnOrder();
        draft["reference"] = "DRAFT-" + mailbox;

        using var answer = await Send(mailbox, draft);

        Assert.Equal(200, (int)answer.StatusCode);
        var scope = await answer.Json();
        Assert.Equal("courier-1", scope["policyVersion"]!.ToString());
        Assert.Equal(64, scope["hash"]!.ToString().Length);
        Assert.NotNull(scope["decidedAt"]);
        var answers = scope["items"]![0]!["answers"]!.AsArray();
        Assert.Contains(answers, a => a!["field"]!.ToString() == "path" && a["outcome"]!.ToString() == "available");
        Assert.Contains(answers, a => a!["field"]!.ToString() == "referrer" && a["outcome"]!.ToString() == "never-disclosed");

        var (entry, text) = await LastEntry();
        Assert.Equal("ok", entry["outcome"]!.ToString());
        Assert.Equal("""{"instrument":"us-2703d-order","items":1,"policyVersion":"courier-1"}""", entry["facts"]!.ToJsonString());
        Assert.DoesNotContain("commitments", text, StringComparison.Ordinal);
        Assert.DoesNotContain("66.249.73.135", text, StringComparison.Ordinal);
        using var list = await (await app.SignedInAs("auditor")).GetAsync(new Uri("/api/v1/requests?q=DRAFT-", UriKind.Relative));
        Assert.Equal(0, (int)(await list.Json())["total"]!);
    }

    [Fact]
    public async Task An_officer_tests_it_on_a_page()
    {
        using var officer = await Pages.Browser.SignedInAs(app, "officer@springfield.example");
        (string, string)[] draft =
        [
            ("Form.Instrument", "us-grand-jury-subpoena"), ("Form.IssuerKind", "grand-jury"), ("Form.Jurisdiction", "US"), ("Form.Item.Text", "Session times and the call records of any and all information"),
            ("Form.Item.Wants", "access-log"), ("Form.Item.Identifiers", "66.249.73.135"), ("Form.Item.From", "2026-01-01T00:00"), ("Form.Item.Zone", "UTC"),
        ];

        using var without = await officer.Post("/preflight", draft);
        using var with = await officer.Post("/preflight", [.. draft, ("Form.Item.To", "2026-11-01T00:00")]);

        Assert.Equal(422, (int)without.StatusCode);
        Assert.Contains("id=\"Form_Item_To-error\"", await without.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(200, (int)with.StatusCode);
        var page = await with.Content.ReadAsStringAsync();
        Assert.Contains("What this draft would get", page, StringComparison.Ordinal);
        Assert.Contains("Courier carries no telephone calls.", page, StringComparison.Ordinal);
        Assert.Contains("can mean subscriber or identification or traffic or content: say which.", page, StringComparison.Ordinal);
        Assert.Equal("policy.preflight", (await LastEntry()).Entry["action"]!.ToString());
    }

    [Fact]
    public async Task Reaches_what_registering_it_reaches()
    {
        var order = Scenarios.AnOrder();
        order["agency"] = "springfield police  department";
        order["reference"] = "SPD-26-10383";

        using var draft = await Send("reviewer", order);
        using var registered = await (await app.SignedInAs("clerk")).PostAsJsonAsync("/api/v1/requests", order);

        Assert.Equal((await registered.Json())["scopeHash"]!.ToString(), (await draft.Json())["hash"]!.ToString());
    }

    [Fact]
    public async Task Refuses_what_registering_refuses()
    {
        var (empty, emergency) = (Scenarios.AnOrder(), Scenarios.AnOrder());
        empty["items"] = new JsonArray();
        emergency["instrument"] = "us-emergency-request";

        using var nothing = await Send("clerk", empty);
        using var unsupported = await Send("clerk", emergency);

        await nothing.IsRefused(422, "validation");
        Assert.NotNull((await nothing.Json())["errors"]!["items"]);
        await unsupported.IsRefused(422, "not-supported-yet");
    }

    [Fact]
    public async Task A_national_security_letter_leaves_no_trace_of_its_kind()
    {
        var letter = Scenarios.AnOrder();
        letter["instrument"] = "us-nsl";

        using var answer = await Send("clerk2", letter);

        await answer.IsRefused(422, "handled-elsewhere");
        var (entry, text) = await LastEntry();
        Assert.Equal(("denied", "validation"), (entry["outcome"]!.ToString(), entry["code"]!.ToString()));
        Assert.DoesNotContain("us-nsl", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("elsewhere", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Keeps_no_answer_for_a_key()
    {
        var client = await app.SignedInAs("clerk");
        List<string> decided = [];
        for (var i = 0; i < 2; i++)
        {
            var draft = Scenarios.AnOrder();
            draft["reference"] = $"SPD-26-{i}";
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/policies/preflight") { Content = JsonContent.Create(draft) };
            request.Headers.Add("Idempotency-Key", "the same key");
            using var answer = await client.SendAsync(request);
            decided.Add((await answer.Json())["hash"]!.ToString());
        }

        Assert.NotEqual(decided[0], decided[1]);
    }

    private async Task<HttpResponseMessage> Send(string mailbox, JsonObject draft) => await (await app.SignedInAs(mailbox)).PostAsJsonAsync("/api/v1/policies/preflight", draft);

    private async Task<(JsonNode Entry, string Text)> LastEntry()
    {
        using var answer = await (await app.SignedInAs("auditor")).GetAsync(new Uri("/api/v1/ledger/entries?action=policy.preflight&size=200", UriKind.Relative));
        var entry = (await answer.Json())["entries"]!.AsArray()[^1]!["entry"]!;
        return (entry, entry.ToJsonString());
    }
}
