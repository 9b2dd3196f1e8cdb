using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CaseDesk.Pdf;
using CsCheck;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>The levels of PAdES from B-B to B-LTA, made and judged with an authority of the tests' own.</summary>
public sealed class ProvingForYears : IDisposable
{
    private readonly TestPki pki = new(Reports.Created);
    private readonly HttpClient http = new();

    public void Dispose()
    {
        pki.Dispose();
        http.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_report_with_its_evidence_is_at_level_LT_in_one_revision(bool rsa)
    {
        using AsymmetricAlgorithm own = rsa ? RSA.Create(3072) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pdf = await LongTerm(own);

        var report = PadesVerifier.Verify(pdf, [pki.Root]);

        Assert.Empty(report.Reasons);
        Assert.Equal(SignatureLevel.BaselineLT, report.Level);
        Assert.True(report is { IsGood: true, IsIntact: true, CoversWholeFile: true, IsCertified: true, IsSelfSigned: false, Revocation: RevocationStatus.Good, Trust: CertificateTrust.Trusted, StampTrust: CertificateTrust.Trusted });
        Assert.Equal(Reports.Created, report.StampedAt);
        Assert.Equal("CN=Test time-stamping", report.StampedBy);
        Assert.Equal(["CN=\"Courier, custodian\"", "CN=Test issuing authority", "CN=Test root"], report.Chain);
        Assert.Equal(pki.Stamping.NotAfter.ToUniversalTime(), report.LastsUntil!.Value.UtcDateTime);
        Assert.Equal(1, Encoding.Latin1.GetString(pdf).Split("%%EOF").Length - 1);
    }

    [Fact]
    public async Task Answers_about_single_certificates_serve_as_well_as_lists()
    {
        pki.HasOcsp = true;
        using var key = SigningKey.Of(pki.Signer(), [pki.Issuing, pki.Root]);
        var evidence = await Evidence(key, ocsp: true);

        Assert.NotEmpty(evidence.OcspResponses);
        var report = PadesVerifier.Verify(await Reports.Stamped(key, pki, Wanted(evidence)), [pki.Root]);
        Assert.Empty(report.Reasons);
        Assert.Equal(SignatureLevel.BaselineLT, report.Level);
    }

    [Fact]
    public async Task Without_evidence_it_is_T_and_without_a_stamp_B()
    {
        using var key = SigningKey.Of(pki.Signer(), [pki.Issuing, pki.Root]);

        Assert.Equal(SignatureLevel.BaselineT, PadesVerifier.Verify(await Reports.Stamped(key, pki), [pki.Root]).Level);
        using var signer = pki.Signer();
        Assert.Equal(SignatureLevel.BaselineB, PadesVerifier.Verify(Reports.Signed(signer)).Level);
    }

    [Fact]
    public async Task A_path_that_does_not_reach_a_root_of_the_askers_is_not_trusted()
    {
        using var stranger = new TestPki(Reports.Created);

        var report = PadesVerifier.Verify(await LongTerm(), [stranger.Root]);

        Assert.True(report.IsIntact);
        Assert.Equal(CertificateTrust.NotTrusted, report.Trust);
        Assert.Equal(CertificateTrust.NotTrusted, report.StampTrust);
        Assert.False(report.IsGood);
    }

    [Fact]
    public async Task A_list_that_says_revoked_stops_the_signature_and_condemns_one_that_holds_it()
    {
        using var signer = pki.Signer();
        using var key = SigningKey.Of(signer, [pki.Issuing, pki.Root]);
        var evidence = await Evidence(key);
        pki.Revoke(signer);

        Assert.Contains("revoked", (await Assert.ThrowsAsync<SigningRefused>(() => Evidence(key))).Message, StringComparison.Ordinal);
        var pdf = await Reports.Stamped(key, pki, Wanted(evidence with { Crls = [pki.Crl(pki.Root), pki.Crl(pki.Issuing)] }));
        var report = PadesVerifier.Verify(pdf, [pki.Root]);
        Assert.Equal(RevocationStatus.Revoked, report.Revocation);
        Assert.Contains("revoked before it signed", Assert.Single(report.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_another_signed_or_that_ran_out_proves_nothing()
    {
        using var key = SigningKey.Of(pki.Signer(), [pki.Issuing, pki.Root]);
        var evidence = await Evidence(key);
        using var stranger = new TestPki(Reports.Created);
        pki.ListLasts = TimeSpan.FromMinutes(-30);
        var old = pki.Crl(pki.Issuing);

        foreach (var list in (byte[][])[stranger.Crl(stranger.Issuing), old, [1, 2, 3]])
        {
            var pdf = await Reports.Stamped(key, pki, Wanted(evidence with { Crls = [evidence.Crls[0], list] }));
            // The root's list alone speaks of the intermediate only, the issuing authority's of signer and stamps.
            Assert.NotEqual(SignatureLevel.BaselineLT, PadesVerifier.Verify(pdf, [pki.Root]).Level);
        }
    }

    [Fact]
    public async Task What_cannot_be_had_is_named()
    {
        using var key = SigningKey.Of(pki.Signer(), [pki.Issuing, pki.Root]);
        pki.Serve("/issuing.crl", _ => (404, []));
        Assert.Contains("issuing.crl answered with status 404", (await Assert.ThrowsAsync<EvidenceUnavailable>(() => Evidence(key))).Message, StringComparison.Ordinal);
        pki.Serve("/issuing.crl", _ => (200, pki.Crl(pki.Root)));
        Assert.Contains("says nothing about", (await Assert.ThrowsAsync<EvidenceUnavailable>(() => Evidence(key))).Message, StringComparison.Ordinal);

        using var silent = new TestPki(Reports.Created, withRevocation: false);
        using var other = SigningKey.Of(silent.Signer(), [silent.Issuing, silent.Root]);
        Assert.Contains("does not say where", (await Assert.ThrowsAsync<EvidenceUnavailable>(() => Gather([other.Chain], []))).Message, StringComparison.Ordinal);
        // The operator names the lists then.
        Assert.Equal(2, (await Gather([other.Chain], [new Uri(silent.Address, "root.crl"), new Uri(silent.Address, "issuing.crl")])).Crls.Count);

        using var rootless = SigningKey.Of(pki.Signer());
        Assert.Contains("is not known", (await Assert.ThrowsAsync<SigningRefused>(() => Gather([rootless.Chain], []))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stamp_of_a_certificate_that_the_report_has_no_evidence_of_is_not_taken()
    {
        using var key = SigningKey.Of(pki.Signer(), [pki.Issuing, pki.Root]);
        var evidence = await Evidence(key);
        pki.ChangeStamping();

        Assert.Contains("another certificate", (await Assert.ThrowsAsync<EvidenceUnavailable>(() => Reports.Stamped(key, pki, Wanted(evidence)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stamp_of_another_signature_is_reported()
    {
        using var key = SigningKey.Of(pki.Signer(), [pki.Issuing, pki.Root]);
        var pdf = await Reports.Stamped(key, pki);
        var message = new SignedCms();
        message.Decode(Message(pdf));
        var other = await new TimestampAuthority(http, pki.Stamps).Stamp(SHA256.HashData("another signature"u8), CancellationToken.None);
        message.SignerInfos[0].RemoveUnsignedAttribute(message.SignerInfos[0].UnsignedAttributes[0].Values[0]);
        message.SignerInfos[0].AddUnsignedAttribute(new AsnEncodedData(new Oid("1.2.840.113549.1.9.16.2.14"), other.Token));

        var report = PadesVerifier.Verify(SigningAReport.WithMessage(pdf, message.Encode()), [pki.Root]);

        Assert.True(report.IsIntact);
        Assert.Null(report.StampedAt);
        Assert.Contains("time-stamp is not genuine", report.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_stamp_makes_LTA_and_can_be_renewed_by_another_authority()
    {
        var pdf = await LongTerm();
        var archived = await Archive(pdf);

        var report = PadesVerifier.Verify(archived, [pki.Root]);
        Assert.Empty(report.Reasons);
        Assert.True(report is { IsGood: true, CoversWholeFile: true, Level: SignatureLevel.BaselineLTA, Signatures: 1 });
        Assert.Equal(pdf, archived[..pdf.Length]);

        pki.Now = Reports.Created.AddYears(3);
        pki.ChangeStamping();
        var renewed = await Archive(archived);
        report = PadesVerifier.Verify(renewed, [pki.Root]);
        Assert.Empty(report.Reasons);
        Assert.Equal([Reports.Created, Reports.Created.AddYears(3)], report.ArchivedAt);
        Assert.Equal(SignatureLevel.BaselineLTA, report.Level);
        // Between the two, it was good as well.
        Assert.True(PadesVerifier.Verify(renewed[..archived.Length], [pki.Root]).IsGood);
    }

    [Fact]
    public async Task Only_what_is_proven_is_archived()
    {
        using var key = SigningKey.Of(pki.Signer(), [pki.Issuing, pki.Root]);
        var simple = await Reports.Stamped(key, pki);

        Assert.Contains("cannot be archived", (await Assert.ThrowsAsync<SigningRefused>(() => Archive(simple))).Message, StringComparison.Ordinal);
        var changed = await LongTerm();
        changed[5_000] ^= 1;
        await Assert.ThrowsAsync<SigningRefused>(() => Archive(changed));
    }

    [Fact]
    public async Task Each_flipped_bit_of_an_archived_report_is_found()
    {
        var pdf = await LongTerm();
        var archived = await Archive(pdf);
        var rooms = Rooms(archived);

        bool IsFound(int place, int bit)
        {
            var changed = archived.ToArray();
            changed[place] ^= (byte)(1 << bit);
            return !PadesVerifier.Verify(changed, [pki.Root]).IsGood;
        }

        // All of the added revision but the room of its stamp, whose zeros and letters' case mean nothing; and much of the rest.
        foreach (var place in Enumerable.Range(pdf.Length, archived.Length - pdf.Length).Where(place => !rooms.Any(room => place > room.From && place < room.To)).Where(place => place % 7 == 0))
            Assert.True(IsFound(place, 0), string.Create(CultureInfo.InvariantCulture, $"byte {place}"));
        Gen.Select(Gen.Int[0, pdf.Length - 1], Gen.Int[0, 7]).Where(flip => !rooms.Any(room => flip.Item1 > room.From && flip.Item1 < room.To)).Sample((place, bit) => IsFound(place, bit), iter: 200);
    }

    [Fact]
    public async Task What_else_is_added_is_bad_and_named()
    {
        var pdf = await LongTerm();
        var archived = await Archive(pdf);

        foreach (var (later, why) in (IEnumerable<(byte[], string)>)[
            (SigningAReport.WithLaterRevision(pdf, ""), "object"),
            (SigningAReport.WithLaterRevision(archived, ""), "object"),
            (SigningAReport.WithLaterRevision(pdf, "", replace: 4), "object 4 was changed"),
            (SigningAReport.WithLaterRevision(pdf, "", junk: "% hidden\n"), "outside its objects")])
        {
            var report = PadesVerifier.Verify(later, [pki.Root]);
            Assert.True(report.IsReadable && report.IsIntact && !report.IsGood && !report.CoversWholeFile);
            Assert.Contains(report.Reasons, reason => reason.Contains(why, StringComparison.Ordinal));
            Assert.Contains(report.Reasons, reason => reason.Contains("not covered by a time-stamp", StringComparison.Ordinal));
        }

        // An archive stamp over a change does not make it good.
        var changed = SigningAReport.WithLaterRevision(pdf, "", replace: 4);
        await Assert.ThrowsAsync<SigningRefused>(() => Archive(changed));
    }

    private static PadesOptions Wanted(ValidationData evidence) => new() { SignedAt = Reports.Created, Name = "Wren", Validation = evidence };

    private Task<byte[]> LongTerm(AsymmetricAlgorithm? own = null) => LongTermReports.Make(pki, http, own);

    private Task<ValidationData> Evidence(SigningKey key, bool ocsp = false) => LongTermReports.Evidence(pki, http, key, ocsp);

    private Task<ValidationData> Gather(IEnumerable<IReadOnlyList<X509Certificate2>> paths, IReadOnlyList<Uri> lists) => LongTermReports.Gather(pki, http, paths, lists);

    private Task<byte[]> Archive(byte[] pdf) => LongTermReports.Archive(pki, http, pdf);

    internal static byte[] Message(byte[] pdf)
    {
        var (firstEnd, secondStart) = SigningAReport.Gap(pdf);
        var bytes = Convert.FromHexString(Encoding.Latin1.GetString(pdf, firstEnd + 1, secondStart - firstEnd - 2));
        AsnDecoder.ReadEncodedValue(bytes, AsnEncodingRules.DER, out _, out _, out var length);
        return bytes[..length];
    }

    private static List<(int From, int To)> Rooms(byte[] pdf)
    {
        var (text, found) = (Encoding.Latin1.GetString(pdf), new List<(int, int)>());
        for (var at = text.IndexOf("/Contents <", StringComparison.Ordinal); at >= 0; at = text.IndexOf("/Contents <", at + 1, StringComparison.Ordinal))
            found.Add((at + 10, text.IndexOf('>', at)));
        return found;
    }
}
