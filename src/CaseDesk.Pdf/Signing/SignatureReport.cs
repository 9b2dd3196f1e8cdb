namespace CaseDesk.Pdf;

/// <summary>Whether the signer's certificate leads to one that the caller trusts.</summary>
public enum CertificateTrust
{
    /// <summary>Not asked, or there is no certificate.</summary>
    NotChecked,

    /// <summary>It leads to a certificate of the caller's and was valid at the claimed time of signing. Revocation is not checked.</summary>
    Trusted,

    /// <summary>It does not.</summary>
    NotTrusted,
}

/// <summary>What kind of signature it is.</summary>
public enum SignatureLevel
{
    /// <summary>No signature was found.</summary>
    None,

    /// <summary>A signature that does not meet PAdES.</summary>
    NotPades,

    /// <summary>PAdES baseline B-B: signed, without a time-stamp.</summary>
    BaselineB,
}

/// <summary>What a check of a signed file found. Every property but the reasons holds also when others fail.</summary>
public sealed record SignatureReport
{
    /// <summary>The bytes could be read as a file of this library.</summary>
    public bool IsReadable { get; init; }

    /// <summary>How many signatures the file has; a released report has exactly one.</summary>
    public int Signatures { get; init; }

    /// <summary>The signature is genuine for the bytes that it covers: none of them has changed.</summary>
    public bool IsIntact { get; init; }

    /// <summary>The signature covers every byte of the file but itself: nothing was added afterwards.</summary>
    public bool CoversWholeFile { get; init; }

    /// <summary>Subject of the signer's certificate.</summary>
    public string? Signer { get; init; }

    /// <summary>SHA-256 of the signer's certificate, 64 lower-case hexadecimal digits.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>The signer vouches for itself: who it is must be known from elsewhere.</summary>
    public bool IsSelfSigned { get; init; }

    /// <summary>Whether the certificate leads to a trusted one.</summary>
    public CertificateTrust Trust { get; init; }

    /// <summary>When the signer says it signed. Nobody else vouches for it.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>What kind of signature it is.</summary>
    public SignatureLevel Level { get; init; }

    /// <summary>Everything that is wrong, in plain words, gravest first; empty if all is well.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Nothing is wrong: one PAdES signature over the whole file, unchanged, by a trusted certificate if trust was asked for.</summary>
    public bool IsGood => IsReadable && Reasons.Count == 0;
}
