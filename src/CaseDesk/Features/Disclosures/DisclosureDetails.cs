using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Disclosures;

/// <param name="Edition">Left out: the newest that was released, recalled or not.</param>
public sealed record DisclosureDetails(string Number, int? Edition = null) : IQuery<DisclosureView>;

/// <param name="DocumentHash">Of all bytes that are signed; null where the release did not record it.</param>
/// <param name="Previewed">The very document was looked at before it was signed.</param>
/// <param name="Outputs">The data files, with the hashes that the manifest names.</param>
/// <param name="Files">Those that the reader may have.</param>
/// <param name="PreparedEntry">Ledger entry that the PDF carries the proof of; null where it is in a ledger that a restore closed.</param>
/// <param name="SignedEntry">Ledger entry of the release itself, which the receipt proves.</param>
public sealed record DisclosureView(
    string Number, bool NonDisclosure, string ManifestHash, DateTimeOffset ReleasedAt, string ReleasedBy, string PdfSha256, long PdfSize, string? DocumentHash, bool Previewed, long Rows, IReadOnlyList<OutputFile> Outputs,
    IReadOnlyList<string> Files, long? PreparedEntry, long? SignedEntry)
{
    /// <summary>From 1; a later one takes the place of one that was recalled.</summary>
    public required int Edition { get; init; }

    /// <summary>Null where it stands.</summary>
    public required RecallView? Recalled { get; init; }

    /// <summary>All that were released, this one too, oldest first.</summary>
    public required IReadOnlyList<EditionView> Editions { get; init; }
}

/// <param name="By">Null for officers outside.</param>
public sealed record RecallView(DateTimeOffset At, string Reason, string? By);

public sealed record EditionView(int Edition, DateTimeOffset ReleasedAt, bool IsRecalled, string PdfSha256);

internal static class ReleasedEditions
{
    /// <summary>A released disclosure of a request; null where there is no such.</summary>
    /// <param name="edition">Null: the newest.</param>
    public static Task<Disclosure?> Released(this CaseDeskDb db, Guid request, int? edition, CancellationToken cancel) =>
        db.Disclosures.AsNoTracking().Where(d => d.RequestId == request && d.ReleasedAt != null && (edition == null || d.Edition == edition)).OrderByDescending(d => d.Edition).FirstOrDefaultAsync(cancel);

    /// <summary>The disclosure of a request that is prepared, or was released last; null where none was ever prepared.</summary>
    public static Task<Disclosure?> Newest(this IQueryable<Disclosure> disclosures, Guid request, CancellationToken cancel) =>
        disclosures.Where(d => d.RequestId == request).OrderByDescending(d => d.Edition).FirstOrDefaultAsync(cancel);
}

internal sealed class DisclosureDetailsHandler(CaseDeskDb db, DataDirectory data, LedgerReading ledger, CurrentActor current, LedgerLine line) : IRequestHandler<DisclosureDetails, DisclosureView>
{
    public async Task<DisclosureView> Handle(DisclosureDetails query, CancellationToken cancel)
    {
        line.Personal("number", query.Number);
        var request = await db.Requests.AsNoTracking().Get(query.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);
        var disclosure = await db.Released(request.Id, query.Edition, cancel)
            ?? throw new Refused(RequestRefusals.NotYet($"Request {request.Number} is not released."));
        var by = await db.Users.Where(p => p.Id == disclosure.ReleasedBy).Select(p => p.DisplayName).FirstOrDefaultAsync(cancel) ?? "";
        var job = await db.Extractions.AsNoTracking().SingleAsync(e => e.Id == disclosure.ExtractionId, cancel);
        var (prepared, signed) = await ledger.Release(request.Number, disclosure.Edition, cancel);
        var editions = await db.Disclosures.AsNoTracking().Where(d => d.RequestId == request.Id && d.ReleasedAt != null).OrderBy(d => d.Edition).ToListAsync(cancel);
        var recalls = await db.Recalls.AsNoTracking().Where(r => r.RequestId == request.Id).ToDictionaryAsync(r => r.DisclosureId, cancel);
        var recall = recalls.GetValueOrDefault(disclosure.Id);
        var recalledBy = recall is null || current.Actor.IsOutside ? null : await db.Users.Where(p => p.Id == recall.RecalledBy).Select(p => p.DisplayName).FirstOrDefaultAsync(cancel);
        var facts = await ledger.Facts(signed, cancel);
        return new DisclosureView(
            request.Number, request.NonDisclosure, disclosure.ManifestHash, disclosure.ReleasedAt!.Value, by, disclosure.PdfSha256!, disclosure.PdfSize!.Value, facts["documentHash"]?.ToString(),
            facts["previewed"]?.GetValue<bool>() ?? false, job.Rows,
            job.ManifestJson is { } manifest ? ManifestView.Of(JsonNode.Parse(manifest)!).Outputs : [], [.. DisclosureFile.SeenBy(current.Actor), .. DisclosureFile.VolumesSeenBy(current.Actor, data, disclosure)],
            Living(prepared), Living(signed))
        {
            Edition = disclosure.Edition,
            Recalled = recall is null ? null : new RecallView(recall.RecalledAt, recall.Reason, recalledBy),
            Editions = [.. editions.Select(e => new EditionView(e.Edition, e.ReleasedAt!.Value, recalls.ContainsKey(e.Id), e.PdfSha256!))],
        };
    }

