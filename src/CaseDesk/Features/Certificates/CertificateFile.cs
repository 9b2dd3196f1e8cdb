using System.Security.Cryptography;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Certificates;

/// <summary>A certificate as PDF (the sealed one; a draft with its mark) or as the text that is declared. Officers outside get sealed ones.</summary>
public sealed record CertificateFile(string Number, int Certificate, string Name) : IQuery<CheckedFile>
{
    public static IReadOnlyList<string> Names { get; } = ["certificate.pdf", "certificate.txt"];
}

internal sealed class CertificateFileHandler(CaseDeskDb db, DataDirectory data, CurrentActor current, LedgerLine line) : IRequestHandler<CertificateFile, CheckedFile>
{
    public async Task<CheckedFile> Handle(CertificateFile query, CancellationToken cancel)
    {
        line.Personal("number", query.Number);
        var request = await db.Requests.AsNoTracking().Get(query.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version).Fact("certificate", query.Certificate).Fact("file", CertificateFile.Names.Contains(query.Name) ? query.Name : "unknown");
        var certificate = await db.Certificates.AsNoTracking().SingleOrDefaultAsync(c => c.RequestId == request.Id && c.Number == query.Certificate, cancel);
        // One that is subscribed and not sealed yet has a draft that says that nobody subscribed it: that is not handed out any more.
        if (certificate is null || !CertificateFile.Names.Contains(query.Name) || (current.Actor.IsOutside && certificate.SealedAt is null) || (query.Name == "certificate.pdf" && certificate.State == CertificateState.Subscribed))
            throw new Refused(CertificateRefusals.NoSuchCertificate(request.Number));

        var name = FormattableString.Invariant($"{request.Number}-certificate-{certificate.Number}{(certificate.State == CertificateState.Sealed ? "" : "-draft")}");
        if (query.Name == "certificate.txt")
        {
            line.File(certificate.TextSha256, certificate.TextSize);
            return new CheckedFile(await Checked(data.Certificate(certificate.Id, "txt"), certificate.TextSha256, cancel), name + ".txt", "text/plain; charset=utf-8");
        }
        var (ending, sha256, size) = certificate.SealedAt is null ? ("draft.pdf", certificate.DraftSha256, certificate.DraftSize) : (certificate.PdfSha256 + ".pdf", certificate.PdfSha256!, certificate.PdfSize!.Value);
        line.File(sha256, size);
        return new CheckedFile(await Checked(data.Certificate(certificate.Id, ending), sha256, cancel), name + ".pdf", "application/pdf");
    }

    internal static async Task<byte[]> Checked(string file, string sha256, CancellationToken cancel)
    {
        var bytes = File.Exists(file) ? await File.ReadAllBytesAsync(file, cancel) : [];
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == sha256 ? bytes : throw new Refused(CertificateRefusals.Damaged);
    }
}
