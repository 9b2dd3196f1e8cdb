using System.Diagnostics;
using CaseDesk.Demo;
using CaseDesk.Features.Policies;
using CaseDesk.Jobs;
using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Model.Policies;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using CaseDesk.Verbs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseDesk.Bench;

/// <summary>What a draft of the policy would change for many open requests: the desk's own job, with its rows in SQLite and its progress kept.</summary>
internal static class Previews
{
    private const int Together = 500;
    private static readonly string[] Sources = ["access-log", "lookup-log", "accounts"];

    public static async Task<int> Measure()
    {
        foreach (var requests in new[] { 1_000, 10_000 }) await Run(requests);
        return 0;
    }

    private static async Task Run(int requests)
    {
        var directory = Directory.CreateTempSubdirectory("casedesk-bench-").FullName;
        try
        {
            var builder = OperatorHost.Builder();
            builder.Configuration["CaseDesk:DataDirectory"] = directory;
            builder.AddCaseDesk();
            using var host = builder.Build();
            await Start.Prepare(host.Services, CancellationToken.None);
            await host.StartAsync();
            await FirstPolicy.Begin(host.Services, CancellationToken.None);
            DemoData.MakeOnce(host.Services.GetRequiredService<DataDirectory>().Logs, TimeProvider.System);
            var policies = host.Services.GetRequiredService<PolicyShelf>();
            var preview = await Prepare(host.Services, policies.FirstText, requests);

            var watch = Stopwatch.StartNew();
            await using (var scope = host.Services.CreateAsyncScope())
            {
                var db = scope.ServiceProvider.GetRequiredService<CaseDeskDb>();
                db.Work.Add(WorkItem.For(WorkItem.PreviewPolicy, preview, TimeProvider.System.GetUtcNow()));
                await db.SaveChangesAsync();
            }
            host.Services.GetRequiredService<WorkPump>().Wake();
            var (done, seen) = (false, 0);
            var last = -1.0;
            while (!done)
            {
                await Task.Delay(50);
                await using var scope = host.Services.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<CaseDeskDb>();
                var work = await db.Work.AsNoTracking().SingleAsync(w => w.Subject == preview);
                if (work.Progress > last) (last, seen) = (work.Progress, seen + 1);
                done = work.DoneAt is not null;
            }
            watch.Stop();
            await using (var scope = host.Services.CreateAsyncScope())
            {
                var result = await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().PolicyPreviews.AsNoTracking().SingleAsync(p => p.Id == preview);
                Figures.Say($"preview of a draft over {result.Open} open requests of 3 items: {watch.Elapsed.TotalSeconds:0.0} s, {result.Changed} would change, {seen} steps of progress seen{(requests == 10_000 ? $" (target 30 s: {Figures.Verdict(watch.Elapsed.TotalSeconds < 30)})" : "")}");
            }
            await host.StopAsync();
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Requests as clerks register them, written without their entries: what is measured comes after.</summary>
    private static async Task<Guid> Prepare(IServiceProvider services, string first, int requests)
    {
        var now = TimeProvider.System.GetUtcNow();
        var (agency, draft) = (Guid.Empty, Guid.Empty);
        for (var written = 0; written < requests; written += Together)
        {
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<CaseDeskDb>();
            var known = agency == Guid.Empty ? null : await db.Agencies.FindAsync(agency);
            if (known is null)
            {
                db.Agencies.Add(known = Agency.Register("Springfield Police Department", Guid.CreateVersion7(), now));
                agency = known.Id;
                var text = first.Replace("version: 1\n", "version: 2\n", StringComparison.Ordinal).Replace("retention: P25D", "retention: P20D", StringComparison.Ordinal);
                var version = PolicyVersion.Draft("courier-2", DateOnly.FromDateTime(now.UtcDateTime), text, new string('0', 64), Guid.CreateVersion7(), now);
                var preview = PolicyPreview.Ask(version, Guid.CreateVersion7(), now);
                db.AddRange(version, preview);
                draft = preview.Id;
            }
            for (var i = written; i < Math.Min(written + Together, requests); i++)
            {
                var request = LegalRequest.Register(ARegistration(now), known, Guid.CreateVersion7(), now);
                request.GiveNumber(FormattableString.Invariant($"CD-2026-{i + 1:000000}"));
                db.Requests.Add(request);
            }
            await db.SaveChangesAsync();
        }
        return draft;
    }

    private static Registration ARegistration(DateTimeOffset now) => new(
        "us-2703d-order", "court", "US", "SPD-26-10382", DateOnly.FromDateTime(now.UtcDateTime.AddDays(-3)), now, null, null, false, null,
        [
            .. Sources.Select(source => new ItemRegistration("Records of the source", [source],
                [source == "access-log" ? new SubjectIdentifier("ip", "66.249.73.135") : new SubjectIdentifier("account", "k7m2-49vd-xh3p")], now.AddDays(-60), now)),
        ]);
}
