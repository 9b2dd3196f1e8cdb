using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CaseDesk.Tests;

/// <summary>
/// Someone before a screen, who finds things by their labels and words. What went wrong beside the story (a fault in the console, a breach of the
/// content policy, a request that failed or went elsewhere, what <see cref="Look"/> found) fails it at its end, all of it together (<see cref="StoriesWithoutFaultsAttribute"/>).
/// </summary>
internal sealed partial class Person : IAsyncDisposable
{
    private readonly CaseDeskApp app;
    private readonly List<string> faults = StoriesWithoutFaultsAttribute.OfThisStory();

    public Person(CaseDeskApp app, IPage page)
    {
        (this.app, Page) = (app, page);
        page.SetDefaultTimeout(20_000);
        page.Console += (_, message) => { if (message.Type is "error" or "warning" && !IsStatusOfPage(message)) Fault($"console: {message.Text}"); };
        page.PageError += (_, error) => Fault($"script: {error}");
        page.Request += (_, request) => { if (!request.Url.StartsWith(app.Address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) Fault($"asked elsewhere: {request.Url}"); };
        // A download ends its navigation, and a page that is left ends what it still asked for.
        page.RequestFailed += (_, request) => { if (request.Failure != "net::ERR_ABORTED") Fault($"failed: {request.Url} {request.Failure}"); };
        page.Response += (_, response) => { if (response.Status >= (response.Request.IsNavigationRequest ? 500 : 400)) Fault($"{response.Status}: {response.Url}"); };
    }

    public IPage Page { get; }

    // The status of the page itself is the story's affair; that of anything else is seen where it is answered.
    private static bool IsStatusOfPage(IConsoleMessage message) => message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal);

    private void Fault(string what)
    {
        lock (faults) faults.Add($"{Page.Url[(app.Address.ToString().Length - 1)..]}: {what}");
    }

    public async Task SignIn(string mailbox, string password = CaseDeskApp.Password)
    {
        await Fill("E-mail address", mailbox.Contains('@', StringComparison.Ordinal) ? mailbox : mailbox + "@courier.example");
        await Fill("Password", password);
        await Press("Sign in");
        await Expect(Page).Not.ToHaveURLAsync(SignInPage());
    }

    public Task Open(string page) => Page.GotoAsync(page);

    public Task Press(string button, bool exactly = false) =>
        Page.GetByRole(AriaRole.Button, exactly ? new() { Name = button, Exact = true } : new() { NameRegex = Starting(button) }).ClickAsync();

    public Task Follow(string link) => Page.GetByRole(AriaRole.Link, new() { NameRegex = Starting(link) }).First.ClickAsync();

    public Task Fill(string label, string value) => Page.GetByLabel(Starting(label)).FillAsync(value);

    public Task Choose(string label, string option) => Page.GetByLabel(Starting(label)).SelectOptionAsync(new SelectOptionValue { Label = option });

    // The box of USWDS lies outside the page; people press its words.
    public Task Tick(string words) => Page.Locator("label").Filter(new() { HasTextRegex = Starting(words) }).ClickAsync();

    public Task Attach(string label, string name, byte[] bytes) => Page.GetByLabel(Starting(label)).SetInputFilesAsync(new FilePayload { Name = name, MimeType = "application/pdf", Buffer = bytes });

    public Task Sees(string words) => Expect(Page.GetByRole(AriaRole.Main).GetByText(words).First).ToBeVisibleAsync();

    /// <summary>For what a page brings by itself.</summary>
    public Task SeesInTime(string words) => Expect(Page.GetByRole(AriaRole.Main).GetByText(words).First).ToBeVisibleAsync(new() { Timeout = 180_000 });

    public Task SeesInTime(Regex words) => Expect(Page.GetByRole(AriaRole.Main).GetByText(words).First).ToBeVisibleAsync(new() { Timeout = 180_000 });

    /// <summary>A picture, by the sentence that readers hear.</summary>
    public Task SeesPicture(string words) => Expect(Page.GetByRole(AriaRole.Img, new() { NameRegex = Starting(words) })).ToBeVisibleAsync();

    public Task SeesHeading(string words) => Expect(Page.GetByRole(AriaRole.Heading, new() { Name = words }).First).ToBeVisibleAsync();

    public Task SeesNo(AriaRole role, string name) => Expect(Page.GetByRole(role, new() { NameRegex = Starting(name) })).ToHaveCountAsync(0);

    /// <summary>Takes the file that a link gives.</summary>
    public async Task<byte[]> Download(string link)
    {
        var download = await Page.RunAndWaitForDownloadAsync(() => Follow(link));
        return await File.ReadAllBytesAsync(await download.PathAsync());
    }

    /// <summary>The number of the request whose page is open.</summary>
    public string Number => RequestNumber().Match(Page.Url).Value;

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();

    private static Regex Starting(string words) => new("^\\s*" + Regex.Escape(words));

    [GeneratedRegex("/account/sign-in")]
    private static partial Regex SignInPage();

    [GeneratedRegex("CD-[0-9]{4}-[0-9]{6}")]
    private static partial Regex RequestNumber();
}
