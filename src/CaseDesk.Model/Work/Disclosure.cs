using CaseDesk.Model.Requests;

namespace CaseDesk.Model.Work;

/// <summary>The released production. Prepared first, so that the PDF can carry its own place in the ledger; then signed and released.</summary>
public sealed class Disclosure
{
    private Disclosure()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid RequestId { get; private init; }

    /// <summary>From 1: which disclosure of the request it is. A later one takes the place of one that was recalled.</summary>
    public int Edition { get; private init; } = 1;

    public LegalRequest? Request { get; private init; }

    public Guid ExtractionId { get; private set; }

    public Guid ApprovalId { get; private set; }

    public string ManifestHash { get; private set; } = "";

    public Guid PreparedBy { get; private set; }

    public DateTimeOffset PreparedAt { get; private set; }

    public DateTimeOffset? ReleasedAt { get; private set; }

    public Guid? ReleasedBy { get; private set; }

    /// <summary>Lower-case hex SHA-256 of the signed PDF.</summary>
    public string? PdfSha256 { get; private set; }

    public long? PdfSize { get; private set; }

    public int Version { get; private set; } = 1;

    /// <summary>The preparation that counts: the last one, or that which was released.</summary>
    public int Preparation => IsReleased ? Version - 1 : Version;

    public bool IsReleased => ReleasedAt is not null;

    public static Disclosure Prepare(LegalRequest request, int edition, ExtractionJob extraction, Guid by, DateTimeOffset at)
    {
        if (extraction.ManifestHash is not { } manifest) throw new Refused(RequestRefusals.NotExtracted(request.Number));

        return new() { RequestId = request.Id, Edition = edition, ExtractionId = extraction.Id, ApprovalId = extraction.ApprovalId, ManifestHash = manifest, PreparedBy = by, PreparedAt = at };
    }

    public void PrepareAgain(ExtractionJob extraction, Guid by, DateTimeOffset at)
    {
        if (IsReleased) throw new InvalidOperationException("What is released is not prepared again.");

        (ExtractionId, ApprovalId, ManifestHash) = (extraction.Id, extraction.ApprovalId, extraction.ManifestHash!);
        (PreparedBy, PreparedAt) = (by, at);
        Version++;
    }

    public void Release(string pdfSha256, long pdfSize, Guid by, DateTimeOffset at)
    {
        (PdfSha256, PdfSize, ReleasedBy, ReleasedAt) = (pdfSha256, pdfSize, by, at);
        Version++;
    }
}
