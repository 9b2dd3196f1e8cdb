using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using CaseDesk.Pdf.Signing;

namespace CaseDesk.Pdf;

/// <summary>A time-stamp: the token, DER, and the certificate that signed it.</summary>
/// <param name="Token">RFC 3161, 2.4.2: TimeStampToken.</param>
/// <param name="Certificate">Whose it is.</param>
/// <param name="Others">All certificates in the token.</param>
/// <param name="At">When, as the authority says.</param>
public sealed record Timestamp(byte[] Token, X509Certificate2 Certificate, X509Certificate2Collection Others, DateTimeOffset At);

/// <summary>Somebody who vouches for the time, asked over HTTP (RFC 3161, 3.4).</summary>
/// <param name="http">With the time-out that the operator wants, and without redirects.</param>
public sealed class TimestampAuthority(HttpClient http, Uri address)
{
    private const int LargestAnswer = 256 << 10;
    private const int NonceLength = 8;

    /// <summary>Where it is asked.</summary>
    public Uri Address => address;

    /// <summary>A time-stamp of a SHA-256 hash, checked: for this hash and this question, signed by a certificate that is for time-stamps.</summary>
    /// <exception cref="EvidenceUnavailable">It cannot be reached, refuses, or answers with something else.</exception>
    public async Task<Timestamp> Stamp(byte[] sha256, CancellationToken cancel)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        // Positive, and not shortened by leading zeros: some authorities give back the shorter form, which is another number.
        nonce[0] = (byte)((nonce[0] & 0x7F) | 0x40);
        var request = Rfc3161TimestampRequest.CreateFromHash(sha256, HashAlgorithmName.SHA256, requestSignerCertificates: true, nonce: nonce);
        var answer = await Ask(request.Encode(), cancel);
        try
        {
            var token = request.ProcessResponse(answer, out _);
            return token.VerifySignatureForHash(sha256, HashAlgorithmName.SHA256, out var certificate) && certificate is not null
                ? new Timestamp(token.AsSignedCms().Encode(), certificate, token.AsSignedCms().Certificates, token.TokenInfo.Timestamp)
                : throw new EvidenceUnavailable($"The time-stamping authority {address} answered with a time-stamp that it did not sign, or not with a certificate for time-stamps.");
        }
        catch (CryptographicException fault)
        {
            throw new EvidenceUnavailable($"The time-stamping authority {address} gave no time-stamp: {fault.Message}", fault);
        }
    }

    /// <summary>The path from the certificate that the authority stamps with today to its root, learnt from a time-stamp of nothing.</summary>
    /// <param name="others">Certificates that the authority may not send, such as its root.</param>
    /// <exception cref="EvidenceUnavailable">It gives no time-stamp.</exception>
    public async Task<IReadOnlyList<X509Certificate2>> Path(IEnumerable<X509Certificate2> others, CancellationToken cancel)
    {
        var stamp = await Stamp(SHA256.HashData([]), cancel);
        return CertificatePath.From(stamp.Certificate, stamp.Others.Concat(others));
    }

    private async Task<byte[]> Ask(byte[] question, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(question) { Headers = { ContentType = new MediaTypeHeaderValue("application/timestamp-query") } };
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        return await Fetching.Read(http, message, LargestAnswer, "The time-stamping authority", cancel);
    }
}
