using System.Formats.Asn1;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using CaseDesk.Pdf.Signing;

namespace CaseDesk.Pdf;

/// <summary>
/// Gets what a signature will be checked with in years: for each certificate of a path the word of its issuer that it is not
/// revoked, from where the certificate says (RFC 5280, 4.2.1.13 and 4.2.2.1) or where the operator says.
/// </summary>
/// <param name="http">With the time-out that the operator wants, and without redirects.</param>
/// <param name="lists">Addresses of further revocation lists, for certificates that name none.</param>
/// <param name="asksOcsp">Answers about single certificates are preferred to lists where a certificate says who gives them.</param>
public sealed class EvidenceSource(HttpClient http, IReadOnlyList<Uri> lists, bool asksOcsp, TimeProvider clock)
{
    private const int LargestList = 32 << 20;
    private const int LargestAnswer = 1 << 20;
    private const string DistributionPoints = "2.5.29.31";

    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Six = new(TagClass.ContextSpecific, 6);

    /// <summary>The certificates of these paths and what their issuers say of them now.</summary>
    /// <exception cref="EvidenceUnavailable">For one of them nothing can be had, or nothing that is good now.</exception>
    /// <exception cref="SigningRefused">One of them is revoked, or its root is not known.</exception>
    public async Task<ValidationData> Gather(IEnumerable<IReadOnlyList<X509Certificate2>> paths, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var data = ValidationData.None;
        foreach (var path in paths)
        {
            data = data.With(new ValidationData { Certificates = [.. path.Select(link => link.RawData)] });
            if (!CertificatePath.IsSelfIssued(path[^1]))
                throw new SigningRefused($"The issuer of {path[^1].Subject} is not known: give the certificates that lead to its root.");
            for (var i = 0; i + 1 < path.Count; i++)
                data = data.With(await About(path[i], path[i + 1], data, cancel));
        }

        return data;
    }

    private async Task<ValidationData> About(X509Certificate2 certificate, X509Certificate2 issuer, ValidationData known, CancellationToken cancel)
    {
        // One list speaks of many certificates.
        if (Judge(certificate, issuer, known))
            return ValidationData.None;
        EvidenceUnavailable? last = null;
        foreach (var place in Places(certificate))
        {
            try
            {
                var got = place.IsOcsp
                    ? new ValidationData { OcspResponses = [await Ask(place.Address, certificate, issuer, cancel)] }
                    : new ValidationData { Crls = [await Fetch(place.Address, cancel)] };
                if (Judge(certificate, issuer, got))
                    return got;
                last = new EvidenceUnavailable($"What {place.Address} answers says nothing about {certificate.Subject} that is signed by its issuer and good now.");
            }
            catch (EvidenceUnavailable fault)
            {
                last = fault;
            }
        }

        throw last ?? new EvidenceUnavailable($"The certificate of {certificate.Subject} does not say where its issuer tells what is revoked. Name the list in the configuration.");
    }

    private bool Judge(X509Certificate2 certificate, X509Certificate2 issuer, ValidationData data) =>
        new RevocationCheck(data).Of(certificate, issuer, clock.GetUtcNow()) switch
        {
            RevocationStatus.Revoked => throw new SigningRefused($"The certificate of {certificate.Subject} is revoked. Nothing can be signed with it any more."),
            var status => status == RevocationStatus.Good,
        };

    private IEnumerable<(Uri Address, bool IsOcsp)> Places(X509Certificate2 certificate)
    {
        if (asksOcsp)
        {
            foreach (var address in Web(certificate.Extensions.OfType<X509AuthorityInformationAccessExtension>().SelectMany(access => access.EnumerateOcspUris())))
                yield return (address, true);
        }

        foreach (var address in Web(ListsOf(certificate)).Concat(lists))
            yield return (address, false);
    }

    private async Task<byte[]> Fetch(Uri address, CancellationToken cancel)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, address);
        return await Fetching.Read(http, message, LargestList, "The revocation list", cancel);
    }

    private async Task<byte[]> Ask(Uri address, X509Certificate2 certificate, X509Certificate2 issuer, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(OcspAnswer.Question(certificate, issuer)) { Headers = { ContentType = new MediaTypeHeaderValue("application/ocsp-request") } };
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        return await Fetching.Read(http, message, LargestAnswer, "The responder", cancel);
    }

    private static IEnumerable<Uri> Web(IEnumerable<string> addresses) => addresses
        .Select(text => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null).OfType<Uri>()
        .Where(address => address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    private static List<string> ListsOf(X509Certificate2 certificate)
    {
        var found = new List<string>();
        if (certificate.Extensions[DistributionPoints] is not { } extension)
            return found;
        try
        {
            for (var points = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence(); points.HasData;)
            {
                var point = points.ReadSequence();
                if (!point.HasData || !point.PeekTag().HasSameClassAndValue(Zero))
                    continue;
                var name = point.ReadSequence(Zero);
                if (!name.PeekTag().HasSameClassAndValue(Zero))
                    continue;
                for (var names = name.ReadSequence(Zero); names.HasData;)
                {
                    if (names.PeekTag().HasSameClassAndValue(Six))
                        found.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, Six));
                    else
                        names.ReadEncodedValue();
                }
            }
        }
        catch (AsnContentException)
        {
            // What cannot be read names no list.
        }

        return found;
    }
}
