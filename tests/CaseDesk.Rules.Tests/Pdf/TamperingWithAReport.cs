using System.Text;
using CaseDesk.Pdf;
using CsCheck;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>Whatever is done to a signed file, the verifier says no, and says why; it never throws.</summary>
public sealed class TamperingWithAReport(SignedSample sample) : IClassFixture<SignedSample>
{
    // The hexadecimal signature itself is the only part that is not signed.
    private int Gap => sample.Sealed.AsSpan().LastIndexOf("/Contents <"u8) + "/Contents ".Length;

    private const int GapLength = 24 * 1024 * 2 + 2;

    [Fact]
    public void Any_flipped_byte_of_the_signed_ranges_is_refused()
    {
        var signedLength = sample.Sealed.Length - GapLength;
        (from place in Gen.Int[0, signedLength - 1] from bits in Gen.Int[1, 255] select (place, bits)).Sample(flip =>
        {
            var broken = (byte[])sample.Sealed.Clone();
            broken[flip.place < Gap ? flip.place : flip.place + GapLength] ^= (byte)flip.bits;
            var report = PadesVerifier.Verify(broken, [sample.Certificate]);
            return !report.IsGood && report.Problems.Count > 0;
        }, iter: 400, threads: 1);
    }

    [Fact]
    public void Every_byte_of_the_last_revision_is_guarded()
    {
        for (var place = sample.Draft.Length; place < sample.Sealed.Length; place++)
        {
            if (place >= Gap && place < Gap + GapLength)
                continue;
            var broken = (byte[])sample.Sealed.Clone();
            broken[place] ^= 1;
            Assert.False(PadesVerifier.Verify(broken, [sample.Certificate]).IsGood, $"byte {place}");
        }
    }

    [Fact]
    public void A_flipped_digit_of_the_signature_or_of_the_room_behind_it_is_refused()
    {
        foreach (var place in (int[])[Gap + 1, Gap + 40, Gap + 2000, Gap + GapLength - 3, Gap + GapLength - 2])
        {
            var broken = (byte[])sample.Sealed.Clone();
            broken[place] = broken[place] == (byte)'7' ? (byte)'8' : (byte)'7';
            Assert.False(PadesVerifier.Verify(broken, [sample.Certificate]).IsGood, $"byte {place}");
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\n")]
    [InlineData("\n% a comment\n")]
    public void Appended_bytes_are_refused(string more) =>
        Assert.False(PadesVerifier.Verify([.. sample.Sealed, .. Encoding.ASCII.GetBytes(more)]).IsGood);

    [Fact]
    public void An_appended_revision_is_refused_as_not_covered()
    {
        var text = Encoding.Latin1.GetString(sample.Sealed);
        var start = text[(text.LastIndexOf("startxref\n", StringComparison.Ordinal) + 10)..].Split('\n')[0];
        var trailer = text[int.Parse(start, System.Globalization.CultureInfo.InvariantCulture)..];
        var root = trailer[trailer.IndexOf("/Root", StringComparison.Ordinal)..trailer.IndexOf("/Prev", StringComparison.Ordinal)];
        var size = trailer[trailer.IndexOf("/Size", StringComparison.Ordinal)..trailer.IndexOf("/W", StringComparison.Ordinal)];
        var revision = $"9999 0 obj\n<</Type /XRef {size}/W [1 4 2] /Index [] {root} /Prev {start} /Length 0>>\nstream\n\nendstream\nendobj\nstartxref\n{sample.Sealed.Length}\n%%EOF\n";

        var report = PadesVerifier.Verify([.. sample.Sealed, .. Encoding.Latin1.GetBytes(revision)]);

        Assert.True(report.IsReadable, string.Join(' ', report.Problems));
        Assert.True(report.IsIntact);
        Assert.False(report.CoversWholeFile);
        Assert.False(report.IsGood);
        Assert.Contains("added after signing", report.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_signature_of_another_report_is_refused()
    {
        var other = PadesSigner.Sign(SampleReport.Write(rows: 4), sample.Certificate, SignedSample.Options);
        var gap = other.AsSpan().LastIndexOf("/Contents <"u8) + "/Contents ".Length;
        sample.Sealed.AsSpan(Gap, GapLength).CopyTo(other.AsSpan(gap));

        var report = PadesVerifier.Verify(other, [sample.Certificate]);

        Assert.False(report.IsIntact);
        Assert.Contains("changed after signing", report.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_unsigned_report_is_said_to_be_unsigned()
    {
        var report = PadesVerifier.Verify(sample.Draft);

        Assert.True(report.IsReadable);
        Assert.Equal(0, report.Signatures);
        Assert.Equal(["The file is not signed."], report.Problems);
    }

    [Fact]
    public void Bytes_that_are_no_report_are_unreadable()
    {
        Assert.False(PadesVerifier.Verify([]).IsReadable);
        Assert.False(PadesVerifier.Verify("%PDF-1.7\nstartxref\n9\n%%EOF\n"u8.ToArray()).IsReadable);
        Assert.False(PadesVerifier.Verify(Encoding.ASCII.GetBytes("%PDF-1.7\n1 0 obj\n" + new string('[', 100_000) + "\nstartxref\n9\n%%EOF\n")).IsReadable);
        Assert.False(PadesVerifier.Verify(Encoding.ASCII.GetBytes("%PDF-1.7\n1 0 obj\n<</Type /XRef /W [1 4 2] /Size 99999999 /Length 1>>\nstream\n \nstartxref\n9\n%%EOF\n")).IsReadable);
        Gen.Byte.Array[0, 400].Sample(bytes => !PadesVerifier.Verify([.. "%PDF-1.7\n1 0 obj\n"u8, .. bytes, .. "\nstartxref\n9\n%%EOF\n"u8]).IsGood, iter: 1000, threads: 1);
    }
}
