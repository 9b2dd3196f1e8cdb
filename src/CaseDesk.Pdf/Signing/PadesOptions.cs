namespace CaseDesk.Pdf;

/// <summary>What a signature says beside who made it, and how it stands in the report.</summary>
public sealed record PadesOptions
{
    /// <summary>When the signer says it was made; written to the second, in UTC. A claim, not a proof: a time-stamp is one.</summary>
    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>Who signs, in words.</summary>
    public string? Name { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Where.</summary>
    public string? Location { get; init; }

    /// <summary>What a reader that speaks calls the field.</summary>
    public string Label { get; init; } = "Signature";

    /// <summary>The report shows the signature where <see cref="PdfReport.SignatureBlock"/> is called; otherwise it has no place on a page.</summary>
    public bool IsVisible { get; init; }

    /// <summary>
    /// What the signature is checked with later. It stands in the same revision as the signature and is covered by it, so that
    /// nothing has to be added to a file that was handed out (docs/decisions/0029-pades.md).
    /// </summary>
    public ValidationData Validation { get; init; } = ValidationData.None;

    /// <summary>Bytes kept for the signature. 24 KiB hold an RSA-4096 signature with a long chain and a time-stamp.</summary>
    public int ReservedBytes { get; init; } = 24 * 1024;
}
