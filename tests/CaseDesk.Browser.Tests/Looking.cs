using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CaseDesk.Tests;

/// <summary>A look at the page that is open: axe, pictures, and whether it fits a screen at 400 %.</summary>
internal sealed partial class Person
{
    /// <summary>Widths in CSS pixels: a desk, a phone, and 1280 at 400 % (WCAG 2.2, 1.4.10).</summary>
    public const int Desk = 1280;
    private const int Phone = 390;
    private const int Enlarged = 320;

    private static readonly AxeRunOptions Everything = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"] },
        ResultTypes = [ResultType.Violations],
    };

    // The markup is the same in the dark; the colours are not.
    private static readonly AxeRunOptions Colours = new() { RunOnly = new() { Type = "rule", Values = ["color-contrast", "link-in-text-block"] }, ResultTypes = [ResultType.Violations] };

    // What narrow pages may break beside: the words and their order are the same.
    private static readonly AxeRunOptions Layout = new() { RunOnly = new() { Type = "rule", Values = ["target-size", "scrollable-region-focusable", "meta-viewport", "css-orientation-lock"] }, ResultTypes = [ResultType.Violations] };

    private static readonly string Pictures = Directory.CreateDirectory(Path.Combine(Root(), "artifacts", "screenshots")).FullName;

    // Pictures take longer than judging: they are taken where somebody is going to look at them.
    private static readonly bool ArePicturesWanted = Environment.GetEnvironmentVariable("CASEDESK_PICTURES") is { Length: > 0 };

    /// <param name="name">Page and state, which the pictures are called after.</param>
    public async Task Look(string name)
    {
        // Words may be seen while the page still waits for its looks.
        await Page.WaitForLoadStateAsync(LoadState.Load);
        await Judge(name, Everything);
        await TakePicture(name, Desk, ColorScheme.Light);
        await TakePicture(name, Desk, ColorScheme.Dark);
        await Judge(name + ", dark", Colours);
        await TakePicture(name, Phone, ColorScheme.Dark);
        await TakePicture(name, Phone, ColorScheme.Light);
        await Page.SetViewportSizeAsync(Enlarged, 900);
        var wide = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        if (wide > Enlarged) Fault($"{name}: {wide} px wide at {Enlarged}, because of {await Page.EvaluateAsync<string>(Widest)}");
        await Judge(name + ", enlarged", Layout);
        await Page.SetViewportSizeAsync(Desk, 900);
    }

    /// <summary>Puts a file beside the pictures, for whoever looks at its pages.</summary>
    public static void Keep(string name, byte[] file)
    {
        if (ArePicturesWanted) File.WriteAllBytes(Path.Combine(Pictures, name), file);
    }

    private const string Widest = """
        () => {
            const scrolls = (e) => e !== document.body && (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
            const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !scrolls(e.parentElement));
            return wide.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(" | ");
        }
        """;

    private async Task Judge(string name, AxeRunOptions options)
    {
        var result = await Page.RunAxe(options);
        foreach (var violation in result.Violations)
        {
            foreach (var node in violation.Nodes.Take(3)) Fault($"{name}: {violation.Id}, {violation.Help}: {node.Html}\n    {string.Join("; ", node.Any.Concat(node.All).Concat(node.None).Select(check => check.Message))}");
        }
    }

    private async Task TakePicture(string name, int width, ColorScheme scheme)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await Page.SetViewportSizeAsync(width, 900);
        if (!ArePicturesWanted) return;

        await Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-{width}-{(scheme == ColorScheme.Dark ? "dark" : "light")}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
    }

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "CaseDesk.sln"))) directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("CaseDesk.sln is not above the tests.");
        return directory;
    }
}
