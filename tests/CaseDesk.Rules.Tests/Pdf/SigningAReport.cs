using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using CaseDesk.Pdf;
using CsCheck;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Tokens;

namespace CaseDesk.Rules.Tests.Pdf;

public sealed partial class SigningAReport
{
    private static readonly X509Certificate2 Certificate = DevelopmentCertificate.Create("Courier, custodian = \"Wren\"", Reports.Created.AddDays(-1));
    private static readonly PadesOptions Options = new() { SignedAt = Reports.Created, Name = "Wren", Reason = "Disclosure – CD-2026-000417", Location = "Dublin" };
    private static readonly byte[] Signed = Reports.Signed(Certificate, Options);

    [Fact]
    public void Gives_a_file_that_the_verifier_finds_good_and_describes()
    {
        var report = PadesVerifier.Verify(Signed, [Certificate]);

        Assert.Empty(report.Reasons);
        Assert.True(report is { IsGood: true, IsReadable: true, IsIntact: true, CoversWholeFile: true, Signatures: 1, IsSelfSigned: true });
        Assert.Equal(SignatureLevel.BaselineB, report.Level);
        Assert.Equal(CertificateTrust.Trusted, report.Trust);
        Assert.Equal(Reports.Created, report.SignedAt);
        Assert.Equal(Certificate.Subject, report.Signer);
        Assert.Equal(Certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(), report.Thumbprint);
        Assert.Equal(CertificateTrust.NotChecked, PadesVerifier.Verify(Signed).Trust);
    }

    [Fact]
    public void Leaves_one_revision_that_says_the_same_as_the_report_without_it()
    {
        Assert.Equal(1, Encoding.Latin1.GetString(Signed).Split("%%EOF").Length - 1);
        using var document = PdfDocument.Open(Signed);
        using var unsigned = PdfDocument.Open(Reports.Full());
        Assert.Equal(unsigned.NumberOfPages, document.NumberOfPages);
        Assert.Equal(unsigned.GetPages().Select(page => page.Text), document.GetPages().Select(page => page.Text));
        Assert.True(document.TryGetForm(out _));
    }

    [Fact]
    public void Certifies_that_nothing_may_be_changed()
    {
        using var document = PdfDocument.Open(Signed);
        var reader = new StructureReader(document);
        var catalog = document.Structure.Catalog.CatalogDictionary;

        var signature = reader.Dictionary(reader.Dictionary(catalog.Data["Perms"]).Data["DocMDP"]);
        var reference = reader.Dictionary(((ArrayToken)signature.Data["Reference"]).Data[0]);

        Assert.Equal("DocMDP", ((NameToken)reference.Data["TransformMethod"]).Data);
        Assert.Equal(1, ((NumericToken)reader.Dictionary(reference.Data["TransformParams"]).Data["P"]).Int);
        // ISO 19005-3, 6.1.12.
        Assert.DoesNotContain(reference.Data.Keys, key => key.StartsWith("Digest", StringComparison.Ordinal));
        Assert.Equal(signature, reader.Dictionary(reader.Dictionary(((ArrayToken)reader.Dictionary(catalog.Data["AcroForm"]).Data["Fields"]).Data[0]).Data["V"]));
    }

