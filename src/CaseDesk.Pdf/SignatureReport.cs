namespace CaseDesk.Pdf;

/// <summary>What is known of the signer's certificate. A sound signature by a stranger proves only that it is one file.</summary>
public enum SignerTrust
{
    /// <summary>There is no signer to judge.</summary>
    None,

    /// <summary>It leads to one of the certificates that the caller trusts.</summary>
    Trusted,

    /// <summary>It does not lead to any of the certificates that the caller trusts.</summary>
    NotTrusted,

    /// <summary>It is self-signed and the caller named no certificates to trust: compare the thumbprint.</summary>
    SelfSigned,

    /// <summary>It is issued by another, and the caller named no certificates to trust.</summary>
    NotChecked,
}

/// <summary>What a check of a signed file found.</summary>
public sealed record SignatureReport
{
    /// <summary>The bytes could be read as a report of this desk.</summary>
    public bool IsReadable { get; init; }

    /// <summary>Number of signatures; exactly one is expected.</summary>
    public int Signatures { get; init; }

    /// <summary>The signed bytes are those that were signed, and the signature belongs to the certificate shown.</summary>
    public bool IsIntact { get; init; }

    /// <summary>The signature covers every byte of the file but itself: nothing was put behind it.</summary>
    public bool CoversWholeFile { get; init; }

    /// <summary>Such as "PAdES B-B"; null if the file claims another kind of signature.</summary>
    public string? Level { get; init; }

    /// <summary>The subject of the signer's certificate.</summary>
    public string? Signer { get; init; }

    /// <summary>SHA-256 of the signer's certificate, in lower-case hexadecimal.</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>What is known of that certificate.</summary>
    public SignerTrust Trust { get; init; }

    /// <summary>When it was signed, as the signer claims; no time-stamp authority vouches for it.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>Who signed, as the file says.</summary>
    public string? Name { get; init; }

    /// <summary>Why, as the file says.</summary>
    public string? Reason { get; init; }

    /// <summary>Where, as the file says.</summary>
    public string? Location { get; init; }

    /// <summary>What is wrong, in plain words, the worst first. Empty if nothing is.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>One sound signature over the whole file, and a signer who is not distrusted.</summary>
    public bool IsGood => Problems.Count == 0 && IsReadable && IsIntact && CoversWholeFile && Signatures == 1 && Trust != SignerTrust.NotTrusted;
}
