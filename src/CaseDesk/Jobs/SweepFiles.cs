using System.Diagnostics;
using CaseDesk.Extraction;
using CaseDesk.Features.Disclosures;
using CaseDesk.Model;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ExtractionState = CaseDesk.Model.Work.ExtractionState;

namespace CaseDesk.Jobs;

/// <summary>
/// Removes files that no record names: what a kill left half-written, orders whose request was never saved, reports that were made and not released in time, certificates and letters that were never saved,
/// results of attempts that do not count. They hold data of people, so the entry comes first; what a crash then leaves is found, and recorded, again.
/// </summary>
internal sealed class SweepFiles(IServiceScopeFactory scopes, DataDirectory data, IOptions<CaseDeskOptions> options, TimeProvider clock, ILogger<SweepFiles> log)
{
    // Far longer than a file lies there before the record that names it is saved.
    private static readonly TimeSpan Young = TimeSpan.FromHours(1);

    public async Task Run(CancellationToken cancel)
    {
        // Alone on its database, this process finds nobody else's work among what is older than itself.
        var before = clock.GetUtcNow() - Young;
        using var mine = Process.GetCurrentProcess();
        if (options.Value.Database.Provider == "Sqlite" && mine.StartTime > before) before = mine.StartTime;

        await using var scope = scopes.CreateAsyncScope();
        var found = await Find(scope.ServiceProvider.GetRequiredService<CaseDeskDb>(), before, cancel);
        if (found.Count == 0) return;

        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.Worker;
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new RemoveFiles(found), cancel);
        foreach (var file in found) Remove(file.Path);
    }

    private async Task<List<UnnamedFile>> Find(CaseDeskDb db, DateTimeOffset before, CancellationToken cancel)
    {
        // The directories are read first: what is saved while they are read is then among the records.
        var halves = data.HalfWritten().Where(IsOld).ToHashSet(StringComparer.Ordinal);
        var orders = Directory.GetFiles(data.Documents).Where(IsOld).ToList();
        var results = Directory.GetDirectories(data.Extractions).Where(IsOld).ToList();
        var reports = Directory.GetDirectories(data.Disclosures).SelectMany(Directory.GetFiles).Where(IsOld).ToList();
        var certificates = Directory.GetFiles(data.Certificates).Where(IsOld).ToList();
        var letters = Directory.GetFiles(data.Letters).Where(IsOld).ToList();

        var named = await db.Documents.AsNoTracking().Select(d => d.StoredAs).ToListAsync(cancel);
        var keep = named.Select(data.Document).ToHashSet(StringComparer.Ordinal);
        foreach (var job in await db.Extractions.AsNoTracking().Where(e => e.State != ExtractionState.Failed && e.State != ExtractionState.Cancelled).Select(e => new { e.Id, e.Attempt }).ToListAsync(cancel))
            keep.Add(data.Extraction(job.Id, job.Attempt));
        var since = clock.GetUtcNow() - options.Value.Signing.DocumentLasts;
        foreach (var waiting in await db.Disclosures.AsNoTracking().Where(d => d.PdfSha256 == null && d.PreparedAt > since).Select(d => new { d.Id, d.Version }).ToListAsync(cancel))
        {
            keep.UnionWith(DocumentShelf.Endings.Select(ending => Path.Combine(data.Disclosure(waiting.Id), DocumentShelf.NameOf(waiting.Version, ending))));
            keep.UnionWith(VolumesOf(waiting.Id, waiting.Version));
        }
        foreach (var released in await db.Disclosures.AsNoTracking().Where(d => d.PdfSha256 != null).Select(d => new { d.Id, d.PdfSha256, d.Version }).ToListAsync(cancel))
        {
            var report = Path.Combine(data.Disclosure(released.Id), released.PdfSha256 + ".pdf");
            keep.Add(report);
            keep.UnionWith(ArchiveReports.Copies(report));
            keep.UnionWith(VolumesOf(released.Id, released.Version - 1));
        }
        foreach (var certificate in await db.Certificates.AsNoTracking().Select(c => new { c.Id, c.PdfSha256 }).ToListAsync(cancel))
            keep.UnionWith([data.Certificate(certificate.Id, "txt"), data.Certificate(certificate.Id, "draft.pdf"), data.Certificate(certificate.Id, certificate.PdfSha256 + ".pdf")]);
        foreach (var letter in await db.Letters.AsNoTracking().Select(l => l.Id).ToListAsync(cancel))
            keep.UnionWith([data.Letter(letter, "pdf"), data.Letter(letter, "txt")]);

        return
        [
            .. Unnamed("halfWritten", halves), .. Unnamed("orders", orders), .. Unnamed("results", results), .. Unnamed("reports", reports), .. Unnamed("certificates", certificates), .. Unnamed("letters", letters),
        ];

        IEnumerable<string> VolumesOf(Guid disclosure, int preparation) =>
            Volumes.Beside(data.Disclosure(disclosure), preparation).Select(name => Path.Combine(data.Disclosure(disclosure), Volumes.FileOf(preparation, Volumes.NumberOf(name)!.Value)));
        bool IsOld(string path) => File.GetLastWriteTimeUtc(path) < before.UtcDateTime;
        IEnumerable<UnnamedFile> Unnamed(string kind, IEnumerable<string> paths) => paths.Where(path => !keep.Contains(path) && (kind == "halfWritten" || !halves.Contains(path))).Select(path => new UnnamedFile(kind, path));
    }

    private void Remove(string path)
    {
        try
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            else File.Delete(path);
            DurableFile.SyncDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception stays) when (stays is IOException or UnauthorizedAccessException)
        {
            log.LogError(stays, "{Path} is named by no record and could not be removed; the next sweep tries again.", path);
        }
    }
}

/// <param name="Kind">What it would have been: <c>orders</c>, <c>results</c>, <c>reports</c>, <c>certificates</c>, <c>letters</c>, or <c>halfWritten</c>.</param>
public sealed record UnnamedFile(string Kind, string Path);

/// <summary>These files are about to be removed.</summary>
public sealed record RemoveFiles(IReadOnlyList<UnnamedFile> Files) : ICommand<Nothing>;

internal sealed class RemoveFilesHandler(LedgerLine line) : IRequestHandler<RemoveFiles, Nothing>
{
    private static readonly string[] Kinds = ["certificates", "halfWritten", "letters", "orders", "results", "reports"];

    public Task<Nothing> Handle(RemoveFiles command, CancellationToken cancel)
    {
        foreach (var kind in Kinds) line.Fact(kind, command.Files.Count(file => file.Kind == kind));
        // The names have ids of people's requests in them.
        line.Personal("names", string.Join('\n', command.Files.Select(file => Path.GetFileName(file.Path))));
        return Task.FromResult<Nothing>(default);
    }
}