    [Fact]
    public void Can_be_seen_and_is_tagged_for_readers_that_speak()
    {
        var pdf = Reports.Signed(Certificate, Options with { IsVisible = true, Label = "Signature of Courier" }, report =>
        {
            report.Heading(1, "Disclosure");
            report.PageBreak();
            report.SignatureBlock("Signed for Courier", "24 November 2026");
            report.Paragraph("After it.");
        });

        Assert.Empty(PadesVerifier.Verify(pdf, [Certificate]).Reasons);
        using var document = PdfDocument.Open(pdf);
        var reader = new StructureReader(document);
        var catalog = document.Structure.Catalog.CatalogDictionary;
        var reference = (IndirectReferenceToken)((ArrayToken)reader.Dictionary(catalog.Data["AcroForm"]).Data["Fields"]).Data[0];
        var field = reader.Dictionary(reference);
        // ISO 14289-1, 7.18.1 and 7.18.4: it has words of its own, and is the kid of a Form element, both ways.
        Assert.Equal("Signature of Courier", ((HexToken)field.Data["TU"]).Data);
        var form = Assert.Single(reader.Read().All("Form"));
        var kid = reader.Dictionary(((ArrayToken)form.Dictionary.Data["K"]).Data[0]);
        Assert.Equal("OBJR", ((NameToken)kid.Data["Type"]).Data);
        Assert.Equal(reference.Data, ((IndirectReferenceToken)kid.Data["Obj"]).Data);
        Assert.Equal(2, ((NumericToken)field.Data["StructParent"]).Int);
        // ISO 19005-3, 6.3.3: what has a place has an appearance.
        Assert.True(reader.Dictionary(field.Data["AP"]).Data.ContainsKey("N"));
        Assert.All(((ArrayToken)field.Data["Rect"]).Data.Cast<NumericToken>(), side => Assert.True(side.Double > 0));
        Assert.Equal(reader.PageIds().ElementAt(1), ((IndirectReferenceToken)field.Data["P"]).Data.ObjectNumber);
        Assert.Single(document.GetPage(2).GetAnnotations());
        Assert.Empty(document.GetPage(1).GetAnnotations());
    }

    [Fact]
    public void Has_its_block_once_where_it_is_to_be_seen_and_nowhere_else()
    {
        using var output = new MemoryStream();
        using var plain = new PdfReport(output, Reports.Options with { Signature = Options });
        Assert.Throws<InvalidOperationException>(() => plain.SignatureBlock("Signed", ""));
        using var visible = new PdfReport(output, Reports.Options with { Signature = Options with { IsVisible = true } });
        Assert.Throws<InvalidOperationException>(() => visible.Finish());
        visible.SignatureBlock("Signed", "");
        Assert.Throws<InvalidOperationException>(() => visible.SignatureBlock("Signed", ""));
    }

    [Fact]
    public void Has_every_flipped_bit_in_what_it_covers_refused()
    {
        var (firstEnd, secondStart) = Gap(Signed);
        Gen.Select(Gen.Int[0, Signed.Length - 1 - (secondStart - firstEnd)], Gen.Int[0, 7]).Sample(
            (place, bit) =>
            {
                var changed = Signed.ToArray();
                changed[place < firstEnd ? place : place + secondStart - firstEnd] ^= (byte)(1 << bit);
                var report = PadesVerifier.Verify(changed, [Certificate]);
                return !report.IsGood && report.Reasons.Count > 0;
            },
            iter: 400);
    }

    [Fact]
    public void Has_every_flipped_bit_round_the_signature_refused()
    {
        var (firstEnd, secondStart) = Gap(Signed);
        foreach (var place in Enumerable.Range(firstEnd - 1_200, 1_200).Concat(Enumerable.Range(secondStart, Signed.Length - secondStart)))
        {
            var changed = Signed.ToArray();
            changed[place] ^= 1;
            Assert.False(PadesVerifier.Verify(changed, [Certificate]).IsGood, string.Create(CultureInfo.InvariantCulture, $"byte {place}"));
        }
    }

    [Fact]
    public void Has_a_changed_signature_refused()
    {
        var (firstEnd, _) = Gap(Signed);
        var length = MessageLength(Signed, firstEnd);
        // The signature value is the last of the message; behind it are only zeros.
        foreach (var place in (int[])[firstEnd + 1, firstEnd + 2 * length - 1, firstEnd + 2 * length - 300, firstEnd + 2 * length + 2])
        {
            var changed = Signed.ToArray();
            changed[place] = changed[place] == (byte)'1' ? (byte)'2' : (byte)'1';
            Assert.False(PadesVerifier.Verify(changed, [Certificate]).IsGood, string.Create(CultureInfo.InvariantCulture, $"byte {place}"));
        }
    }

