using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CaseDesk.Tests;

public sealed class AskingTheAgency(CaseDeskApp app)
{
    private const string Question = "Which of the two addresses do you mean?";

    [Fact]
    public async Task Stops_the_clock_until_the_answer_is_recorded()
    {
        var (number, due) = await ARequestDueIn(TimeSpan.FromDays(3));

        using var asked = await Ask("reviewer", number, new { items = new[] { 1 }, question = Question });
        var open = await Detail("reviewer", number);
        using var answered = await Answer("clerk", number, "The first one, says Officer Lin by telephone.");
        var after = await Detail("reviewer", number);

        Assert.Equal(200, (int)asked.StatusCode);
        Assert.Equal("clarification", open["status"]!.ToString());
        Assert.Equal((Question, "[1]"), (open["clarification"]!["question"]!.ToString(), open["clarification"]!["items"]!.ToJsonString()));
        Assert.NotEmpty(open["clarification"]!["askedBy"]!.ToString());
        Assert.Equal(due, Instant(open["dueAt"]));
        Assert.Equal(Instant(open["clarification"]!["askedAt"]), Instant(open["clockStoppedSince"]));
        Assert.Equal("registered", (await answered.Json())["status"]!.ToString());
        Assert.Null(after["clarification"]);
        Assert.Null(after["clockStoppedSince"]);
        var stood = Instant(after["dueAt"]) - due;
        Assert.True(stood > TimeSpan.Zero && stood < TimeSpan.FromMinutes(2), $"It moved by {stood}.");
        var entries = (await app.Entries()).Where(entry => entry["object"]?["id"]?.ToString() == number && entry["action"]!.ToString().StartsWith("clarification.", StringComparison.Ordinal)).ToList();
        Assert.Equal(["clarification.ask", "clarification.answer"], entries.Select(entry => entry["action"]!.ToString()));
        Assert.Equal("true", entries[0]["facts"]!["clockStopped"]!.ToJsonString());
        Assert.DoesNotContain(entries, entry => entry.ToJsonString().Contains("addresses", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deadline_that_has_passed_stays_where_it_was()
    {
        var order = Scenarios.AnOrder();
        order["dueAt"] = order["servedAt"]!.ToString().Replace("Z", ".5Z", StringComparison.Ordinal);
        var number = await app.RegisterWithItsOrder(order);
        var due = Instant((await Detail("reviewer", number))["dueAt"]);

        using var asked = await Ask("reviewer", number, new { question = Question });
        var open = await Detail("reviewer", number);
        using var answered = await Answer("clerk", number, "All of them.");

        Assert.Equal("clarification", open["status"]!.ToString());
        Assert.Equal("[]", open["clarification"]!["items"]!.ToJsonString());
        Assert.Null(open["clockStoppedSince"]);
        Assert.Equal(due, Instant((await Detail("reviewer", number))["dueAt"]));
    }

    [Fact]
    public async Task Nobody_decides_over_an_answer_that_she_has_not_read()
    {
        var number = await app.ARequestWithItsOrder();
        var before = await app.ADecision("reviewer", number);
        before["answersRead"] = 0;
        using var asked = await Ask("reviewer2", number, new { question = Question });
        using var answered = await Answer("clerk", number, "The second one.");

        using var unread = await app.Decide("reviewer", number, before.DeepClone().AsObject());
        before["answersRead"] = 1;
        using var read = await app.Decide("reviewer", number, before);

        await unread.IsRefused(409, "scope-changed");
        Assert.Equal(200, (int)read.StatusCode);
    }

    [Fact]
    public async Task Nothing_is_approved_meanwhile_and_everything_may_be_refused()
    {
        var number = await app.ARequestWithItsOrder();
        using var asked = await Ask("reviewer", number, new { question = Question });

        using var approved = await app.Decide("reviewer2", number, await app.ADecision("reviewer2", number));
        using var refused = await app.Decide("reviewer2", number, await app.ADecision("reviewer2", number, "refuse"));

        await approved.IsRefused(409, "clarification-open");
        Assert.Equal("refused", (await refused.Json())["status"]!.ToString());
        Assert.Null((await Detail("clerk", number))["clarification"]);
        using var late = await Answer("clerk", number, "The first one.");
        await late.IsRefused(409, "clarification-closed");
    }

    [Fact]
    public async Task Items_are_corrected_and_documents_attached_meanwhile_and_the_question_stays_open()
    {
        var number = await app.ARequestWithItsOrder();
        using var asked = await Ask("reviewer", number, new { items = new[] { 1 }, question = Question });
        var item = Scenarios.AnOrder()["items"]![0]!.DeepClone();
        item["identifiers"]![0]!["value"] = "66.249.73.136";

        using var amended = await (await app.SignedInAs("clerk")).PostAsJsonAsync($"/api/v1/requests/{number}/items/1", item, TestContext.Current.CancellationToken);
        using var attached = await app.Attach("clerk", number, Scenarios.AnOrderAsPdf(number + " the letter"));

        Assert.Equal("clarification", (await amended.Json())["status"]!.ToString());
        Assert.Equal(201, (int)attached.StatusCode);
        Assert.NotNull((await Detail("reviewer", number))["clarification"]);
    }

    [Fact]
    public async Task A_withdrawal_closes_the_question()
    {
        var (number, _) = await ARequestDueIn(TimeSpan.FromDays(3));
        using var asked = await Ask("reviewer", number, new { question = Question });

        using var withdrawn = await (await app.SignedInAs("clerk")).PostAsJsonAsync($"/api/v1/requests/{number}/withdrawal", new { reason = "The agency withdrew by letter." }, TestContext.Current.CancellationToken);

        var detail = await Detail("clerk", number);
        Assert.Equal("withdrawn", detail["status"]!.ToString());
        Assert.Null(detail["clarification"]);
        Assert.Null(detail["clockStoppedSince"]);
    }

    [Fact]
    public async Task Twenty_questions_at_once_give_exactly_one()
    {
        var number = await app.ARequestWithItsOrder();
        await app.SignedInAs("reviewer");
        await app.SignedInAs("reviewer2");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Ask(i % 2 == 0 ? "reviewer" : "reviewer2", number, new { question = $"{Question} ({i})" })));

        Assert.Single(answers, a => (int)a.StatusCode == 200);
        foreach (var answer in answers.Where(a => (int)a.StatusCode != 200)) await answer.IsRefused(409, "clarification-open");
        foreach (var answer in answers) answer.Dispose();
    }

    [Fact]
    public async Task Twenty_answers_at_once_give_exactly_one()
    {
        var number = await app.ARequestWithItsOrder();
        using var asked = await Ask("reviewer", number, new { question = Question });

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Answer("clerk", number, $"The first one ({i}).")));

