using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CaseDesk.Pdf;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>A certificate for all tests of signatures: an RSA key takes its time.</summary>
public sealed class SignedSample : IDisposable
{
    public SignedSample()
    {
        Certificate = DevelopmentCertificate.Create("Courier sample", SampleReport.Created.AddDays(-1));
        Draft = SampleReport.Write(rows: 3);
        Sealed = PadesSigner.Sign(Draft, Certificate, Options);
    }

    public static PadesOptions Options { get; } = new() { SignedAt = SampleReport.Created, Name = "Wren", Reason = "Disclosure", Location = "Springfield" };

    public X509Certificate2 Certificate { get; }

    public byte[] Draft { get; }

    public byte[] Sealed { get; }

    public void Dispose() => Certificate.Dispose();
}

/// <summary>PAdES signatures by our signer under our verifier.</summary>
public sealed class SigningAReport(SignedSample sample) : IClassFixture<SignedSample>
{
    [Fact]
    public void Gives_a_file_that_the_verifier_finds_good()
    {
        var report = PadesVerifier.Verify(sample.Sealed, [sample.Certificate]);

        Assert.Empty(report.Problems);
        Assert.True(report.IsGood && report.IsReadable && report.IsIntact && report.CoversWholeFile);
        Assert.Equal((1, "PAdES B-B", "CN=Courier sample", SignerTrust.Trusted), (report.Signatures, report.Level, report.Signer, report.Trust));
        Assert.Equal((SampleReport.Created, "Wren", "Disclosure", "Springfield"), (report.SignedAt, report.Name, report.Reason, report.Location));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(sample.Certificate.RawData)), report.CertificateThumbprint);
    }

    [Fact]
    public void Adds_one_revision_and_leaves_the_bytes_of_the_report() =>
        Assert.Equal(sample.Draft, sample.Sealed[..sample.Draft.Length]);

    [Fact]
    public void Gives_the_same_bytes_for_the_same_input() =>
        Assert.Equal(sample.Sealed, PadesSigner.Sign(sample.Draft, sample.Certificate, SignedSample.Options));

    [Fact]
    public void Keeps_the_attachments_readable() =>
        Assert.Equal(SampleReport.Csv, PdfAttachments.Read(sample.Sealed).Single(file => file.Name == "data.csv").Bytes);

    [Fact]
    public void Is_refused_for_a_file_that_is_signed_already_and_for_what_is_no_report()
    {
        Assert.Throws<PdfFormatException>(() => PadesSigner.Sign(sample.Sealed, sample.Certificate, SignedSample.Options));
        Assert.Throws<PdfFormatException>(() => PadesSigner.Sign("%PDF-1.7 nothing"u8.ToArray(), sample.Certificate, SignedSample.Options));
        using var bare = X509CertificateLoader.LoadCertificate(sample.Certificate.RawData);
        Assert.Throws<ArgumentException>(() => PadesSigner.Sign(sample.Draft, bare, SignedSample.Options));
    }

    [Fact]
    public void Tells_a_self_signed_signer_from_a_trusted_one_and_a_stranger()
    {
        using var stranger = DevelopmentCertificate.Create("Courier sample", SampleReport.Created.AddDays(-1));

        Assert.Equal(SignerTrust.SelfSigned, PadesVerifier.Verify(sample.Sealed).Trust);
        var report = PadesVerifier.Verify(sample.Sealed, [stranger]);
        Assert.Equal(SignerTrust.NotTrusted, report.Trust);
        Assert.True(report.IsIntact);
        Assert.False(report.IsGood);
    }

    [Fact]
    public void Trusts_a_certificate_that_a_trusted_one_issued_and_carries_the_chain()
    {
        using var rootKey = RSA.Create(2048);
        var rootRequest = new CertificateRequest("CN=Root", rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = rootRequest.CreateSelfSigned(SampleReport.Created.AddYears(-1), SampleReport.Created.AddYears(9));
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Wren", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var issued = request.Create(root, SampleReport.Created.AddDays(-1), SampleReport.Created.AddYears(1), [4, 1, 7]);
        using var signer = issued.CopyWithPrivateKey(key);

        var signed = PadesSigner.Sign(sample.Draft, signer, SignedSample.Options with { Chain = [root] });

        Assert.Equal(SignerTrust.NotChecked, PadesVerifier.Verify(signed).Trust);
        Assert.Equal(SignerTrust.Trusted, PadesVerifier.Verify(signed, [root]).Trust);
        Assert.Equal(SignerTrust.NotTrusted, PadesVerifier.Verify(signed, [sample.Certificate]).Trust);
    }

    [Fact]
    public void Does_not_trust_a_certificate_before_it_is_valid()
    {
        var early = PadesSigner.Sign(sample.Draft, sample.Certificate, SignedSample.Options with { SignedAt = SampleReport.Created.AddYears(-3) });

        Assert.Equal(SignerTrust.NotTrusted, PadesVerifier.Verify(early, [sample.Certificate]).Trust);
    }

    [Fact]
    public void Makes_a_development_certificate_whose_key_can_be_exported()
    {
        var bytes = sample.Certificate.Export(X509ContentType.Pkcs12, "x");

        using var again = X509CertificateLoader.LoadPkcs12(bytes, "x");
        Assert.True(again.HasPrivateKey);
        Assert.Equal(SampleReport.Created.AddDays(-1).AddYears(2).UtcDateTime, again.NotAfter.ToUniversalTime());
        Assert.Equal(3072, again.GetRSAPublicKey()!.KeySize);
        Assert.Contains("Courier sample", Encoding.UTF8.GetString(sample.Certificate.SubjectName.RawData), StringComparison.Ordinal);
    }
}
