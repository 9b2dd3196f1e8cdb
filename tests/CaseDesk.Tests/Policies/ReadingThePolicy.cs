namespace CaseDesk.Tests.Policies;

public sealed class ReadingThePolicy(CaseDeskApp app)
{
    [Fact]
    public async Task Strangers_read_what_is_kept_how_long_and_what_reaches_it()
    {
        using var stranger = app.Stranger();

        using var answer = await stranger.GetAsync(new Uri("/api/v1/policies/current", UriKind.Relative));

        Assert.Equal(200, (int)answer.StatusCode);
        var policy = await answer.Json();
        Assert.Equal(("courier-1", "Courier", 64), (policy["version"]!.ToString(), policy["provider"]!.ToString(), policy["sha256"]!.ToString().Length));
        Assert.All(policy["rules"]!.AsArray(), rule => Assert.NotEmpty(rule!["citation"]!.ToString()));
        var sources = policy["sources"]!.AsArray().ToDictionary(s => s!["source"]!.ToString(), s => s!);
        Assert.Equal("P25D", sources["lookup-log"]["retention"]!["period"]!.ToString());
        Assert.Contains("do not prove that any communication took place", sources["lookup-log"]["caveat"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains(sources["access-log"]["fields"]!.AsArray(), f => f!["field"]!.ToString() == "referrer" && f["neverDisclosed"] is not null);
        Assert.Contains(sources.Values, s => s["neverCollected"] is not null);
        Assert.DoesNotContain(".csv", policy.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strangers_read_what_each_instrument_reaches()
    {
        using var stranger = app.Stranger();

        var statement = await (await stranger.GetAsync(new Uri("/api/v1/capability", UriKind.Relative))).Json();
        stranger.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        var page = await stranger.GetStringAsync(new Uri("/capability", UriKind.Relative));

        var subpoena = statement["instruments"]!.AsArray().Single(i => i!["instrument"]!.ToString() == "us-grand-jury-subpoena")!;
        Assert.Contains(subpoena["reaches"]!.AsArray(), part => part!["citation"]!.ToString() == "18 U.S.C. § 2703(c)(2)(C)" && part["fields"]!.AsArray().Single()!.ToString() == "time");
        Assert.DoesNotContain(subpoena["reaches"]!.AsArray(), part => part!["fields"]!.AsArray().Any(field => field!.ToString() == "path"));
        // Of national security letters nothing is said, here neither.
        Assert.DoesNotContain("us-nsl", statement.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("sca.subpoena.sessions", page, StringComparison.Ordinal);
        Assert.Contains("may be disclosed if determined", page, StringComparison.Ordinal);
        Assert.DoesNotContain("National security", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_version_that_is_cited_is_found_and_no_other()
    {
        using var stranger = app.Stranger();

        using var current = await stranger.GetAsync(new Uri("/api/v1/policies/current", UriKind.Relative));
        using var cited = await stranger.GetAsync(new Uri("/api/v1/policies/courier-1", UriKind.Relative));
        using var other = await stranger.GetAsync(new Uri("/api/v1/policies/courier-2", UriKind.Relative));

        Assert.Equal(await current.Content.ReadAsStringAsync(), await cited.Content.ReadAsStringAsync());
        await other.IsRefused(404, "not-found");
    }
}
