using System.Security.Cryptography.X509Certificates;

namespace CaseDesk.Pdf;

/// <summary>What a signature says beside who made it.</summary>
public sealed record PadesOptions
{
    /// <summary>When the signer says it was made; written to the second, in UTC. A claim, not a proof: a time-stamp would be one.</summary>
    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>Who signs, in words.</summary>
    public string? Name { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Where.</summary>
    public string? Location { get; init; }

    /// <summary>Certificates that lead from the signer's to a root; they go into the signature.</summary>
    public X509Certificate2Collection Chain { get; init; } = [];

    /// <summary>Bytes kept for the signature. 24 KiB hold an RSA-3072 signature with a long chain and a time-stamp.</summary>
    public int ReservedBytes { get; init; } = 24 * 1024;
}
