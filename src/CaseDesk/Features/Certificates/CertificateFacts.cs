using CaseDesk.Features.Extractions;
using CaseDesk.Policy;

namespace CaseDesk.Features.Certificates;

/// <summary>Everything that a certificate can say: what the policy of the approval states of the sources, and what ledger and manifest hold of the disclosure. Nothing else.</summary>
internal sealed record CertificateFacts
{
    public required int Certificate { get; init; }

    public required string Number { get; init; }

    public required int Edition { get; init; }

    public required string Provider { get; init; }

    public required string Agency { get; init; }

    public required string Reference { get; init; }

    /// <summary>Instrument, issuer, jurisdiction and date in a line.</summary>
    public required string Process { get; init; }

    public required DateTimeOffset ServedAt { get; init; }

    public required string PolicyVersion { get; init; }

    public required string PolicySha256 { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }

    public required DateTimeOffset ReleasedAt { get; init; }

    /// <summary>Where the release stands in the ledger, in words.</summary>
    public required string ReleaseEntry { get; init; }

    public required string ReportSha256 { get; init; }

    public required long ReportSize { get; init; }

    public required string PlanHash { get; init; }

    public required string ManifestHash { get; init; }

    public required ManifestView Manifest { get; init; }

    public required DateTimeOffset ExtractedFrom { get; init; }

    public required DateTimeOffset ExtractedTo { get; init; }

    /// <summary>Those that the approved plan reads, in its order.</summary>
    public required IReadOnlyList<CertifiedSource> Sources { get; init; }

    public required string Declarant { get; init; }

    public required CertificateForm Form { get; init; }

    public required string? Country { get; init; }

    public IEnumerable<CertifiedSource> Produced => Sources.Where(source => source.Rows > 0);
}

/// <param name="Reads">What the plan reads of it, item by item.</param>
/// <param name="Rows">Records of it that the disclosure has.</param>
internal sealed record CertifiedSource(SourceDefinition Definition, IReadOnlyList<CertifiedRead> Reads, long Rows)
{
    public string Name => Definition.Name;

    public string Label => $"{Definition.Label} ({Definition.Name})";
}

/// <param name="FirstInstant">RFC 3339; empty where there is no record, or no time.</param>
internal sealed record CertifiedRead(int Item, IReadOnlyList<PlannedWindow> Windows, long Rows, string FirstInstant, string LastInstant);
