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

    /// <summary>A document time-stamp rather than a signature (ISO 32000-2, 12.8.5).</summary>
    public bool IsTimestamp => dictionary["Type"] is PdfName { Value: "DocTimeStamp" } && dictionary["SubFilter"] is PdfName { Value: "ETSI.RFC3161" };

    public bool IsCades => dictionary["SubFilter"] is PdfName { Value: "ETSI.CAdES.detached" };

    /// <summary>The claimed time, if it is written in UTC as this desk writes it.</summary>
    public DateTimeOffset? SignedAt => dictionary["M"] is PdfString text && DateTimeOffset.TryParseExact(text.Text, "'D:'yyyyMMddHHmmss'Z'",
        CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        ? time
        : null;

    /// <summary>Whether the catalog's permissions name this signature, and it allows no change (ISO 32000-1, 12.8.2.2).</summary>
    public bool Certifies(PdfSource source) =>
        source.Resolve(source.Catalog["Perms"]) is PdfDictionary permissions && source.Resolve(permissions["DocMDP"]) is PdfDictionary certified && certified.ToString() == dictionary.ToString()
        && source.Resolve(dictionary["Reference"]) is PdfArray { Items: [var only] } && source.Resolve(only) is PdfDictionary reference
        && reference["TransformMethod"] is PdfName { Value: "DocMDP" } && source.Resolve(reference["TransformParams"]) is PdfDictionary { } limits && limits["P"] is PdfNumber { Value: 1 };

    /// <summary>
    /// Where the covered ranges end and begin again, if they leave out exactly the signature's own text. A gap that is
    /// wider or stands elsewhere could hide changes from the signature.
    /// </summary>
    public CoveredRanges? Ranges()
    {
        if (!standsAlone || dictionary["ByteRange"] is not PdfArray { Items: [PdfNumber from, PdfNumber first, PdfNumber second, PdfNumber length] }
            || dictionary["Contents"] is not PdfString { IsHexadecimal: true } contents)
        {
            return null;
        }

        var isExact = from.Value == 0 && first.Value == contents.Start && second.Value == contents.End;
        return isExact && length.Value >= 0 && length.Value <= pdf.Length - contents.End
            ? new CoveredRanges(contents.Start, contents.End, (int)length.Whole)
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

/// <summary>The two parts of a file that a signature covers, round its own text.</summary>
internal sealed record CoveredRanges(int FirstEnd, int SecondStart, int SecondLength)
{
    public byte[] Hash(byte[] pdf, HashAlgorithmName algorithm)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        hash.AppendData(pdf.AsSpan(0, FirstEnd));
        hash.AppendData(pdf.AsSpan(SecondStart, SecondLength));
        return hash.GetHashAndReset();
    }
}