        Assert.Single(answers, a => (int)a.StatusCode == 200);
        foreach (var answer in answers.Where(a => (int)a.StatusCode != 200)) await answer.IsRefused(409, "clarification-closed");
        foreach (var answer in answers) answer.Dispose();
    }

    [Fact]
    public async Task Who_registered_it_may_ask_too_and_still_not_decide()
    {
        var number = await app.ARequestWithItsOrder("lead");

        using var asked = await Ask("lead", number, new { question = Question });
        using var answered = await Answer("lead", number, "The first one.");
        using var decided = await app.Decide("lead", number, await app.ADecision("lead", number));

        Assert.Equal((200, 200), ((int)asked.StatusCode, (int)answered.StatusCode));
        await decided.IsRefused(403, "four-eyes");
    }

    [Theory]
    [InlineData("""{"question":""}""", "question")]
    [InlineData("""{"items":[1]}""", "question")]
    [InlineData("""{"question":" \n\t "}""", "question")]
    [InlineData("""{"question":"Bell\u0007"}""", "question")]
    [InlineData("""{"question":"Which?","items":[1,2]}""", "items[1]")]
    [InlineData("""{"question":"Which?","items":[0]}""", "items[0]")]
    [InlineData("""{"question":"Which?","items":[-1]}""", "items[0]")]
    [InlineData("""{"question":"Which?","items":["1"]}""", "items[0]")]
    [InlineData("""{"question":"Which?","item":1}""", "item")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        var number = await app.ARequestWithItsOrder();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var answer = await (await app.SignedInAs("reviewer")).PostAsync(new Uri($"/api/v1/requests/{number}/clarification", UriKind.Relative), content, TestContext.Current.CancellationToken);

        await answer.IsRefused(422, "validation");
        Assert.NotNull((await answer.Json())["errors"]![field]);
        Assert.Equal("registered", (await Detail("reviewer", number))["status"]!.ToString());
    }

    [Fact]
    public async Task Too_much_is_too_much()
    {
        var number = await app.ARequestWithItsOrder();

        using var question = await Ask("reviewer", number, new { question = new string('a', 4001) });
        using var items = await Ask("reviewer", number, new { question = Question, items = Enumerable.Repeat(1, 101) });

        await question.IsRefused(422, "validation");
        await items.IsRefused(422, "validation");
    }

    [Fact]
    public async Task An_answer_needs_a_question_and_words()
    {
        var number = await app.ARequestWithItsOrder();

        using var without = await Answer("clerk", number, "The first one.");
        using var asked = await Ask("reviewer", number, new { question = Question });
        using var empty = await Answer("clerk", number, " ");

        await without.IsRefused(409, "clarification-closed");
        await empty.IsRefused(422, "validation");
    }

    [Fact]
    public async Task What_is_decided_is_not_asked_about()
    {
        var number = await app.ARegisteredRequest();
        using var decided = await app.Decide("reviewer", number, await app.ADecision("reviewer", number, "refuse"));

        using var asked = await Ask("reviewer", number, new { question = Question });

        await asked.IsRefused(409, "already-decided");
    }

    [Fact]
    public async Task A_question_written_before_something_changed_is_asked_back()
    {
        var number = await app.ARequestWithItsOrder();

        using var asked = await Ask("reviewer", number, new { scopeHash = new string('0', 64), question = Question });

        await asked.IsRefused(409, "scope-changed");
    }

    [Fact]
    public async Task The_agency_reads_the_question_and_not_who_asked()
    {
        var number = await app.ARequestWithItsOrder(agency: "Springfield Police Department");
        using var asked = await Ask("reviewer", number, new { items = new[] { 1 }, question = Question });

        var detail = await Detail("officer@springfield.example", number);

        Assert.Equal(Question, detail["clarification"]!["question"]!.ToString());
        Assert.Null(detail["clarification"]!["askedBy"]);
        using var answer = await Answer("clerk", number, "Heard from Lin, who sounded unsure.");
        Assert.DoesNotContain("Lin", (await Detail("officer@springfield.example", number)).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_whose_clock_stands_still_come_after_those_whose_clock_runs()
    {
        var mark = "SORT-" + Guid.CreateVersion7().ToString("n");
        var (soon, _) = await ARequestDueIn(TimeSpan.FromDays(1), mark);
        var (sooner, _) = await ARequestDueIn(TimeSpan.FromHours(5), mark);
        var (later, _) = await ARequestDueIn(TimeSpan.FromDays(20), mark);
        foreach (var number in new[] { soon, sooner })
        {
            using var asked = await Ask("reviewer", number, new { question = Question });
        }

        using var list = await (await app.SignedInAs("clerk")).GetAsync(new Uri($"/api/v1/requests?q={mark}", UriKind.Relative), TestContext.Current.CancellationToken);

        var rows = (await list.Json())["requests"]!.AsArray();
        Assert.Equal([later, sooner, soon], rows.Select(row => row!["number"]!.ToString()));
        Assert.Equal([false, true, true], rows.Select(row => row!["clockStoppedSince"] is not null));
    }

    private async Task<(string Number, DateTimeOffset Due)> ARequestDueIn(TimeSpan time, string? reference = null)
    {
        var order = Scenarios.AnOrder();
        order["dueAt"] = TimeProvider.System.GetUtcNow().Add(time).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (reference is not null) order["reference"] = reference;
        return (await app.RegisterWithItsOrder(order), Instant(order["dueAt"]));
    }

    private async Task<HttpResponseMessage> Ask(string reviewer, string number, object question) =>
        await (await app.SignedInAs(reviewer)).PostAsJsonAsync($"/api/v1/requests/{number}/clarification", question);

    private async Task<HttpResponseMessage> Answer(string clerk, string number, string answer) =>
        await (await app.SignedInAs(clerk)).PostAsJsonAsync($"/api/v1/requests/{number}/clarification/answer", new { answer });

    private async Task<JsonNode> Detail(string reader, string number)
    {
        using var answer = await (await app.SignedInAs(reader)).GetAsync(new Uri($"/api/v1/requests/{number}", UriKind.Relative));
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.Json();
    }

    private static DateTimeOffset Instant(JsonNode? text) => DateTimeOffset.Parse(text!.ToString(), CultureInfo.InvariantCulture);
}
