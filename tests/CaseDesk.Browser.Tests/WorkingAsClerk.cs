using System.Globalization;

namespace CaseDesk.Tests;

public sealed class WorkingAsClerk(CaseDeskApp app, Chromium chromium)
{
    [Fact]
    public async Task Registers_attaches_and_sends_on()
    {
        await using var clerk = await chromium.SignedInAs(app, "clerk");
        await clerk.SeesHeading("Queue");
        await clerk.Look("queue-clerk");

        await clerk.Follow("Register a request");
        await clerk.Look("register");
        await clerk.Press("Register 1 item");
        await clerk.Sees("in the way");
        await clerk.Look("register-refused");

        await Fill(clerk);
        await clerk.Press("Add an item");
        await clerk.SeesHeading("Item 2");
        await clerk.Look("register-two-items");
        await clerk.Press("Remove item 2");
        await clerk.Press("Register 1 item");
        await clerk.SeesHeading("US 2703(d) order from Springfield Police Department");
        await clerk.Sees("The order is not attached yet.");
        await clerk.Look("request-without-order");

        await clerk.Attach("Attach the order", "order.pdf", "not a PDF"u8.ToArray());
        await clerk.Press("Attach", exactly: true);
        await clerk.Sees("in the way");
        await clerk.Look("request-attach-refused");

        await clerk.Attach("Attach the order", "order.pdf", Scenarios.AnOrderAsPdf(clerk.Number));
        await clerk.Press("Attach", exactly: true);
        await clerk.Sees("attached the order");
        await clerk.Sees("A reviewer who did not register or edit it can decide the items.");
        await clerk.Look("request-registered");

        await clerk.Follow("Correct item 1");
        await clerk.Look("correct-item");
    }

    internal static async Task Fill(Person clerk)
    {
        var now = TimeProvider.System.GetUtcNow();
        await clerk.Choose("Instrument", "US 2703(d) order");
        await clerk.Choose("Issued by", "court");
        await clerk.Fill("Jurisdiction", "US");
        await clerk.Fill("Agency a new name", "Springfield Police Department");
        await clerk.Fill("Agency’s reference", "SPD-26-10382");
        await clerk.Fill("Date of the instrument", now.AddDays(-9).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await clerk.Fill("Served", At(now.AddMinutes(-5)));
        await clerk.Fill("Words of the order", "Web server access records for the address 66.249.73.135.");
        await clerk.Tick("Web access log");
        await clerk.Fill("Whose data", "66.249.73.135");
        await clerk.Fill("From", At(now.UtcDateTime.Date.AddDays(-30)));
        await clerk.Fill("To before", At(now.UtcDateTime.Date));
    }

    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
}
