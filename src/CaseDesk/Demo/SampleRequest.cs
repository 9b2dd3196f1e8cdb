using System.Globalization;
using CaseDesk.Extraction;
using CaseDesk.Features.Disclosures;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Requests;
using CaseDesk.Verbs;

namespace CaseDesk.Demo;

/// <summary>One sample request, carried through the whole line by the demo's people with the same commands that anyone would send.</summary>
internal static class SampleRequest
{
    public const string Reference = "SPD-SAMPLE-0001";

    public static async Task<string> Carry(IServiceProvider services)
    {
        var clerk = await DemoUsers.ActorOf(services, "clerk@courier.example");
        var reviewer = await DemoUsers.ActorOf(services, "reviewer@courier.example");
        var custodian = await DemoUsers.ActorOf(services, "custodian@courier.example");
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();

        var request = await DemoUsers.Send(services, clerk, Order(now));
        using (var order = new MemoryStream(OrderPdf(request.Number)))
            await DemoUsers.Send(services, clerk, new AttachDocument(request.Number, "order.pdf", order, order.Length));

        var scope = await DemoUsers.Send(services, reviewer, new RequestScope(request.Number));
        await DemoUsers.Send(services, reviewer, new DecideRequest
        {
            Number = request.Number,
            ScopeHash = scope.Hash,
            Decisions =
            [
                new() { Item = 1, Decision = "approve", Reason = "The order names the account; these fields are the subscriber's." },
                new() { Item = 2, Decision = "approve", Reason = "The order reaches look-ups; what has expired is said so." },
                new() { Item = 3, Decision = "approve", Reason = "The order names the address and the days." },
                new() { Item = 4, Decision = "refuse", Reason = "This order does not reach content, and none was ever collected." },
            ],
        });

        var extraction = await Finished(services, reviewer, request.Number);
        if (extraction.State is not (Model.Work.ExtractionState.Complete or Model.Work.ExtractionState.CompleteWithRejects))
            throw new InvalidOperationException($"The sample extraction ended {extraction.State}: {extraction.Reason}");

        await using var scopeOfRelease = services.CreateAsyncScope();
        scopeOfRelease.ServiceProvider.GetRequiredService<Security.CurrentActor>().Actor = custodian;
        await scopeOfRelease.ServiceProvider.GetRequiredService<Release>().Run(request.Number, extraction.ManifestHash, CancellationToken.None);
        return request.Number;
    }

    private static async Task<ExtractionView> Finished(IServiceProvider services, Security.Actor actor, string number)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.5));
        for (var i = 0; i < 240; i++)
        {
            var view = await DemoUsers.Send(services, actor, new ExtractionDetails(number));
            if (view.State is not (Model.Work.ExtractionState.Queued or Model.Work.ExtractionState.Running)) return view;
            await timer.WaitForNextTickAsync();
        }
        throw new TimeoutException("The sample extraction did not finish within two minutes.");
    }

    private static RegisterRequest Order(DateTimeOffset now)
    {
        string At(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        ItemForm Item(string text, string want, string type, string value, int days) => new()
        {
            Text = text,
            Wants = [want],
            Identifiers = [new() { Type = type, Value = value }],
            From = At(midnight.AddDays(-days)),
            To = At(midnight),
        };
        return new RegisterRequest
        {
            Instrument = "us-2703d-order",
            IssuerKind = "court",
            Jurisdiction = "US",
            Agency = DemoUsers.AgencyName,
            Reference = Reference,
            IssuedOn = midnight.AddDays(-2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ServedAt = At(now.AddMinutes(-5)),
            DueAt = At(midnight.AddDays(7).AddHours(23)),
            Items =
            [
                Item("The name, e-mail address, telephone number and means of payment of the subscriber of the account.", "accounts", "account", DemoLogs.WellKnownAccount, 40),
                Item("All records of message capability queries made by the account, including network address.", "lookup-log", "account", DemoLogs.WellKnownAccount, 40),
                Item("Web server access records for the Internet Protocol address.", "access-log", "ip", "66.249.73.135", 40),
                Item("The content of all messages sent or received by the account.", "content", "account", DemoLogs.WellKnownAccount, 40),
            ],
        };
    }

    /// <summary>A small order, made with our own writer.</summary>
    private static byte[] OrderPdf(string number)
    {
        using var output = new MemoryStream();
        using (var pdf = new Pdf.PdfReport(output, new Pdf.PdfOptions { Title = "Order", Language = "en", Created = DateTimeOffset.UnixEpoch, Mark = "SAMPLE – not evidence" }))
        {
            pdf.Heading(1, "Order");
            pdf.Paragraph($"In the Superior Court of Springfield County. Sample order for the demonstration, file {Reference}, answered under {number}.");
            pdf.List(["Subscriber record of the account.", "Message capability queries of the account.", "Web access records of the address.", "Content of messages."], numbered: true);
            pdf.Finish();
        }
        return output.ToArray();
    }
}
