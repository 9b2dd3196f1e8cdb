namespace CaseDesk.Pdf;

/// <summary>
/// What a signature is still checked with when nobody can be asked any more: certificates and the word of their issuers that
/// they were not revoked (ETSI EN 319 142-1, 5.4.2: the document security store). DER each.
/// </summary>
public sealed record ValidationData
{
    /// <summary>Nothing.</summary>
    public static ValidationData None { get; } = new();

    /// <summary>Certificates of the signer, of the time-stamping authority, and of all that lead to their roots.</summary>
    public IReadOnlyList<byte[]> Certificates { get; init; } = [];

    /// <summary>Revocation lists (RFC 5280, 5).</summary>
    public IReadOnlyList<byte[]> Crls { get; init; } = [];

    /// <summary>Answers about single certificates (RFC 6960, 4.2.1: OCSPResponse).</summary>
    public IReadOnlyList<byte[]> OcspResponses { get; init; } = [];

    /// <summary>There is nothing in it.</summary>
    public bool IsEmpty => Certificates.Count + Crls.Count + OcspResponses.Count == 0;

    /// <summary>Both, each part once.</summary>
    public ValidationData With(ValidationData other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ValidationData
        {
            Certificates = Union(Certificates, other.Certificates),
            Crls = Union(Crls, other.Crls),
            OcspResponses = Union(OcspResponses, other.OcspResponses),
        };
    }

    private static List<byte[]> Union(IReadOnlyList<byte[]> first, IReadOnlyList<byte[]> second) =>
        [.. first.Concat(second).DistinctBy(Convert.ToHexString, StringComparer.Ordinal)];
}
