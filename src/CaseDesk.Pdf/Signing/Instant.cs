using System.Formats.Asn1;

namespace CaseDesk.Pdf.Signing;

/// <summary>The two ways in which certificates and lists write time (RFC 5280, 4.1.2.5).</summary>
internal static class Instant
{
    public static DateTimeOffset Read(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
}
