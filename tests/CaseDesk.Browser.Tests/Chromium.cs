using CaseDesk.Tests;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: StoriesWithoutFaults]
// Two pages at a time: more only wait for each other, and for the desk.
[assembly: Xunit.v3.Parallelization(MaxThreads = 2)]

namespace CaseDesk.Tests;

/// <summary>Debian's browser, started once; every person in it has a profile of their own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            // Chromium refuses its sandbox to root.
            ChromiumSandbox = Environment.UserName != "root",
        });
    }

    /// <summary>Someone at the sign-in page.</summary>
    internal async Task<Person> Stranger(CaseDeskApp app, bool withScript = true)
    {
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = app.Address.ToString(),
            ViewportSize = new() { Width = Person.Desk, Height = 900 },
            ColorScheme = ColorScheme.Light,
            Locale = "en-US",
            TimezoneId = "UTC",
            JavaScriptEnabled = withScript,
        });
        var stranger = new Person(app, await context.NewPageAsync());
        await stranger.Open("/account/sign-in");
        return stranger;
    }

    internal async Task<Person> SignedInAs(CaseDeskApp app, string mailbox, bool withScript = true)
    {
        var person = await Stranger(app, withScript);
        await person.SignIn(mailbox);
        return person;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
    }
}
