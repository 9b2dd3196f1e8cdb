using System.Net;
using CaseDesk.Model.People;
using CaseDesk.Tests.Pages;

namespace CaseDesk.Tests.Routes;

/// <summary>One caller at the door: a token for programs, a session with its antiforgery field for pages; what it sends is empty.</summary>
internal sealed class Knocking : IDisposable
{
    private static readonly Dictionary<string, string> Mailboxes = new() { [Role.Administrator] = "admin", [Role.Agency] = "officer@springfield.example" };
    private readonly HttpClient program;
    private readonly bool ownsProgram;
    private readonly Browser browser;
    private readonly string formPage;

    private Knocking(HttpClient program, bool ownsProgram, Browser browser, string formPage) =>
        (this.program, this.ownsProgram, this.browser, this.formPage) = (program, ownsProgram, browser, formPage);

    public static async Task<Knocking> As(CaseDeskApp app, string role)
    {
        if (role == RouteMatrix.Nobody) return new Knocking(app.Stranger(), true, new Browser(app), "/account/sign-in");
        var mailbox = Mailboxes.GetValueOrDefault(role, role);
        return new Knocking(await app.SignedInAs(mailbox), false, await Browser.SignedInAs(app, mailbox), "/account/password");
    }

    /// <summary>True where the caller came past the gate, whatever the desk then found wrong with an empty message about nothing.</summary>
    public async Task<bool> Opens(Route route)
    {
        using var answer = await Send(route);
        Assert.True((int)answer.StatusCode is < 500 and not 429, $"{route} answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return !IsClosed(answer);
    }

    public async Task<bool> IsRefusedWithoutField(Route form)
    {
        // With the cookie, without the field: as a form on another site would come.
        _ = await browser.Text(formPage == "/account/password" ? formPage : "/account/sign-in");
        using var answer = await browser.PostBlindly(RouteList.Fill(form));
        return answer.StatusCode == HttpStatusCode.BadRequest;
    }

    public void Dispose()
    {
        browser.Dispose();
        if (ownsProgram) program.Dispose();
    }

    private async Task<HttpResponseMessage> Send(Route route)
    {
        var address = RouteList.Fill(route);
        if (route.IsPage) return route.Method == "GET" ? await browser.Get(address) : await browser.PostTo(address, formPage);
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), new Uri(address, UriKind.Relative));
        return await program.SendAsync(request);
    }

    // A failed sign-in is a 401 too, but it does not ask for a token: that page was open.
    private static bool IsClosed(HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.Forbidden => true,
        HttpStatusCode.Unauthorized => answer.Headers.WwwAuthenticate.Count > 0,
        HttpStatusCode.Redirect => answer.Headers.Location!.OriginalString.StartsWith("/account/sign-in?returnUrl=", StringComparison.Ordinal),
        _ => false,
    };
}
