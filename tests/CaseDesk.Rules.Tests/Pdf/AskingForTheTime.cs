using System.Security.Cryptography;
using System.Text;
using CaseDesk.Pdf;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>The time-stamping authority of the tests, over the loopback: what it gives, and each way in which one fails.</summary>
public sealed class AskingForTheTime : IDisposable
{
    private static readonly byte[] Hash = SHA256.HashData("a signature"u8);

    private readonly TestPki pki = new(Reports.Created);
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(2) };

    public void Dispose()
    {
        pki.Dispose();
        http.Dispose();
    }

    [Fact]
    public async Task Gives_a_stamp_of_this_hash_with_the_whole_chain()
    {
        var stamp = await new TimestampAuthority(http, pki.Stamps).Stamp(Hash, CancellationToken.None);

        Assert.Equal(Reports.Created, stamp.At);
        Assert.Equal(pki.Stamping.Thumbprint, stamp.Certificate.Thumbprint);
        Assert.Equal(3, stamp.Others.Count);
    }

    [Fact]
    public async Task Says_that_it_is_down()
    {
        var nobody = new Uri("http://127.0.0.1:9/");

        Assert.Contains("cannot be reached", await Failure(nobody), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "", "status 500")]
    [InlineData(200, "<html>", "gave no time-stamp")]
    [InlineData(200, "", "gave no time-stamp")]
    public async Task Says_that_it_answers_with_something_else(int status, string body, string why)
    {
        pki.Serve("/tsa", _ => (status, Encoding.UTF8.GetBytes(body)));

        Assert.Contains(why, await Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_it_answers_without_end_or_late()
    {
        pki.Serve("/tsa", _ => (200, new byte[1 << 20]));
        Assert.Contains("more than", await Failure(), StringComparison.Ordinal);

        using var gate = new ManualResetEventSlim();
        pki.Serve("/tsa", question =>
        {
            gate.Wait(TimeSpan.FromSeconds(10));
            return (200, pki.Stamp(question));
        });
        Assert.Contains("no answer in time", await Failure(), StringComparison.Ordinal);
        gate.Set();
    }

    [Fact]
    public async Task Takes_no_stamp_of_another_question_and_none_of_a_certificate_that_is_for_something_else()
    {
        byte[]? first = null;
        pki.Serve("/tsa", question => (200, first ??= pki.Stamp(question)));
        await new TimestampAuthority(http, pki.Stamps).Stamp(Hash, CancellationToken.None);
        // The same answer again has the nonce of the question before.
        Assert.Contains("gave no time-stamp", await Failure(), StringComparison.Ordinal);

        pki.ChangeStamping(to: Reports.Created.AddDays(-1));
        pki.Serve("/tsa", question => (200, pki.Stamp(question)));
        Assert.Contains("gave no time-stamp", await Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_the_signature_and_leaves_the_file_to_be_tried_again()
    {
        using var signer = pki.Signer();
        using var file = new MemoryStream();
        var place = Reports.WriteTo(file, new PadesOptions { SignedAt = Reports.Created }).Signature!;
        var authority = new TimestampAuthority(http, pki.Stamps);
        var answer = pki.Page("/tsa");
        pki.Serve("/tsa", _ => (503, []));

        await Assert.ThrowsAsync<EvidenceUnavailable>(() => PadesSigner.SignAndStamp(file, place, SigningKey.Of(signer), authority, CancellationToken.None));
        pki.Serve("/tsa", answer);
        await PadesSigner.SignAndStamp(file, place, SigningKey.Of(signer), authority, CancellationToken.None);

        Assert.True(PadesVerifier.Verify(file.ToArray()).IsIntact);
    }

    private async Task<string> Failure(Uri? address = null) =>
        (await Assert.ThrowsAsync<EvidenceUnavailable>(() => new TimestampAuthority(http, address ?? pki.Stamps).Stamp(Hash, CancellationToken.None))).Message;
}
