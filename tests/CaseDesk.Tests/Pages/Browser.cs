using System.Net;
using System.Text.RegularExpressions;

namespace CaseDesk.Tests.Pages;

/// <summary>A browser without script: it keeps cookies, loads a page before it posts its form, and follows no redirect by itself.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient client;

    /// <param name="address">Another site of the same desk.</param>
    public Browser(CaseDeskApp app, Uri? address = null)
    {
        client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = address ?? app.Address };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public CookieContainer Cookies { get; } = new();

    public static async Task<Browser> SignedInAs(CaseDeskApp app, string mailbox, Uri? address = null)
    {
        var browser = new Browser(app, address);
        using var answer = await browser.SignIn(mailbox.Contains('@', StringComparison.Ordinal) ? mailbox : mailbox + "@courier.example", CaseDeskApp.Password);
        Assert.Equal(302, (int)answer.StatusCode);
        return browser;
    }

    public Task<HttpResponseMessage> SignIn(string email, string password, string page = "/account/sign-in") =>
        Post(page, ("Email", email), ("Password", password));

    public Task<HttpResponseMessage> Get(string page) => client.GetAsync(new Uri(page, UriKind.Relative));

    public async Task<string> Text(string page)
    {
        using var answer = await Get(page);
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Asks what watch.js asks for a page: whether it is still as it was when the answer bore that mark.</summary>
    public async Task<HttpResponseMessage> Watch(string page, string? mark = null)
    {
        using var question = new HttpRequestMessage(HttpMethod.Get, new Uri("/watch?of=" + TicketOf(page), UriKind.Relative));
        if (mark is not null) question.Headers.TryAddWithoutValidation("If-None-Match", mark);
        return await client.SendAsync(question);
    }

    /// <summary>What a page carries for watch.js.</summary>
    public static string TicketOf(string page)
    {
        var ticket = Ticket().Match(page);
        Assert.True(ticket.Success, "The page has nothing to follow.");
        return ticket.Groups[1].Value;
    }

    /// <summary>Loads the page for its antiforgery field, then posts to it or to one of its handlers.</summary>
    public Task<HttpResponseMessage> Post(string page, params (string Name, string Value)[] fields) => PostTo(page, page, fields);

    public async Task<HttpResponseMessage> PostTo(string action, string page, params (string Name, string Value)[] fields)
    {
        var field = Antiforgery().Match(await Text(page));
        Assert.True(field.Success, $"{page} has no antiforgery field.");
        using var form = new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), KeyValuePair.Create("__RequestVerificationToken", field.Groups[1].Value)]);
        return await client.PostAsync(new Uri(action, UriKind.Relative), form);
    }

    public async Task<HttpResponseMessage> Upload(string action, string page, string field, byte[] bytes)
    {
        var token = Antiforgery().Match(await Text(page));
        using var file = new ByteArrayContent(bytes);
        using var form = new MultipartFormDataContent { { file, field, "order.pdf" }, { new StringContent(token.Groups[1].Value), "__RequestVerificationToken" } };
        return await client.PostAsync(new Uri(action, UriKind.Relative), form);
    }

    /// <summary>As another site's form would: without the field.</summary>
    public async Task<HttpResponseMessage> PostBlindly(string action)
    {
        using var form = new FormUrlEncodedContent([]);
        return await client.PostAsync(new Uri(action, UriKind.Relative), form);
    }

    public void Dispose() => client.Dispose();

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="([^"]+)""")]
    private static partial Regex Antiforgery();

    [GeneratedRegex("data-watch=\"([^\"]+)")]
    private static partial Regex Ticket();
}
