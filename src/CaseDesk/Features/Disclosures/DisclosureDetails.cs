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

public sealed record DisclosureDetails(string Number) : IQuery<DisclosureView>;

/// <param name="DocumentHash">Of all bytes that are signed; null where the release did not record it.</param>
/// <param name="Previewed">The very document was looked at before it was signed.</param>
/// <param name="Outputs">The data files, with the hashes that the manifest names.</param>
/// <param name="Files">Those that the reader may have.</param>
/// <param name="PreparedEntry">Ledger entry that the PDF carries the proof of; null where it is in a ledger that a restore closed.</param>
/// <param name="SignedEntry">Ledger entry of the release itself, which the receipt proves.</param>
public sealed record DisclosureView(
    string Number, bool NonDisclosure, string ManifestHash, DateTimeOffset ReleasedAt, string ReleasedBy, string PdfSha256, long PdfSize, string? DocumentHash, bool Previewed, long Rows, IReadOnlyList<OutputFile> Outputs,
    IReadOnlyList<string> Files, long? PreparedEntry, long? SignedEntry);

internal sealed class DisclosureDetailsHandler(CaseDeskDb db, LedgerReading ledger, CurrentActor current, LedgerLine line) : IRequestHandler<DisclosureDetails, DisclosureView>
{
    public async Task<DisclosureView> Handle(DisclosureDetails query, CancellationToken cancel)
    {
        line.Personal("number", query.Number);
        var request = await db.Requests.AsNoTracking().Get(query.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);
        var disclosure = await db.Disclosures.AsNoTracking().SingleOrDefaultAsync(d => d.RequestId == request.Id && d.ReleasedAt != null, cancel)
            ?? throw new Refused(RequestRefusals.NotYet($"Request {request.Number} is not released."));
        var by = await db.Users.Where(p => p.Id == disclosure.ReleasedBy).Select(p => p.DisplayName).FirstOrDefaultAsync(cancel) ?? "";
        var job = await db.Extractions.AsNoTracking().SingleAsync(e => e.Id == disclosure.ExtractionId, cancel);
        var signed = await ledger.FactsOfLast("disclosure.sign", request.Number, cancel);
        return new DisclosureView(
            request.Number, request.NonDisclosure, disclosure.ManifestHash, disclosure.ReleasedAt!.Value, by, disclosure.PdfSha256!, disclosure.PdfSize!.Value, signed?["documentHash"]?.ToString(),
            signed?["previewed"]?.GetValue<bool>() ?? false, job.Rows,
            job.ManifestJson is { } manifest ? ManifestView.Of(JsonNode.Parse(manifest)!).Outputs : [], DisclosureFile.SeenBy(current.Actor),
            Living(await ledger.LastOf("disclosure.prepare", request.Number, cancel)), Living(await ledger.LastOf("disclosure.sign", request.Number, cancel)));
    }

    private static long? Living((int Log, long Seq) at) => at.Log == LedgerHistory.Living ? at.Seq : null;
}

/// <summary>One released file. Auditors get the proofs and the manifest, never rows.</summary>
public sealed record DisclosureFile(string Number, string Name) : IQuery<CheckedFile>
{
    public static IReadOnlyList<string> Names { get; } = ["report.pdf", "receipt", "data.csv", "data.json", "manifest.json"];

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
        line.About("request", request.Number, request.Version).Fact("file", DisclosureFile.Names.Contains(query.Name) ? query.Name : "unknown");
        var disclosure = await db.Disclosures.AsNoTracking().SingleOrDefaultAsync(d => d.RequestId == request.Id && d.ReleasedAt != null, cancel);
        if (disclosure is null || !DisclosureFile.Names.Contains(query.Name)) throw new Refused(RequestRefusals.NotYet($"Request {request.Number} has no such released file."));
        if (!DisclosureFile.MaySee(current.Actor, query.Name)) throw new Refused(new Refusal(1006, "role", "Your roles do not open rows.", 403));

        return query.Name switch
        {
            "receipt" => new CheckedFile(Encoding.UTF8.GetBytes(await Receipt(request.Number, cancel)), $"{request.Number}.tlog-proof", "text/plain; charset=utf-8"),
            "report.pdf" => new CheckedFile(await Report(disclosure, cancel), $"{request.Number}.pdf", "application/pdf"),
            _ => new CheckedFile(
                await results.Read(await db.Extractions.AsNoTracking().SingleAsync(e => e.Id == disclosure.ExtractionId, cancel), query.Name, cancel),
                $"{request.Number}-{query.Name}", CheckedFile.MediaTypeOf(query.Name)),
        };
    }

    private async Task<byte[]> Report(Disclosure disclosure, CancellationToken cancel)
    {
        line.File(disclosure.PdfSha256!, disclosure.PdfSize!.Value);
        var file = Path.Combine(data.Disclosure(disclosure.Id), disclosure.PdfSha256 + ".pdf");
        var bytes = File.Exists(file) ? await File.ReadAllBytesAsync(file, cancel) : [];
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == disclosure.PdfSha256 ? bytes : throw new Refused(ExtractionRefusals.ReportDamaged);
    }

    private async Task<string> Receipt(string number, CancellationToken cancel)
    {
        var signed = await ledger.LastOf("disclosure.sign", number, cancel);
        return (await ledger.OpenReceipt(signed, (await writer.Head(cancel)).Checkpoint, cancel)).Format();
    }
}
