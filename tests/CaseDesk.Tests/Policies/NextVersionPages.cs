using System.Net;
using System.Text.RegularExpressions;
using CaseDesk.Tests.Pages;

namespace CaseDesk.Tests.Policies;

/// <summary>The same by the pages of the desk, without a browser.</summary>
internal static partial class NextVersion
{
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
        for (var i = 0; i < 900; i++)
        {
            var page = WebUtility.HtmlDecode(await person.Text(draft));
            if (!page.Contains("data-follow=", StringComparison.Ordinal)) return page;
            await Task.Delay(100);
        }
        throw new TimeoutException("The comparison did not end within 90 seconds.");
    }

    public static string PreviewOn(string page) => Preview().Match(page).Groups[1].Value;

    [GeneratedRegex("name=\"Preview\" value=\"([0-9a-f-]+)\"")]
    private static partial Regex Preview();
}
