using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CaseDesk.Pdf.Signing;

/// <summary>How one certificate leads to the next (RFC 5280, 6.1), from a given heap and without a network.</summary>
internal static class CertificatePath
{
    private const int Longest = 8;

    /// <summary>The certificate, its issuer, and so on, as far as the heap leads. An issuer is one whose key signed what it issued.</summary>
    public static IReadOnlyList<X509Certificate2> From(X509Certificate2 certificate, IEnumerable<X509Certificate2> heap)
    {
        var (path, others) = (new List<X509Certificate2> { certificate }, heap.ToList());
        while (path.Count < Longest && !IsSelfIssued(path[^1]) && others.FirstOrDefault(other => Issued(other, path[^1])) is { } issuer && !path.Any(link => Same(link, issuer)))
            path.Add(issuer);
        return path;
    }

    public static bool IsSelfIssued(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) && Issued(certificate, certificate);

    public static bool Same(X509Certificate2 one, X509Certificate2 other) => one.RawDataMemory.Span.SequenceEqual(other.RawDataMemory.Span);

    /// <summary>Whether the key of <paramref name="issuer"/> signed the certificate and the names fit.</summary>
    public static bool Issued(X509Certificate2 issuer, X509Certificate2 certificate) =>
        certificate.IssuerName.RawData.AsSpan().SequenceEqual(issuer.SubjectName.RawData) && SignedObject.Parse(certificate.RawData) is { } signed && signed.IsSignedBy(issuer);

    /// <summary>What can be loaded as a certificate; the rest cannot help.</summary>
    public static IEnumerable<X509Certificate2> Load(IEnumerable<byte[]> encoded)
    {
        foreach (var bytes in encoded)
        {
            X509Certificate2 certificate;
            try
            {
                certificate = X509CertificateLoader.LoadCertificate(bytes);
            }
            catch (CryptographicException)
            {
                continue;
            }

            yield return certificate;
        }
    }
}
