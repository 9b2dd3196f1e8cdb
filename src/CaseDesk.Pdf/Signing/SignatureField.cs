using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using CaseDesk.Pdf.Reading;

namespace CaseDesk.Pdf.Signing;

/// <summary>The signature of a file as its form names it: what it claims to cover, where its bytes stand, when it was made.</summary>
internal sealed class SignatureField
{
    private readonly byte[] pdf;
    private readonly PdfDictionary dictionary;
    private readonly bool standsAlone;

    private SignatureField(byte[] pdf, PdfDictionary dictionary, bool standsAlone)
    {
        this.pdf = pdf;
        this.dictionary = dictionary;
        this.standsAlone = standsAlone;
    }

    public static List<SignatureField> All(byte[] pdf, PdfSource source)
    {
        var found = new List<SignatureField>();
        if (source.Resolve(source.Catalog["AcroForm"]) is not PdfDictionary form || source.Resolve(form["Fields"]) is not PdfArray fields)
            return found;
        foreach (var entry in fields.Items.Take(100))
        {
            if (source.Resolve(entry) is not PdfDictionary field || field["FT"] is not PdfName { Value: "Sig" } || field["V"] is not PdfReference value)
                continue;
            var (content, alone) = source.Object(value.Id);
            if (content is PdfDictionary signature)
                found.Add(new SignatureField(pdf, signature, alone));
        }

        return found;
    }

    public bool IsCades => dictionary["SubFilter"] is PdfName { Value: "ETSI.CAdES.detached" };

    /// <summary>The claimed time, if it is written in UTC as this desk writes it.</summary>
    public DateTimeOffset? SignedAt => dictionary["M"] is PdfString text && DateTimeOffset.TryParseExact(text.Text, "'D:'yyyyMMddHHmmss'Z'",
        CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        ? time
        : null;

    /// <summary>
    /// Where the covered ranges end and begin again, if they leave out exactly the signature's own text. A gap that is
    /// wider or stands elsewhere could hide changes from the signature.
    /// </summary>
    public (int FirstEnd, int SecondStart, int SecondLength)? Ranges()
    {
        if (!standsAlone || dictionary["ByteRange"] is not PdfArray { Items: [PdfNumber from, PdfNumber first, PdfNumber second, PdfNumber length] }
            || dictionary["Contents"] is not PdfString { IsHexadecimal: true } contents)
        {
            return null;
        }

        var isExact = from.Value == 0 && first.Value == contents.Start && second.Value == contents.End;
        return isExact && length.Value >= 0 && length.Value <= pdf.Length - contents.End
            ? (contents.Start, contents.End, (int)length.Whole)
            : null;
    }

    /// <summary>The CMS message; what fills up the room behind it must be zeros.</summary>
    /// <exception cref="CryptographicException">It is not a message.</exception>
    public byte[] Message()
    {
        var bytes = ((PdfString)dictionary["Contents"]!).Bytes;
        try
        {
            AsnDecoder.ReadEncodedValue(bytes, AsnEncodingRules.BER, out _, out _, out var length);
            return bytes.AsSpan(length).ContainsAnyExcept((byte)0)
                ? throw new CryptographicException("There is something behind the signature.")
                : bytes[..length];
        }
        catch (AsnContentException damage)
        {
            throw new CryptographicException("The signature is not a CMS message.", damage);
        }
    }
}
