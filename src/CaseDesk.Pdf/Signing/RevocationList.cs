using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace CaseDesk.Pdf.Signing;

/// <summary>A list of revoked certificates (RFC 5280, 5), complete and direct: a delta or one of another issuer's certificates is not read as one.</summary>
internal sealed class RevocationList
{
    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 0);

    // Extensions that narrow what the list speaks of must be understood (5.2); those of single entries do not narrow it.
    private static readonly string[] Harmless = ["2.5.29.20", "2.5.29.35"];

    private readonly SignedObject signed;
    private readonly byte[] issuer;
    private readonly Dictionary<string, DateTimeOffset> entries = new(StringComparer.Ordinal);

    private RevocationList(SignedObject signed, byte[] issuer, DateTimeOffset from, DateTimeOffset until)
    {
        (this.signed, this.issuer) = (signed, issuer);
        (From, Until) = (from, until);
    }

    public DateTimeOffset From { get; }

    public DateTimeOffset Until { get; }

    /// <summary>Null for what is not such a list.</summary>
    public static RevocationList? Parse(byte[] der)
    {
        if (SignedObject.Parse(der) is not { } signed)
            return null;
        try
        {
            var content = new AsnReader(signed.Content, AsnEncodingRules.DER).ReadSequence();
            if (content.PeekTag() == Asn1Tag.Integer)
                content.ReadInteger();
            content.ReadSequence();
            var issuer = content.ReadEncodedValue().ToArray();
            var from = Instant.Read(content);
            // Without a next update nobody can say how long it is good (5.1.2.5: mandatory in this profile).
            var until = Instant.Read(content);
            var list = new RevocationList(signed, issuer, from, until);
            if (content.HasData && content.PeekTag() == Asn1Tag.Sequence)
                list.ReadEntries(content.ReadSequence());
            return !content.HasData || AreHarmless(content.ReadSequence(Extensions).ReadSequence()) ? list : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    public bool IsBy(X509Certificate2 authority) =>
        issuer.AsSpan().SequenceEqual(authority.SubjectName.RawData) && MaySignLists(authority) && signed.IsSignedBy(authority);

    public DateTimeOffset? RevokedAt(X509Certificate2 certificate) =>
        entries.TryGetValue(Convert.ToHexString(certificate.SerialNumberBytes.Span), out var at) ? at : null;

    private static bool MaySignLists(X509Certificate2 authority) =>
        authority.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is not { } usage || usage.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign);

    private static bool AreHarmless(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            if (!Harmless.Contains(extensions.ReadSequence().ReadObjectIdentifier(), StringComparer.Ordinal))
                return false;
        }

        return true;
    }

    private void ReadEntries(AsnReader list)
    {
        while (list.HasData)
        {
            var entry = list.ReadSequence();
            var serial = Convert.ToHexString(entry.ReadIntegerBytes().Span);
            entries[serial] = Instant.Read(entry);
        }
    }
}
