using System.Globalization;
using CaseDesk.Extraction;
using CaseDesk.Features.Disclosures;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Security;
using CaseDesk.Verbs;
using Microsoft.EntityFrameworkCore;
using ExtractionState = CaseDesk.Model.Work.ExtractionState;

namespace CaseDesk.Demo;

/// <summary>One sample request, carried through the whole line by the demo's people with the same commands that anyone would send.</summary>
internal static class SampleRequest
{
    public const string Reference = "SPD-SAMPLE-0001";

    /// <summary>Takes the step that comes next until the request is released: a start that was cut short goes on where it stood.</summary>
    public static async Task<string> Carry(IServiceProvider services)
    {
        var clerk = await DemoUsers.ActorOf(services, "clerk@courier.example");
        var reviewer = await DemoUsers.ActorOf(services, "reviewer@courier.example");
        var custodian = await DemoUsers.ActorOf(services, "custodian@courier.example");

        var number = await Known(services) ?? (await DemoUsers.Send(services, clerk, Order(services.GetRequiredService<TimeProvider>().GetUtcNow()))).Number;
        var stands = await DemoUsers.Send(services, clerk, new RequestDetails(number));
        if (stands.Documents.Count == 0)
        {
            using var order = new MemoryStream(OrderPdf(number));
            await DemoUsers.Send(services, clerk, new AttachDocument(number, "order.pdf", order, order.Length));
        }
        if (stands.Status == RequestStatus.Registered) await Decide(services, reviewer, number);
        if (stands.Status == RequestStatus.Disclosed) return number;

        await DemoUsers.Send(services, reviewer, new StartExtraction(number));
        var extraction = await Finished(services, reviewer, number);
        if (extraction.State is not (ExtractionState.Complete or ExtractionState.CompleteWithRejects)) throw new SampleStopped($"its extraction ended {extraction.State}: {extraction.Reason}");

        await using var scopeOfRelease = services.CreateAsyncScope();
        scopeOfRelease.ServiceProvider.GetRequiredService<CurrentActor>().Actor = custodian;
        await scopeOfRelease.ServiceProvider.GetRequiredService<Release>().Run(number, extraction.ManifestHash, seen: null, settles: false, language: null, CancellationToken.None);
        return number;
    }

    private static async Task<string?> Known(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().Requests.Where(r => r.Reference == Reference).Select(r => r.Number).FirstOrDefaultAsync();
    }

    private static async Task Decide(IServiceProvider services, Actor reviewer, string number)
    {
        var scope = await DemoUsers.Send(services, reviewer, new RequestScope(number));
        await DemoUsers.Send(services, reviewer, new DecideRequest
        {
            Number = number,
            ScopeHash = scope.Hash,
            Decisions =
            [
                new() { Item = 1, Decision = "approve", Reason = "The order names the account; these fields are the subscriber's." },
                new() { Item = 2, Decision = "approve", Reason = "The order reaches look-ups; what has expired is said so." },
                new() { Item = 3, Decision = "approve", Reason = "The order names the address and the days." },
                new() { Item = 4, Decision = "refuse", Reason = "This order does not reach content, and none was ever collected." },
            ],
        });
    }

    private static async Task<ExtractionView> Finished(IServiceProvider services, Actor actor, string number)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.5));
        for (var i = 0; i < 240; i++)
        {
            var view = await DemoUsers.Send(services, actor, new ExtractionDetails(number));
            if (view.State is not (ExtractionState.Queued or ExtractionState.Running)) return view;
            await timer.WaitForNextTickAsync();
        }
        throw new SampleStopped("its extraction did not finish within two minutes.");
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

/// <summary>Why the sample ended before its release.</summary>
internal sealed class SampleStopped(string why) : Exception(why);
