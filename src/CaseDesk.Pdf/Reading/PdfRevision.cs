namespace CaseDesk.Pdf.Reading;

/// <summary>One revision of a file (ISO 32000-1, 7.5.6).</summary>
/// <param name="Place">Where its list of objects stands.</param>
/// <param name="End">The place behind its last byte.</param>
internal sealed record PdfRevision(int Place, int End, PdfCrossReferences Objects);
