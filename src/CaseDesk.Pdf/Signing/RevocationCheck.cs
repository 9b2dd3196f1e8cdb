using System.Security.Cryptography.X509Certificates;

namespace CaseDesk.Pdf.Signing;

/// <summary>What the evidence at hand says about the certificates of a path.</summary>
internal sealed class RevocationCheck(ValidationData data)
{
    private readonly List<RevocationList> lists = [.. data.Crls.Select(RevocationList.Parse).OfType<RevocationList>()];
    private readonly List<OcspAnswer> answers = [.. data.OcspResponses.Select(OcspAnswer.Parse).OfType<OcspAnswer>()];

    /// <summary>
    /// Of every certificate but the root: whether it was revoked at that time, and whether anybody says so for that time. Of several statements
    /// the one that knows most counts, that is, any that says revoked.
    /// </summary>
    /// <param name="path">From the certificate to its root.</param>
    public RevocationStatus Of(IReadOnlyList<X509Certificate2> path, DateTimeOffset at)
    {
        var status = RevocationStatus.Good;
        for (var i = 0; i < path.Count && !CertificatePath.IsSelfIssued(path[i]); i++)
        {
            var one = i + 1 < path.Count ? Of(path[i], path[i + 1], at) : RevocationStatus.Unknown;
            if (one == RevocationStatus.Revoked)
                return one;
            status = one == RevocationStatus.Unknown ? one : status;
        }

        return status;
    }

    /// <summary>Whether a certificate was revoked at that time, as its issuer says.</summary>
    public RevocationStatus Of(X509Certificate2 certificate, X509Certificate2 issuer, DateTimeOffset at)
    {
        var said = lists.Where(list => list.IsBy(issuer)).Select(list => (list.From, list.Until, RevokedAt: list.RevokedAt(certificate)))
            .Concat(answers.Select(answer => answer.About(certificate, issuer)).OfType<(DateTimeOffset From, DateTimeOffset Until, DateTimeOffset? RevokedAt)>()).ToList();
        if (said.Any(word => word.RevokedAt <= at))
            return RevocationStatus.Revoked;
        // A statement of a later day covers what was before; one that had run out by then does not.
        return said.Any(word => word.Until >= at) ? RevocationStatus.Good : RevocationStatus.Unknown;
    }
}
