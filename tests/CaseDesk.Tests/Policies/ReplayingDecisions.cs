using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CaseDesk.Tests.Pages;

namespace CaseDesk.Tests.Policies;

/// <summary>Every decision that lies on the desk, whichever story made it, gives the same bytes again.</summary>
public sealed class ReplayingDecisions(CaseDeskApp app)
{
    private const string Same = "Replayed under courier-1: the same bytes";

    [Fact]
    public async Task Every_stored_decision_gives_the_same_bytes_again()
    {
        var approved = await app.ARequestWithItsOrder();
        using var yes = await app.Decide("reviewer", approved, await app.ADecision("reviewer", approved));
        var refused = await app.ARequestWithItsOrder();
        using var no = await app.Decide("reviewer", refused, await app.ADecision("reviewer", refused, "refuse"));
        var again = await app.ARequestWithItsOrder();
        using var first = await app.Decide("reviewer", again, await app.ADecision("reviewer", again));
        var item = Scenarios.AnOrder()["items"]![0]!.DeepClone();
        item["wants"] = new JsonArray("access-log.status", "messages");
        using var amended = await (await app.SignedInAs("clerk")).PostAsJsonAsync($"/api/v1/requests/{again}/items/1", item);
        using var second = await app.Decide("reviewer", again, await app.ADecision("reviewer", again));
        Assert.Equal((200, 200, 200, 200, 200), ((int)yes.StatusCode, (int)no.StatusCode, (int)first.StatusCode, (int)amended.StatusCode, (int)second.StatusCode));
        using var auditor = await Browser.SignedInAs(app, "auditor");

        var pages = new Dictionary<string, string>();
        foreach (var number in await Decided()) pages[number] = WebUtility.HtmlDecode(await auditor.Text($"/requests/{number}/scope"));

        Assert.Equal((1, 1, 2), (Count(pages[approved]), Count(pages[refused]), Count(pages[again])));
        Assert.All(pages, page => Assert.DoesNotContain("not the same. Call the operator", page.Value, StringComparison.Ordinal));
        Assert.All(pages, page => Assert.DoesNotContain("Cannot be replayed", page.Value, StringComparison.Ordinal));
    }

    /// <summary>Numbers of all requests on which something is decided.</summary>
    private async Task<List<string>> Decided()
    {
        List<string> numbers = [];
        foreach (var status in new[] { "approved", "extracted", "disclosed", "refused" })
        {
            for (var page = 1; ; page++)
            {
                using var answer = await (await app.SignedInAs("auditor")).GetAsync(new Uri($"/api/v1/requests?status={status}&page={page}&size=200", UriKind.Relative));
                var found = (await answer.Json())["requests"]!.AsArray();
                numbers.AddRange(found.Select(request => request!["number"]!.ToString()));
                if (found.Count < 200) break;
            }
        }
        return numbers;
    }

    private static int Count(string page) => page.Split(Same).Length - 1;
}
