using Microsoft.Playwright;

namespace CaseDesk.Tests;

/// <summary>Someone without a mouse.</summary>
internal sealed partial class Person
{
    // USWDS draws radios and check boxes with their labels; the box itself lies outside the page.
    private const string Stop = """
        () => {
            const e = document.activeElement;
            if (!e || e === document.body) return "+";
            document.getAnimations().forEach((a) => a.finish());
            const words = e.getAttribute("aria-label") ?? (e.labels?.length ? e.labels[0].innerText : e.innerText);
            const shown = e.matches("[type=radio], [type=checkbox]") ? e.labels[0] : e;
            const hasRing = ["", "::before"].some((part) => { const s = getComputedStyle(shown, part); return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2; });
            const r = shown.getBoundingClientRect();
            const isInSight = r.width > 0 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
            return (hasRing && isInSight ? "+" : "-") + (words ?? "").trim();
        }
        """;

    /// <summary>Goes on with the Tab key to what has this name; every stop on the way has to show that it has the focus.</summary>
    public async Task TabTo(string name, bool exactly = false)
    {
        // A busy browser takes keys while a page still waits for its looks, and then shows no focus.
        await Page.WaitForLoadStateAsync(LoadState.Load);
        List<string> stops = [];
        while (stops.Count < 150)
        {
            await Page.Keyboard.PressAsync("Tab");
            var stop = await Page.EvaluateAsync<string>(Stop);
            if (stop[0] == '-') Fault($"the focus is not to be seen on {stop[1..]}");
            stops.Add(stop[1..]);
            if (exactly ? stop[1..] == name : stop[1..].StartsWith(name, StringComparison.Ordinal)) return;
        }
        Assert.Fail($"Tab does not lead to {name}, but to: {string.Join(" · ", stops.Distinct())}");
    }

    public Task Key(string key) => Page.Keyboard.PressAsync(key);

    public async Task TabAndType(string name, string words)
    {
        await TabTo(name);
        await Page.Keyboard.TypeAsync(words);
    }

    /// <summary>Month, day and year, then the time, as the field of an American browser takes them.</summary>
    public async Task TabAndType(string name, DateTimeOffset at)
    {
        await TabAndType(name, at.UtcDateTime.ToString("MMddyyyy", System.Globalization.CultureInfo.InvariantCulture));
        await Key("ArrowRight");
        await Page.Keyboard.TypeAsync(at.UtcDateTime.ToString("hhmmtt", System.Globalization.CultureInfo.InvariantCulture));
    }

    public async Task TabAndPick(string name, string option)
    {
        await TabTo(name);
        for (var i = 0; i < 30 && await Page.EvaluateAsync<string>("() => document.activeElement.selectedOptions[0].text") != option; i++) await Key("ArrowDown");
        Assert.Equal(option, await Page.EvaluateAsync<string>("() => document.activeElement.selectedOptions[0].text"));
    }

    /// <summary>Tab as long as needed, then Enter.</summary>
    public async Task TabAndEnter(string name, bool exactly = false)
    {
        await TabTo(name, exactly);
        await Key("Enter");
    }

    public async Task AttachByKeyboard(string name, byte[] bytes)
    {
        // Asked for before the way there: told only with the key, a busy browser may open its own dialog instead of handing it over.
        var opened = new TaskCompletionSource<IFileChooser>(TaskCreationOptions.RunContinuationsAsynchronously);
        Page.FileChooser += (_, chooser) => opened.TrySetResult(chooser);
        await TabTo(name);
        await Key("Enter");
        var chooser = await opened.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await chooser.SetFilesAsync(new FilePayload { Name = "order.pdf", MimeType = "application/pdf", Buffer = bytes });
    }
}
