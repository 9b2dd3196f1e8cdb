using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using CaseDesk.Pdf;

namespace CaseDesk.Verify;

/// <summary>The signature of a report, as findings with a code and facts in plain words.</summary>
internal static class SignatureFindings
{
    private const string Where = "signature";

    // A development key has no other mark than its name (DESIGN: what it signs carries "SAMPLE – not evidence").
    private const string SampleMark = "SAMPLE";

    private static ReadOnlySpan<byte> EndOfFile => "\n%%EOF\n"u8;

    /// <param name="trusted">Roots of the asker's; null if none was given.</param>
    public static SignatureReport Check(byte[] pdf, X509Certificate2Collection? trusted, FindingList findings)
    {
        var report = PadesVerifier.Verify(pdf, trusted);
        if (!report.IsReadable && Appended(pdf) is { } appended)
            findings.Add("signature.appended", Where, appended);
        foreach (var reason in report.Reasons)
            findings.Add(Code(report), Where, reason);
        return report;
    }

    public static IEnumerable<(string Name, string Label, string Value)> Facts(SignatureReport report)
    {
        if (report.Signer is { } signer)
            yield return ("signer", "signer", signer);
        if (report.Thumbprint is { } thumbprint)
            yield return ("thumbprint", "SHA-256 of the signer's certificate", thumbprint);
        if (report.Chain.Count > 1)
            yield return ("issuers", "vouched for by", string.Join(" < ", report.Chain.Skip(1)));
        if (report.SignedAt is { } at)
            yield return ("signedAt", "signed at, as the signer says", Time(at));
        if (report.StampedAt is { } stamped)
            yield return ("stampedAt", "signed at the latest, as a time-stamp proves", $"{Time(stamped)}, by {report.StampedBy}");
        if (report.DocumentHash is { } hash)
            yield return ("documentHash", "document hash, of all that is signed", hash);
        if (report.Level >= SignatureLevel.BaselineB)
            yield return ("level", "kind of signature", Level(report.Level));
        if (report.Signer is not null && !report.IsSelfSigned)
            yield return ("revocation", "revoked when it signed", report.Revocation switch { RevocationStatus.Good => "no", RevocationStatus.Revoked => "yes", _ => "not known" });
        if (report.ArchivedAt.Count > 0)
            yield return ("archivedAt", "archive time-stamps", string.Join(", ", report.ArchivedAt.Select(Time)));
        if (report.LastsUntil is { } until)
            yield return ("lastsUntil", "certificate that holds it runs out", Time(until));
    }

    /// <summary>What the signature does not show, although it is genuine.</summary>
    public static IEnumerable<string> Notes(SignatureReport report)
    {
        if (report.Signer is null)
            yield break;
        if (report.Signer.Contains(SampleMark, StringComparison.OrdinalIgnoreCase))
            yield return "The signer's certificate calls itself a sample: this report is not evidence.";
        if (report.Trust == CertificateTrust.NotChecked)
        {
            yield return report.IsSelfSigned
                ? "The signer's certificate is self-signed: nobody else says whose it is. Unless its thumbprint is one that the provider gave you another way, this may be a sample."
                : "Who holds the signer's certificate was not checked: give --trust, a file with a root certificate that you know. Or compare the thumbprint with one that the provider gave you another way.";
        }

        if (report.StampedAt is null)
            yield return "There is no time-stamp: only the signer says when it was signed.";
        else if (report.Level == SignatureLevel.BaselineT)
            yield return "The file does not hold all that proves that no certificate was revoked: it has to be asked elsewhere.";
        if (!report.IsCertified)
            yield return "The signature does not certify that nothing may be added.";
        if (report.ArchivedAt.Count > 0)
            yield return $"This is the copy of an archive: the report as it was handed out is its first {report.SignedLength} bytes.";
    }

    private static string Level(SignatureLevel level) => level switch
    {
        SignatureLevel.BaselineB => "PAdES B-B",
        SignatureLevel.BaselineT => "PAdES B-T",
        SignatureLevel.BaselineLT => "PAdES B-LT",
        _ => "PAdES B-LTA",
    };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Code(SignatureReport report) => report switch
    {
        { IsReadable: false } => "pdf.unreadable",
        { Signatures: 0 } => "signature.missing",
        { Signatures: > 1 } => "signature.count",
        { CoversWholeFile: false } => "signature.partial",
        { IsIntact: false } => "signature.changed",
        { Revocation: RevocationStatus.Revoked } => "signature.revoked",
        { Trust: CertificateTrust.NotTrusted } or { StampTrust: CertificateTrust.NotTrusted } => "signature.untrusted",
        _ => "signature.form",
    };

    /// <summary>Bytes behind the end make a file unreadable; that something was added says more than that.</summary>
    private static string? Appended(byte[] pdf)
    {
        var found = pdf.AsSpan().LastIndexOf(EndOfFile);
        var end = found + EndOfFile.Length;
        return found > 0 && end < pdf.Length && PadesVerifier.Verify(pdf[..end]).IsReadable
            ? string.Create(CultureInfo.InvariantCulture, $"{pdf.Length - end} bytes stand behind the end of the report, at byte {end}: they were added after signing.")
            : null;
    }
}
