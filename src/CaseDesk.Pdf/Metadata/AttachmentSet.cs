using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf.Metadata;

/// <summary>The embedded files, each associated with the document (ISO 19005-3, 6.8; ISO 32000-1, 7.11.4).</summary>
internal sealed class AttachmentSet(ObjectFile file, DateTimeOffset created)
{
    private const int LongestName = 120;

    // ISO 19005-3, 6.8: the relationships that may be claimed.
    private static readonly string[] Relationships = ["Source", "Data", "Alternative", "Supplement", "Unspecified"];

    private readonly SortedDictionary<string, int> byName = new(StringComparer.Ordinal);

    public void Add(string name, string mediaType, string description, byte[] bytes, string relationship)
    {
        if (name.Length is 0 or > LongestName || !name.All(IsSafeInName) || name.StartsWith('.'))
            throw new ArgumentException($"“{name}” is not a file name that is safe on every system: use letters, digits, . - _ and no folder.", nameof(name));
        if (byName.ContainsKey(name))
            throw new ArgumentException($"There is already an attachment {name}.", nameof(name));
        if (!Relationships.Contains(relationship, StringComparer.Ordinal))
            throw new ArgumentException($"{relationship} is not a relationship of ISO 19005-3: {string.Join(", ", Relationships)}.", nameof(relationship));
        if (mediaType.Count(sign => sign == '/') != 1 || !mediaType.All(sign => sign is > ' ' and <= '~'))
            throw new ArgumentException($"“{mediaType}” is not a media type.", nameof(mediaType));

        var date = PdfSyntax.Date(created);
        var content = file.Reserve();
        file.PutStream(content, string.Create(CultureInfo.InvariantCulture,
            $"/Type /EmbeddedFile /Subtype {PdfSyntax.Name(mediaType)} /Params <</Size {bytes.Length} /CreationDate {date} /ModDate {date} /CheckSum <{Convert.ToHexString(Checksum(bytes))}>>>"), bytes);
        byName[name] = file.Add(string.Create(CultureInfo.InvariantCulture,
            $"<</Type /Filespec /F ({name}) /UF {PdfSyntax.TextString(name)} /Desc {PdfSyntax.TextString(description)} /AFRelationship /{relationship} /EF <</F {content} 0 R /UF {content} 0 R>>>>"));
    }

    /// <summary>Entries for the catalog: the associated files and the tree of their names.</summary>
    public string CatalogEntries()
    {
        if (byName.Count == 0)
            return "";
        var names = new StringBuilder();
        foreach (var (name, id) in byName)
            names.Append(CultureInfo.InvariantCulture, $"({name}) {id} 0 R ");
        return $" /AF [{PdfSyntax.References(byName.Values)}] /Names <</EmbeddedFiles <</Names [{names.ToString().TrimEnd()}]>>>>";
    }

    // Names stand as they are in literal strings and in file systems, so nothing that either would read as syntax.
    private static bool IsSafeInName(char sign) => char.IsAsciiLetterOrDigit(sign) || sign is '.' or '-' or '_';

    // ISO 32000-1, table 46 prescribes MD5. It guards against accidents of transport; the signature guards the file.
#pragma warning disable CA5351
    private static byte[] Checksum(byte[] bytes) => MD5.HashData(bytes);
#pragma warning restore CA5351
}
