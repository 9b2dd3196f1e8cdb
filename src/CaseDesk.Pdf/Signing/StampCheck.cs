using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace CaseDesk.Pdf.Signing;

/// <summary>One time-stamp (RFC 3161) as it was found: whose it is, of when, and how it leads to a root.</summary>
/// <param name="Path">From the authority's certificate to its root, as far as the file leads.</param>
internal sealed record StampCheck(DateTimeOffset At, X509Certificate2 Certificate, IReadOnlyList<X509Certificate2> Path)
{
    /// <summary>Null if it is not a time-stamp of this hash, or not signed by a certificate that is for time-stamps and was valid then.</summary>
    /// <param name="hash">Gives the hash of what is stamped by an algorithm.</param>
    public static StampCheck? Of(byte[] token, Func<HashAlgorithmName, byte[]> hash, IEnumerable<X509Certificate2> heap)
    {
        try
        {
            if (!Rfc3161TimestampToken.TryDecode(token, out var stamp, out var length) || length != token.Length)
                return null;
            var others = stamp.AsSignedCms().Certificates;
            if (FoundSignature.SafeHash(stamp.TokenInfo.HashAlgorithmId) is not { } known || !stamp.VerifySignatureForHash(hash(known), known, out var certificate, [.. heap]) || certificate is null)
                return null;
            return new StampCheck(stamp.TokenInfo.Timestamp, certificate, CertificatePath.From(certificate, heap.Concat(others)));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
