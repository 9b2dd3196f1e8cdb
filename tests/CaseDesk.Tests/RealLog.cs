using System.Text;
using System.Text.Json.Nodes;

namespace CaseDesk.Tests;

/// <summary>A desk whose policy keeps for long, so that the original log of May 2015 is within it.</summary>
internal static class RealLog
{
    public static string Original { get; } = Path.Combine(AppContext.BaseDirectory, "Demo", "apache_logs");

    public static CaseDeskApp ADesk()
    {
        var app = new CaseDeskApp { Settings = { ["CaseDesk__Policy"] = "policy.yaml", ["CaseDesk__LogsDirectory"] = "logs" } };
        var courier = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "templates", "policies", "courier.yaml"));
        File.WriteAllText(Path.Combine(app.Directory, "policy.yaml"), courier.Replace("retention: P90D", "retention: P36500D", StringComparison.Ordinal));
        Directory.CreateDirectory(Path.GetDirectoryName(Log(app))!);
        File.Copy(Original, Log(app));
        return app;
    }

    public static string Log(CaseDeskApp app) => Path.Combine(app.Directory, "logs", "access-log", "access.log");

    /// <summary>A warrant for the web log over all its days, attached and approved.</summary>
    public static async Task<string> AnApprovedWarrant(this CaseDeskApp app)
    {
        var order = Scenarios.AnOrder();
        (order["instrument"], order["issuerKind"]) = ("us-search-warrant", "judge");
        (order["items"]![0]!["from"], order["items"]![0]!["to"]) = ("2015-05-17T00:00:00Z", "2015-05-21T00:00:00Z");
        var number = await app.RegisterWithItsOrder(order);
        using var decided = await app.Decide("reviewer", number, await app.ADecision("reviewer", number));
        Assert.Equal(200, (int)decided.StatusCode);
        return number;
    }

    public static async Task<JsonNode> Extraction(this CaseDeskApp app, string number)
    {
        using var answer = await (await app.SignedInAs("reviewer")).GetAsync(new Uri($"/api/v1/requests/{number}/extraction", UriKind.Relative));
        return await answer.Json();
    }

    /// <summary>The real lines first, then enough of others' that the reading takes seconds.</summary>
    public static async Task MakeLogLarge(this CaseDeskApp app)
    {
        const int Lines = 1_500_000, Together = 10_000;
        var others = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("203.0.113.7 - - [20/May/2015:21:05:59 +0000] \"GET /images/web/2009/banner.png HTTP/1.1\" 200 52315 \"-\" \"Mozilla/5.0 (filler)\"\n", Together)));
        await using var log = new FileStream(Log(app), FileMode.Append);
        for (var i = 0; i < Lines; i += Together) await log.WriteAsync(others);
    }

    public static async Task InTheMiddle(this CaseDeskApp app, string number)
    {
        for (var i = 0; i < 600; i++)
        {
            var view = await app.Extraction(number);
            Assert.Contains(view["state"]!.ToString(), new[] { "queued", "running" });
            if (view["progress"]!.GetValue<double>() > 0.05) return;
            await Task.Delay(50);
        }
        Assert.Fail("The extraction never got under way.");
    }
}
