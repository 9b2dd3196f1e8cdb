using System.Net;
using System.Text.RegularExpressions;
using CaseDesk.Tests.Pages;

namespace CaseDesk.Tests.Policies;

/// <summary>The next version of the demo's policy, drafted and looked at by pages.</summary>
internal static partial class NextVersion
{
    public static string First => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "templates", "policies", "courier.yaml"));

    /// <summary>The next version: a 2703(d) order no longer reaches the path.</summary>
    /// <param name="from">First day; null for today.</param>
    public static string Text(string? from = null)
    {
        var next = EffectiveFrom().Replace(First.Replace("version: 1\n", "version: 2\n", StringComparison.Ordinal), "effectiveFrom: " + (from ?? $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}"));
        return next.Replace(
            "  - id: sca.warrant.records\n",
            "  - id: sca.2703d.path\n    effect: forbid\n    instruments: [us-2703d-order]\n    categories: [traffic]\n    fields: [access-log.path]\n    citation: a court of appeals\n    explanation: The path of a request can be contents.\n\n  - id: sca.warrant.records\n",
            StringComparison.Ordinal);
    }

    /// <returns>Address of the draft.</returns>
    public static async Task<string> Draft(Browser administrator, string text)
    {
        using var answer = await administrator.Post("/policies/draft", ("Text", text));
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
        return answer.Headers.Location!.ToString();
    }

    /// <summary>The page of a draft once it is compared with the open requests.</summary>
    public static async Task<string> Compared(Browser person, string draft)
    {
        for (var i = 0; i < 300; i++)
        {
            var page = WebUtility.HtmlDecode(await person.Text(draft));
            if (!page.Contains("data-follow=", StringComparison.Ordinal)) return page;
            await Task.Delay(100);
        }
        throw new TimeoutException("The comparison did not end within 30 seconds.");
    }

    public static string PreviewOn(string page) => Preview().Match(page).Groups[1].Value;

    [GeneratedRegex("(?m)^effectiveFrom: .*$")]
    private static partial Regex EffectiveFrom();

    [GeneratedRegex("name=\"Preview\" value=\"([0-9a-f-]+)\"")]
    private static partial Regex Preview();
}