    /// <summary>PdfPig says what is signed, and the framework whether it was: neither is our reader.</summary>
    [Fact]
    public void Is_judged_by_readers_that_are_not_ours()
    {
        Assert.Equal("signed, and nothing beside", Judged(Signed));
        Assert.Equal("changed", Judged([.. Signed[..5_000], (byte)(Signed[5_000] ^ 1), .. Signed[5_001..]]));
        Assert.Equal("there is more than what was signed", Judged([.. Signed, .. "% more\n"u8]));

        static string Judged(byte[] pdf)
        {
            using var document = PdfDocument.Open(pdf);
            var reader = new StructureReader(document);
            var form = reader.Dictionary(document.Structure.Catalog.CatalogDictionary.Data["AcroForm"]);
            var signature = reader.Dictionary(reader.Dictionary(((ArrayToken)form.Data["Fields"]).Data[0]).Data["V"]);
            var range = ((ArrayToken)signature.Data["ByteRange"]).Data.Cast<NumericToken>().Select(number => number.Int).ToList();
            var cms = new SignedCms(new ContentInfo([.. pdf[..range[1]], .. pdf[range[2]..(range[2] + range[3])]]), detached: true);
            cms.Decode(((HexToken)signature.Data["Contents"]).Bytes.ToArray());
            try
            {
                cms.CheckSignature(verifySignatureOnly: true);
            }
            catch (CryptographicException)
            {
                return "changed";
            }
            return range[0] == 0 && range[2] + range[3] == pdf.Length ? "signed, and nothing beside" : "there is more than what was signed";
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("%%EOF\n")]
    [InlineData("1 0 obj\n<<>>\nendobj\n")]
    public void Has_appended_bytes_refused(string more)
    {
        var report = PadesVerifier.Verify([.. Signed, .. Encoding.Latin1.GetBytes(more)]);

        Assert.False(report.IsGood);
        Assert.NotEmpty(report.Reasons);
    }

    [Fact]
    public void Has_a_later_revision_refused_although_its_own_bytes_are_unchanged()
    {
        var report = PadesVerifier.Verify(WithLaterRevision(Signed, ""), [Certificate]);

        Assert.True(report.IsReadable);
        Assert.True(report.IsIntact);
        Assert.False(report.CoversWholeFile);
        Assert.False(report.IsGood);
        Assert.Contains("added after signing", report.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Has_its_removal_seen()
    {
        var report = PadesVerifier.Verify(Reports.Full());

        Assert.True(report.IsReadable);
        Assert.False(report.IsGood);
        Assert.Equal(0, report.Signatures);
        Assert.Equal(SignatureLevel.None, report.Level);
    }

    [Fact]
    public void Has_a_gap_that_is_wider_than_the_signature_refused()
    {
        // One byte before the signature's bracket would be free to change.
        var text = Encoding.Latin1.GetString(Signed);
        var (firstEnd, _) = Gap(Signed);
        var changed = Encoding.Latin1.GetBytes(text.Replace($"[0 {firstEnd} ", $"[0 {firstEnd - 1} ", StringComparison.Ordinal));

        Assert.Equal(Signed.Length, changed.Length);
        Assert.Contains("what it covers", PadesVerifier.Verify(changed).Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Has_a_message_that_brings_its_own_content_refused()
    {
        var other = "another document"u8.ToArray();
        var message = new SignedCms(new ContentInfo(other), detached: false);
        message.ComputeSignature(new CmsSigner(Certificate) { DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1") });

        var report = PadesVerifier.Verify(WithMessage(Signed, message.Encode()), [Certificate]);

        Assert.False(report.IsIntact);
        Assert.False(report.IsGood);
    }

    [Fact]
    public void Has_a_plain_message_without_the_bound_certificate_reported_as_not_pades()
    {
        var (firstEnd, secondStart) = Gap(Signed);
        var message = new SignedCms(new ContentInfo([.. Signed[..firstEnd], .. Signed[secondStart..]]), detached: true);
        var signer = new CmsSigner(Certificate) { DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1") };
        signer.SignedAttributes.Add(new Pkcs9SigningTime(Reports.Created.UtcDateTime));
        message.ComputeSignature(signer);

        var report = PadesVerifier.Verify(WithMessage(Signed, message.Encode()), [Certificate]);

        Assert.True(report.IsIntact);
        Assert.Equal(SignatureLevel.NotPades, report.Level);
        Assert.False(report.IsGood);
    }

    [Fact]
    public void Leads_over_its_chain_to_a_trusted_root_and_to_no_other()
    {
        var (root, signer) = Issue(Reports.Created.AddDays(-1), Reports.Created.AddDays(30));
        using var file = new MemoryStream();
        var written = Reports.WriteTo(file, Options);
        PadesSigner.Sign(file, written.Signature!, SigningKey.Of(signer, [root]));
        var pdf = file.ToArray();

        var good = PadesVerifier.Verify(pdf, [root]);
        Assert.Empty(good.Reasons);
        Assert.False(good.IsSelfSigned);
        Assert.Equal(CertificateTrust.Trusted, good.Trust);
        var bad = PadesVerifier.Verify(pdf, [Certificate]);
        Assert.True(bad.IsIntact);
        Assert.Equal(CertificateTrust.NotTrusted, bad.Trust);
        Assert.False(bad.IsGood);
        Assert.False(PadesVerifier.Verify(pdf, []).IsGood);
    }

    [Theory]
    [InlineData(-3, "cannot sign yet")]
    [InlineData(3, "ran out on 23 November 2028")]
    public void Is_refused_with_a_certificate_that_is_not_valid_then(int years, string why)
    {
        var refused = Assert.Throws<SigningRefused>(() => Reports.Signed(Certificate, Options with { SignedAt = Reports.Created.AddYears(years) }));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Happens_once_and_with_a_key_and_with_room()
    {
        using var file = new MemoryStream();
        var place = Reports.WriteTo(file, Options).Signature!;
        PadesSigner.Sign(file, place, SigningKey.Of(Certificate));
        Assert.Throws<InvalidOperationException>(() => PadesSigner.Sign(file, place, SigningKey.Of(Certificate)));
        Assert.Throws<SigningRefused>(() => Reports.Signed(Certificate, Options with { ReservedBytes = 100 }));
        using var publicOnly = X509CertificateLoader.LoadCertificate(Certificate.RawData);
        Assert.Throws<SigningRefused>(() => Reports.Signed(publicOnly));
        Assert.Null(Reports.WriteWithCount(Reports.ComposeFull).Written.Signature);
    }

    [Fact]
    public void Takes_no_weak_key_and_no_key_of_another_certificate()
    {
        using var pki = new TestPki(Reports.Created);
        using var weak = RSA.Create(2048);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signer = pki.Signer();
        using var short2048 = pki.Signer(weak);

        Assert.Contains("3072", Assert.Throws<SigningRefused>(() => SigningKey.Of(short2048)).Message, StringComparison.Ordinal);
        Assert.Contains("not this certificate's", Assert.Throws<SigningRefused>(() => new SigningKey(signer, other, [])).Message, StringComparison.Ordinal);
        Assert.Contains("key usage", Assert.Throws<SigningRefused>(() => new SigningKey(pki.Issuing, other, [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Uses_a_development_key_that_can_be_kept()
    {
        using var key = Certificate.GetRSAPrivateKey();

        Assert.Equal(3072, key!.KeySize);
        using var again = X509CertificateLoader.LoadPkcs12(Certificate.Export(X509ContentType.Pkcs12, "secret"), "secret", X509KeyStorageFlags.Exportable);
        Assert.True(again.HasPrivateKey);
        Assert.Equal(Reports.Created.AddDays(-1).AddYears(2).UtcDateTime, Certificate.NotAfter.ToUniversalTime());
        Assert.Contains("Wren", Certificate.GetNameInfo(X509NameType.SimpleName, false), StringComparison.Ordinal);
    }

    [Fact]
    public void Never_throws_on_hostile_bytes()
    {
        Assert.False(PadesVerifier.Verify([]).IsGood);
        Gen.Byte.Array[0, 400].Sample(bytes => !PadesVerifier.Verify(bytes).IsGood, iter: 200);
        Gen.Byte.Array[0, 400].Sample(bytes => !PadesVerifier.Verify([.. "%PDF-1.7\n"u8, .. bytes, .. "\nstartxref\n9\n%%EOF\n"u8]).IsGood, iter: 200);
        Gen.Select(Gen.Int[1, Signed.Length - 1], Gen.Int[0, 200]).Sample(
            (place, count) => !PadesVerifier.Verify([.. Signed[..place], .. Signed[Math.Min(Signed.Length, place + count + 1)..]]).IsGood, iter: 200);
        // The room of the signature is not covered, so hostile bytes in it reach the decoder of messages.
        var (firstEnd, secondStart) = Gap(Signed);
        Gen.Select(Gen.Int[firstEnd + 1, secondStart - 2], Gen.Byte).Sample(
            (place, value) =>
            {
                var changed = Signed.ToArray();
                changed[place] = value;
                return PadesVerifier.Verify(changed, [Certificate]).IsReadable == char.IsAsciiHexDigit((char)value);
            },
            iter: 500);
    }

    internal static (int FirstEnd, int SecondStart) Gap(byte[] pdf)
    {
        var match = ByteRange().Match(Encoding.Latin1.GetString(pdf));
        return (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    private static int MessageLength(byte[] pdf, int firstEnd)
    {
        var head = Convert.FromHexString(Encoding.Latin1.GetString(pdf, firstEnd + 1, 4_000));
        AsnDecoder.ReadEncodedValue(head, AsnEncodingRules.BER, out _, out _, out var length);
        return length;
    }

    internal static byte[] WithMessage(byte[] pdf, byte[] message)
    {
        var (firstEnd, secondStart) = Gap(pdf);
        var changed = pdf.ToArray();
        changed.AsSpan(firstEnd + 1, secondStart - firstEnd - 2).Fill((byte)'0');
        Encoding.Latin1.GetBytes(Convert.ToHexString(message), changed.AsSpan(firstEnd + 1));
        return changed;
    }

    /// <summary>Appends a well-formed revision that adds an object, as an editor would.</summary>
    /// <param name="replace">Number of an object that it replaces instead.</param>
    /// <param name="junk">What stands before the object.</param>
    internal static byte[] WithLaterRevision(byte[] pdf, string catalogEntries, int? replace = null, string junk = "")
    {
        var text = Encoding.Latin1.GetString(pdf);
        var start = text[(text.LastIndexOf("startxref\n", StringComparison.Ordinal) + 10)..].Split('\n')[0];
        var root = Root().Match(text).Groups[1].Value;
        var information = Information().Match(text).Groups[1].Value;
        var size = int.Parse(Size().Matches(text)[^1].Groups[1].Value, CultureInfo.InvariantCulture);
        var id = replace ?? size + 1;
        var added = string.Create(CultureInfo.InvariantCulture, $"{junk}{id} 0 obj\n<<{catalogEntries}>>\nendobj\n");
        var table = pdf.Length + added.Length;
        byte[] its = [1, .. Big(pdf.Length + junk.Length), 0, 0], own = [1, .. Big(table), 0, 0];
        byte[] rows = replace is null ? [.. own, .. its] : [.. its, .. own];
        var index = replace is null ? $"{size} 2" : $"{id} 1 {size} 1";
        var head = string.Create(CultureInfo.InvariantCulture,
            $"{size} 0 obj\n<</Type /XRef /Size {size + 2} /W [1 4 2] /Index [{index}] /Root {root} 0 R /Info {information} 0 R /Prev {start} /Length {rows.Length}>>\nstream\n");
        var tail = string.Create(CultureInfo.InvariantCulture, $"\nendstream\nendobj\nstartxref\n{table}\n%%EOF\n");
        return [.. pdf, .. Encoding.Latin1.GetBytes(added + head), .. rows, .. Encoding.Latin1.GetBytes(tail)];
    }

    private static byte[] Big(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static (X509Certificate2 Root, X509Certificate2 Signer) Issue(DateTimeOffset from, DateTimeOffset to)
    {
        using var rootKey = RSA.Create(3072);
        var rootRequest = new CertificateRequest("CN=Test root", rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var root = rootRequest.CreateSelfSigned(from, to);
        using var key = RSA.Create(3072);
        var request = new CertificateRequest("CN=Custodian", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var issued = request.Create(root, from, to, [1, 2, 3]);
        using var withKey = issued.CopyWithPrivateKey(key);
        return (X509CertificateLoader.LoadCertificate(root.RawData), X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null));
    }

    [GeneratedRegex(@"/ByteRange \[0 (\d+) (\d+) \d+\]")]
    private static partial Regex ByteRange();

    [GeneratedRegex(@"/Root (\d+) 0 R")]
    private static partial Regex Root();

    [GeneratedRegex(@"/Info (\d+) 0 R")]
    private static partial Regex Information();

    [GeneratedRegex(@"/Type /XRef /Size (\d+)")]
    private static partial Regex Size();
}
