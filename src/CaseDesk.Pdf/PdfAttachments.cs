using CaseDesk.Pdf.Reading;

namespace CaseDesk.Pdf;

/// <summary>A file embedded in a report.</summary>
/// <param name="Name">Its plain name.</param>
/// <param name="MediaType">Such as <c>text/csv</c>.</param>
/// <param name="Description">What it is, in words.</param>
/// <param name="Relationship">How it stands to the document (ISO 19005-3, 6.8).</param>
/// <param name="Bytes">Its content.</param>
public sealed record PdfAttachment(string Name, string MediaType, string Description, string Relationship, byte[] Bytes);

/// <summary>Takes the embedded files out of a report of this library, signed or not.</summary>
public static class PdfAttachments
{
    private const int MostFiles = 1_000;

    // All files together: an attachment of a few bytes may unpack to gigabytes.
    private const int LargestTotal = 512 << 20;

    /// <summary>The embedded files by name, in ordinal order; empty if there are none.</summary>
    /// <exception cref="PdfFormatException">The bytes are damaged, of another form, or unpack to more than 512 MiB.</exception>
    public static IReadOnlyList<PdfAttachment> Read(byte[] pdf)
    {
        ArgumentNullException.ThrowIfNull(pdf);
        var source = new PdfSource(pdf);
        if (source.Resolve(source.Catalog["Names"]) is not PdfDictionary names || source.Resolve(names["EmbeddedFiles"]) is not PdfDictionary tree)
            return [];
        if (source.Resolve(tree["Names"]) is not PdfArray { Items: { Count: <= MostFiles * 2 } items } || items.Count % 2 != 0)
            throw new PdfFormatException("The file's list of attachments is not of the form that this desk writes.");

        var files = new List<PdfAttachment>();
        var room = LargestTotal;
        for (var i = 0; i < items.Count; i += 2)
        {
            var file = ReadOne(source, items[i + 1], room);
            if (files.Any(other => other.Name == file.Name))
                throw new PdfFormatException("Two attachments of the file have the same name.");
            room -= file.Bytes.Length;
            files.Add(file);
        }

        return files;
    }

    private static PdfAttachment ReadOne(PdfSource source, PdfValue entry, int room)
    {
        if (source.Resolve(entry) is not PdfDictionary specification
            || specification["UF"] is not PdfString name
            || source.Resolve(specification["EF"]) is not PdfDictionary embedded
            || embedded["F"] is not PdfReference content)
        {
            throw new PdfFormatException("An attachment of the file is damaged.");
        }

        var (dictionary, bytes) = source.Stream(content.Id, room);
        if (dictionary["Subtype"] is not PdfName mediaType
            || source.Resolve(dictionary["Params"]) is not PdfDictionary parameters
            || parameters["Size"] is not PdfNumber size || size.Whole != bytes.Length)
        {
            throw new PdfFormatException("An attachment of the file is damaged.");
        }

        return new PdfAttachment(name.Text, mediaType.Value, (specification["Desc"] as PdfString)?.Text ?? "",
            (specification["AFRelationship"] as PdfName)?.Value ?? "Unspecified", bytes);
    }
}
