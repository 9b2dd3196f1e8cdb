using System.Globalization;
using System.Security.Cryptography;
using CaseDesk.Extraction;
using CaseDesk.Features.Disclosures;
using CaseDesk.Model;
using CaseDesk.Pdf;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CaseDesk.Jobs;

/// <summary>
/// Keeps what was released provable (B-LTA): a copy beside each report gets an archive time-stamp, and a new one before the certificate of the last
/// runs out. The entry comes before the copy: what a crash leaves between is done, and recorded, again.
/// </summary>
internal sealed class ArchiveReports(IServiceScopeFactory scopes, SignatureEvidence evidence, DataDirectory data, IOptions<CaseDeskOptions> options, TimeProvider clock, ILogger<ArchiveReports> log)
{
    // A report that cannot be archived, since it was released without evidence, is not looked at for ever.
    private static readonly TimeSpan TriedFor = TimeSpan.FromDays(30);

    private const string Day = "yyyyMMdd";

    public async Task Run(CancellationToken cancel)
    {
        if (evidence.Authority is null) return;
        var now = clock.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var released = await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().Disclosures.AsNoTracking()
            .Where(d => d.PdfSha256 != null).Select(d => new { d.Id, d.PdfSha256, d.ReleasedAt }).ToListAsync(cancel);
        foreach (var one in released)
        {
            var report = Path.Combine(data.Disclosure(one.Id), one.PdfSha256 + ".pdf");
            var copy = Copies(report).Order(StringComparer.Ordinal).LastOrDefault();
            if (copy is null ? one.ReleasedAt > now - TriedFor : EndOf(copy) - now < options.Value.Signing.RenewBefore) await Archive(one.Id, report, copy ?? report, cancel);
        }
    }

    /// <summary>The kept copies of a report; the name says until when the last time-stamp lasts, so that a look at the directory is enough.</summary>
    public static IEnumerable<string> Copies(string report) => Directory.Exists(Path.GetDirectoryName(report))
        ? Directory.EnumerateFiles(Path.GetDirectoryName(report)!, Path.GetFileNameWithoutExtension(report) + ".archive-????????.pdf")
        : [];

    private async Task Archive(Guid disclosure, string report, string latest, CancellationToken cancel)
    {
        try
        {
            var before = await File.ReadAllBytesAsync(latest, cancel);
            var level = PadesVerifier.Verify(before).Level;
            if (level < SignatureLevel.BaselineLT && latest == report) return;
            var copy = await ArchiveStamp.Add(before, await evidence.GatherForArchive(cancel), evidence.Authority!, cancel);
            var made = PadesVerifier.Verify(copy);
            if (made is not { IsGood: true, Level: SignatureLevel.BaselineLTA, LastsUntil: { } until }) throw new SigningRefused($"The copy with the new time-stamp is not good: {string.Join(' ', made.Reasons)}");

            await Record(new ArchiveDisclosure(disclosure, Convert.ToHexStringLower(SHA256.HashData(copy)), copy.Length, until), cancel);
            var place = Path.Combine(Path.GetDirectoryName(report)!, $"{Path.GetFileNameWithoutExtension(report)}.archive-{until.UtcDateTime.ToString(Day, CultureInfo.InvariantCulture)}.pdf");
            DurableFile.Write(place, copy);
            // The new one begins with all bytes of the old one.
            foreach (var older in Copies(report).Where(older => older != place)) File.Delete(older);
        }
        catch (Exception fault) when (fault is EvidenceUnavailable or SigningRefused or PdfFormatException or IOException or UnauthorizedAccessException)
        {
            log.LogError("{Report} has no new archive time-stamp; the next run tries again. {Why}", latest, fault.Message);
        }
    }

    private async Task Record(ArchiveDisclosure act, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.Worker;
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(act, cancel);
    }

    private static DateTimeOffset EndOf(string copy) =>
        DateTimeOffset.TryParseExact(Path.GetFileNameWithoutExtension(copy)[^Day.Length..], Day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) ? end : default;
}
