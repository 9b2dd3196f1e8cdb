using System.Net.Http.Json;

namespace CaseDesk.Tests;

public sealed class CountingStrangers
{
    [Fact]
    public async Task The_last_minute_is_counted_before_the_desk_stops()
    {
        await using var app = new CaseDeskApp();
        await app.InitializeAsync();
        using (var stranger = app.Stranger())
        {
            for (var i = 0; i < 3; i++)
            {
                using var answer = await stranger.PostAsJsonAsync("/api/v1/tokens", new { email = "nobody@courier.example", password = "not the password of it" });
                await answer.IsRefused(401, "sign-in");
            }
        }

        await app.Stop();
        await app.Start();

        var auditor = await app.SignedInAs("auditor");
        using var entries = await auditor.GetAsync(new Uri("/api/v1/ledger/entries?action=stranger.refused", UriKind.Relative));
        var facts = (await entries.Json())["entries"]!.AsArray().Select(e => e!["entry"]!["facts"]!).ToList();
        Assert.Equal(3, facts.Sum(f => (int)f["count"]!));
    }
}
