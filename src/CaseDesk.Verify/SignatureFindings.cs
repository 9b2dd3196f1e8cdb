using System.Globalization;
using CaseDesk.Pdf;

namespace CaseDesk.Verify;

/// <summary>The signature of a report, as findings with a code and facts in plain words.</summary>
internal static class SignatureFindings
{
    private const string Where = "signature";

    // A development key has no other mark than its name (DESIGN: what it signs carries "SAMPLE – not evidence").
    private const string SampleMark = "SAMPLE";

    private static ReadOnlySpan<byte> EndOfFile => "\n%%EOF\n"u8;

    public static SignatureReport Check(byte[] pdf, FindingList findings)
    {
        var report = PadesVerifier.Verify(pdf);
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
        if (report.SignedAt is { } at)
            yield return ("signedAt", "signed at, as the signer says", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }

    /// <summary>What the signature does not show, although it is genuine.</summary>
    public static IEnumerable<string> Notes(SignatureReport report)
    {
        if (report.Signer is null)
            yield break;
        if (report.Signer.Contains(SampleMark, StringComparison.OrdinalIgnoreCase))
            yield return "The signer's certificate calls itself a sample: this report is not evidence.";
        yield return report.IsSelfSigned
            ? "The signer's certificate is self-signed: nobody else says whose it is. Unless its thumbprint is one that the provider gave you another way, this may be a sample."
            : "Who holds the signer's certificate was not checked. Compare its thumbprint with one that the provider gave you another way.";
    }

    private static string Code(SignatureReport report) => report switch
    {
        { IsReadable: false } => "pdf.unreadable",
        { Signatures: 0 } => "signature.missing",
        { Signatures: > 1 } => "signature.count",
        { CoversWholeFile: false } => "signature.partial",
        { IsIntact: false } => "signature.changed",
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