    private static long? Living((int Log, long Seq) at) => at.Log == LedgerHistory.Living ? at.Seq : null;
}

/// <summary>One released file. Auditors get the proofs and the manifest, never rows.</summary>
public sealed record DisclosureFile(string Number, string Name, int? Edition = null) : IQuery<CheckedFile>
{
    public static IReadOnlyList<string> Names { get; } = ["report.pdf", "receipt", "data.csv", "data.json", "manifest.json"];

    /// <summary>Those in which the rows stand that the report does not print.</summary>
    internal static IReadOnlyList<string> VolumesSeenBy(Actor actor, DataDirectory data, Disclosure disclosure) =>
        MaySee(actor, "report.pdf") ? Volumes.Beside(data.Disclosure(disclosure.Id), disclosure.Preparation) : [];

    internal static bool IsName(string name) => Names.Contains(name) || Volumes.NumberOf(name) is not null;

    internal static string[] ReadersOf(string name) => name is "receipt" or "manifest.json" ? [Role.Custodian, Role.Auditor, Role.Agency] : [Role.Custodian, Role.Agency];

    internal static bool MaySee(Actor actor, string name) => ReadersOf(name).Any(actor.Has);

    internal static IReadOnlyList<string> SeenBy(Actor actor) => [.. Names.Where(name => MaySee(actor, name))];
}

internal sealed class DisclosureFileHandler(CaseDeskDb db, DataDirectory data, ResultFiles results, LedgerReading ledger, LedgerWriter writer, CurrentActor current, LedgerLine line) : IRequestHandler<DisclosureFile, CheckedFile>
{
    public async Task<CheckedFile> Handle(DisclosureFile query, CancellationToken cancel)
    {
        line.Personal("number", query.Number);
        var request = await db.Requests.AsNoTracking().Get(query.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version).Fact("file", DisclosureFile.IsName(query.Name) ? query.Name : "unknown");
        var disclosure = await db.Released(request.Id, query.Edition, cancel);
        if (disclosure is null || !DisclosureFile.IsName(query.Name)) throw new Refused(RequestRefusals.NotYet($"Request {request.Number} has no such released file."));
        if (!DisclosureFile.MaySee(current.Actor, query.Name)) throw new Refused(new Refusal(1006, "role", "Your roles do not open rows.", 403));

        // Two files of one name with different contents are one too many.
        var name = disclosure.Edition == 1 ? request.Number : FormattableString.Invariant($"{request.Number}-version-{disclosure.Edition}");
        return query.Name switch
        {
            "receipt" => new CheckedFile(Encoding.UTF8.GetBytes(await Receipt(request.Number, disclosure.Edition, cancel)), $"{name}.tlog-proof", "text/plain; charset=utf-8"),
            "report.pdf" => new CheckedFile(await Report(disclosure, cancel), $"{name}.pdf", "application/pdf"),
            _ when Volumes.NumberOf(query.Name) is { } number => new CheckedFile(await Volume(disclosure, number, cancel), $"{name}-{query.Name}", "application/pdf"),
            _ => new CheckedFile(
                await results.Read(await db.Extractions.AsNoTracking().SingleAsync(e => e.Id == disclosure.ExtractionId, cancel), query.Name, cancel),
                $"{name}-{query.Name}", CheckedFile.MediaTypeOf(query.Name)),
        };
    }

    private Task<byte[]> Report(Disclosure disclosure, CancellationToken cancel)
    {
        line.File(disclosure.PdfSha256!, disclosure.PdfSize!.Value);
        return Signed(disclosure, cancel);
    }

    private async Task<byte[]> Signed(Disclosure disclosure, CancellationToken cancel)
    {
        var file = Path.Combine(data.Disclosure(disclosure.Id), disclosure.PdfSha256 + ".pdf");
        var bytes = File.Exists(file) ? await File.ReadAllBytesAsync(file, cancel) : [];
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == disclosure.PdfSha256 ? bytes : throw new Refused(ExtractionRefusals.ReportDamaged);
    }

    /// <summary>The very file that the signed report names.</summary>
    private async Task<byte[]> Volume(Disclosure disclosure, int number, CancellationToken cancel)
    {
        var wanted = Volumes.HashIn(await Signed(disclosure, cancel), Volumes.NameOf(number)) ?? throw new Refused(RequestRefusals.NotYet("There is no such volume of this disclosure."));
        var file = Path.Combine(data.Disclosure(disclosure.Id), Volumes.FileOf(disclosure.Preparation, number));
        var bytes = File.Exists(file) ? await File.ReadAllBytesAsync(file, cancel) : [];
        line.File(wanted, bytes.LongLength);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == wanted ? bytes : throw new Refused(ExtractionRefusals.ReportDamaged);
    }

    private async Task<string> Receipt(string number, int edition, CancellationToken cancel)
    {
        var (_, signed) = await ledger.Release(number, edition, cancel);
        return (await ledger.OpenReceipt(signed, (await writer.Head(cancel)).Checkpoint, cancel)).Format();
    }
}
