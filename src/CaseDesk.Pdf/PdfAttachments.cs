using System.Security.Cryptography;
using CaseDesk.Pdf.Metadata;
using CaseDesk.Pdf.Reading;

namespace CaseDesk.Pdf;

/// <summary>A file that is embedded in a report.</summary>
/// <param name="Name">Its plain file name.</param>
/// <param name="MediaType">Such as <c>text/csv</c>.</param>
/// <param name="Bytes">Its content, unpacked.</param>
public sealed record PdfAttachment(string Name, string MediaType, byte[] Bytes);

/// <summary>Takes embedded files out of reports that <see cref="PdfReport"/> wrote, signed or not.</summary>
public static class PdfAttachments
{
    private const int MostFiles = 4096;
    private const int MostBytes = 1 << 30;

    /// <summary>All attachments, by name. Size and checksum of each are compared with what the file says of it.</summary>
    /// <exception cref="PdfFormatException">The bytes are not such a report, or a file in it is broken or together they exceed 1 GiB.</exception>
    public static IReadOnlyList<PdfAttachment> Read(byte[] pdf)
    {
        ArgumentNullException.ThrowIfNull(pdf);
        try
        {
            return Read(new PdfSource(pdf));
        }
        catch (OverflowException error)
        {
            throw new PdfFormatException("A number in the file is too large.", error);
        }
    }

    private static List<PdfAttachment> Read(PdfSource source)
    {
        var found = new List<PdfAttachment>();
        if (source.Resolve(source.Catalog["Names"]) is not PdfDictionary names || source.Resolve(names["EmbeddedFiles"]) is not PdfDictionary tree)
            return found;
        // Our writer makes a tree of one leaf (7.9.6).
        if (source.Resolve(tree["Names"]) is not List<object?> pairs || pairs.Count % 2 != 0 || pairs.Count / 2 > MostFiles)
            throw new PdfFormatException("The list of attachments has a form that this reader does not know.");
        var room = MostBytes;
        for (var i = 0; i < pairs.Count; i += 2)
        {
            var attachment = Read(source, source.Dictionary(pairs[i + 1], "The description of an attachment"), room);
            if (found.Exists(other => other.Name == attachment.Name))
                throw new PdfFormatException($"There are two attachments with the name {attachment.Name}.");
            room -= attachment.Bytes.Length;
            found.Add(attachment);
        }

        return found;
    }

    // ISO 32000-1, table 46: the checksum is MD5. It tells damage, not intent; against intent stands the signature.
#pragma warning disable CA5351
    private static PdfAttachment Read(PdfSource source, PdfDictionary file, int room)
    {
        if (source.Resolve(file["UF"]) is not PdfText8 name)
            throw new PdfFormatException("An attachment has no name.");
        // Whoever saves it under its name must not be led into another folder.
        if (!AttachmentSet.IsSafeName(name.Text))
            throw new PdfFormatException("An attachment has a name that no report of this desk gives.");
        var stream = source.Dictionary(source.Dictionary(file["EF"], "The content of an attachment")["F"], "The content of an attachment");
        var bytes = source.Content(stream, room);
        var parameters = source.Dictionary(stream["Params"], "The size of an attachment");
        if (parameters.Integer("Size") != bytes.Length || parameters["CheckSum"] is not PdfText8 sum || !sum.Bytes.AsSpan().SequenceEqual(MD5.HashData(bytes)))
            throw new PdfFormatException($"The attachment {name.Text} is damaged: its size or checksum is not what the file says.");
        return new PdfAttachment(name.Text, stream.Name("Subtype") ?? "", bytes);
    }
#pragma warning restore CA5351
}
