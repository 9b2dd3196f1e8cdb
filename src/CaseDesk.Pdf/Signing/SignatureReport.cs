namespace CaseDesk.Pdf;

/// <summary>Whether the signer's certificate leads to one that the caller trusts.</summary>
public enum CertificateTrust
{
    /// <summary>Not asked, or there is no certificate.</summary>
    NotChecked,

    /// <summary>It leads to a certificate of the caller's and was valid when it signed, as the time-stamp proves or, without one, as the signer claims.</summary>
    Trusted,

    /// <summary>It does not.</summary>
    NotTrusted,
}

/// <summary>What kind of signature it is (ETSI EN 319 142-1, 6).</summary>
public enum SignatureLevel
{
    /// <summary>No signature was found.</summary>
    None,

    /// <summary>A signature that does not meet PAdES.</summary>
    NotPades,

    /// <summary>PAdES baseline B-B: signed, without a time-stamp.</summary>
    BaselineB,

    /// <summary>B-T: a time-stamp proves when it was there at the latest.</summary>
    BaselineT,

    /// <summary>B-LT: the file has all certificates, and the word of their issuers that none was revoked.</summary>
    BaselineLT,

    /// <summary>B-LTA: a time-stamp over the whole file keeps that proof when keys and algorithms age.</summary>
    BaselineLTA,
}

/// <summary>What a check of a signed file found. Every property but the reasons holds also when others fail.</summary>
public sealed record SignatureReport
{
    /// <summary>The bytes could be read as a file of this library.</summary>
    public bool IsReadable { get; init; }

    /// <summary>How many signatures the file has, time-stamps not counted; a released report has exactly one.</summary>
    public int Signatures { get; init; }

    /// <summary>The signature is genuine for the bytes that it covers: none of them has changed.</summary>
    public bool IsIntact { get; init; }

    /// <summary>The signature covers every byte of the file but itself, or the last archive time-stamp does and only such time-stamps and validation data follow the signature.</summary>
    public bool CoversWholeFile { get; init; }

    /// <summary>Where the part ends that the signature itself covers: the report as it was handed out, without what an archive added.</summary>
    public int SignedLength { get; init; }

    /// <summary>SHA-256 of the bytes that the signature says it covers, 64 lower-case hexadecimal digits: of the document without the signature's own text, so the same before and after signing.</summary>
    public string? DocumentHash { get; init; }

    /// <summary>The signer certified that nothing may be changed (ISO 32000-1, 12.8.2.2: DocMDP, P 1).</summary>
    public bool IsCertified { get; init; }

    /// <summary>Subject of the signer's certificate.</summary>
    public string? Signer { get; init; }

    /// <summary>SHA-256 of the signer's certificate, 64 lower-case hexadecimal digits.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>The signer vouches for itself: who it is must be known from elsewhere.</summary>
    public bool IsSelfSigned { get; init; }

    /// <summary>Subjects from the signer's certificate to the last that the file leads to.</summary>
    public IReadOnlyList<string> Chain { get; init; } = [];

    /// <summary>Whether the certificate leads to a trusted one.</summary>
    public CertificateTrust Trust { get; init; }

    /// <summary>When the signer says it signed. Nobody else vouches for it.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>When the signature was there at the latest, as a time-stamp proves that is genuine; null without one.</summary>
    public DateTimeOffset? StampedAt { get; init; }

    /// <summary>Subject of the time-stamp's certificate.</summary>
    public string? StampedBy { get; init; }

    /// <summary>Whether the time-stamp's certificate leads to a trusted one.</summary>
    public CertificateTrust StampTrust { get; init; }

    /// <summary>What the file proves about revocation of the signer's certificate and those above it, at the time of signing.</summary>
    public RevocationStatus Revocation { get; init; }

    /// <summary>Times of the archive time-stamps, oldest first.</summary>
    public IReadOnlyList<DateTimeOffset> ArchivedAt { get; init; } = [];

    /// <summary>When the certificate runs out whose signature holds all together: until then a new archive time-stamp is due.</summary>
    public DateTimeOffset? LastsUntil { get; init; }

    /// <summary>What kind of signature it is.</summary>
    public SignatureLevel Level { get; init; }

    /// <summary>Everything that is wrong, in plain words, gravest first; empty if all is well.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Nothing is wrong: one PAdES signature over the whole file, unchanged, by a trusted certificate if trust was asked for.</summary>
    public bool IsGood => IsReadable && Reasons.Count == 0;
}
