using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CaseDesk.Pdf;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>Reports at level B-LT and B-LTA, made as the desk makes them.</summary>
internal static class LongTermReports
{
    public static async Task<byte[]> Make(TestPki pki, HttpClient http, AsymmetricAlgorithm? own = null, Action<PdfReport>? compose = null, bool isVisible = false)
    {
        using var key = SigningKey.Of(pki.Signer(own), [pki.Issuing, pki.Root]);
        var signature = new PadesOptions { SignedAt = pki.Now, Name = "Wren", Validation = await Evidence(pki, http, key), IsVisible = isVisible };
        return await Reports.Stamped(key, pki, signature, compose);
    }

    public static async Task<ValidationData> Evidence(TestPki pki, HttpClient http, SigningKey key, bool ocsp = false) =>
        await Gather(pki, http, [key.Chain, await new TimestampAuthority(http, pki.Stamps).Path([], CancellationToken.None)], [], ocsp);

    public static Task<ValidationData> Gather(TestPki pki, HttpClient http, IEnumerable<IReadOnlyList<X509Certificate2>> paths, IReadOnlyList<Uri> lists, bool ocsp = false) =>
        new EvidenceSource(http, lists, ocsp, new FixedTime(pki.Now)).Gather(paths, CancellationToken.None);

    public static async Task<byte[]> Archive(TestPki pki, HttpClient http, byte[] pdf)
    {
        var authority = new TimestampAuthority(http, pki.Stamps);
        return await ArchiveStamp.Add(pdf, await Gather(pki, http, [await authority.Path([], CancellationToken.None)], []), authority, CancellationToken.None);
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
