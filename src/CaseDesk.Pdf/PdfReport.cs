using System.Globalization;
using System.Text.RegularExpressions;
using CaseDesk.Pdf.Blocks;
using CaseDesk.Pdf.Fonts;
using CaseDesk.Pdf.Images;
using CaseDesk.Pdf.Metadata;
using CaseDesk.Pdf.Signing;
using CaseDesk.Pdf.Text;
using CaseDesk.Pdf.Writing;
using QRCoder;

namespace CaseDesk.Pdf;

/// <summary>
/// Writes a report as a tagged PDF 1.7 file that claims PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1): A4 pages with
/// head and foot, written to the stream as they fill. Not safe for use by several threads.
/// </summary>
/// <remarks>
/// Every text may be hostile. What the fonts lack or a reader could not see is written as an escape such as [U+202E] and
/// counted. Text of the desk may break lines with LF; in cells, values and monospaced lines LF is an escape too.
/// Without <see cref="Finish"/> the output is not a PDF file.
/// </remarks>
public sealed partial class PdfReport : IDisposable
{
    private const int LongestOnEveryPage = 120;
    private const int LongestAddress = 2_000;

    // Denser codes are not read from paper.
    private const int LongestInCode = 500;

    private readonly PdfOptions options;
    private readonly Typography type = new();
    private readonly ObjectFile file;
    private readonly PageFlow flow;
    private readonly StructureElement document;
    private readonly int structureRoot;
    private readonly Outline outline = new();
    private readonly AttachmentSet attachments;
    private readonly ImageSet images;
    private readonly TextDirection direction;
    private readonly SignatureRoom? signature;
    private readonly string title;
    private readonly string author;
    private int escapes;
    private int lastHeading;
    private bool isFinished;

    /// <summary>Begins a report. The stream is written from its position and left open.</summary>
    /// <exception cref="ArgumentException">The language is not a BCP 47 tag, or the title is empty.</exception>
    public PdfReport(Stream output, PdfOptions options)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(options);
        // ISO 14289-1, 7.1 wants a title; 7.2 wants a language that a reader can act on.
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Title);
        if (!LanguageTag().IsMatch(options.Language))
            throw new ArgumentException($"“{options.Language}” is not a BCP 47 language tag.", nameof(options));

        this.options = options;
        file = new ObjectFile(output);
        direction = Passage.DirectionOf(options.Language);
        title = Datum(options.Title, type.Sans).Plain;
        author = Datum(options.Author, type.Sans).Plain;
        var furniture = new Furniture(type, new FurnitureText(
            OnEveryPage(options.HeaderLeft, type.SansBold),
            OnEveryPage(options.HeaderRight, type.Sans),
            OnEveryPage(options.FooterLeft, type.Sans),
            OnEveryPage(options.FooterMiddle, type.Mono),
            OnEveryPage(options.PageOf, type.Sans),
            OnEveryPage(options.Mark, type.SansBold)));
        flow = new PageFlow(file, furniture, direction);
        structureRoot = file.Reserve();
        // Table 345: columns, rows and lines go from right to left, unless an element says otherwise.
        document = new StructureElement(file, "Document", structureRoot, direction == TextDirection.RightToLeft ? " /A <</O /Layout /WritingMode /RlTb>>" : "");
        attachments = new AttachmentSet(file, options.Created);
        images = new ImageSet(file);
        signature = options.Signature is { } wanted ? new SignatureRoom(file, flow, wanted) : null;
    }

    /// <summary>A heading of level 1 to 3. The first one of the report is its title page's.</summary>
    /// <remarks>A level that skips one is tagged one lower than the last heading, as ISO 14289-1, 7.4.2 demands; it looks as asked.</remarks>
    public void Heading(int level, PdfWords text)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 3);
        Begin();
        var readable = Words(text, type.SansBold);
        var isCover = lastHeading == 0 && level == 1;
        var style = isCover ? type.Cover : type.Headings[level - 1];
        var lines = LineLayout.Wrap(readable, style, PageFlow.Width);
        // A running line above a heading belongs to it.
        var before = flow.IsNearTop ? 0 : level switch { 1 => 24, 2 => 18, _ => 11 };
        // A heading takes the beginning of what follows with it.
        flow.Need(Math.Min(PageFlow.FullHeight, before + lines.Count * style.Leading + 100));
        if (!flow.IsNearTop)
            flow.Y += before;
        lastHeading = Math.Min(level, lastHeading + 1);
        outline.Add(lastHeading, readable.OnOneLine().Plain, flow.PageId, flow.Y);
        var element = document.Child(string.Create(CultureInfo.InvariantCulture, $"H{lastHeading}"));
        TextBlock.Flow(flow, element, lines, style, PageFlow.Left);
        element.Close();
        flow.Y += level switch { 1 => 6, 2 => 5, _ => 3 };
    }

    /// <summary>A paragraph.</summary>
    /// <param name="language">BCP 47 tag of its words where they are not in the report's language, so that they are read aloud rightly (ISO 14289-1, 7.2).</param>
    /// <exception cref="ArgumentException">The language is not a BCP 47 tag.</exception>
    public void Paragraph(PdfWords text, PdfText style = PdfText.Body, string? language = null)
    {
        Begin();
        var attributes = LanguageOf(language, out var own);
        var look = style switch
        {
            PdfText.Small => type.Small,
            PdfText.Lead => type.Lead,
            PdfText.Mono => type.MonoBody,
            _ => type.Body,
        };
        var element = document.Child("P", attributes);
        var lines = LineLayout.Wrap(Words(text, look.Fonts, own), look, PageFlow.Width);
        TextBlock.Flow(flow, element, lines, look, PageFlow.Left, own == direction ? null : PageFlow.Right);
        element.Close();
        flow.Y += look.Leading / 2;
    }

    /// <summary>A list, bulleted or numbered from 1. Nothing for no items.</summary>
    public void List(IEnumerable<PdfWords> items, bool numbered = false)
    {
        ArgumentNullException.ThrowIfNull(items);
        Begin();
        var readable = items.Select(item => Words(item, type.Sans)).ToList();
        if (readable.Count == 0)
            return;
        if (!flow.IsAtTop)
            flow.Y += 3;
        ListBlock.Draw(flow, document, readable, numbered, direction, type.Body);
        flow.Y += 5;
    }

    /// <summary>Keys at the left, values beside them, monospaced where wanted. Nothing for no rows.</summary>
    public void KeyValues(IEnumerable<(string Key, string Value, bool Mono)> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Begin();
        var pairs = rows.Select(row => (Datum(row.Key, type.Sans) with { Direction = direction },
            Datum(row.Value, row.Mono ? type.Mono : type.Sans), row.Mono)).ToList();
        if (pairs.Count == 0)
            return;
        flow.Y += 4;
        TableBlock.DrawPairs(flow, type, document, pairs);
        flow.Y += 8;
    }

    /// <summary>Keys at the left and beside them words of the desk, with data in them. Nothing for no rows.</summary>
    public void Pairs(IEnumerable<(string Key, PdfWords Value)> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Begin();
        var pairs = rows.Select(row => (Datum(row.Key, type.Sans) with { Direction = direction }, Words(row.Value, type.Sans), false)).ToList();
        if (pairs.Count == 0)
            return;
        flow.Y += 4;
        TableBlock.DrawPairs(flow, type, document, pairs);
        flow.Y += 8;
    }

    /// <summary>What must be read with the data: boxed, 11 points bold, a thick rule at the left.</summary>
    /// <param name="language">BCP 47 tag of the text where it is not in the report's language.</param>
    /// <exception cref="ArgumentException">The language is not a BCP 47 tag.</exception>
    public void Caveat(PdfWords heading, PdfWords text, string? language = null) =>
        Box(heading, text, language, new BoxLook(Colour.Hold, 5.7, type.BoxHeading with { Colour = Colour.Hold }, type.CaveatText));

    /// <summary>A plain box, such as for who signed.</summary>
    public void Notice(PdfWords heading, PdfWords text) =>
        Box(heading, text, null, new BoxLook(Colour.Edge, 0, type.BoxHeading, type.Body));

    /// <summary>A plain box that is the signature's own field: whoever clicks it sees who signed. Once, in a report whose signature is visible.</summary>
    /// <exception cref="InvalidOperationException">The report has no visible signature, or has this block already.</exception>
    public void SignatureBlock(PdfWords heading, PdfWords text)
    {
        if (signature is not { IsAwaited: true })
            throw new InvalidOperationException("The report has no visible signature, or has its block already.");
        signature.Place(document, PageFlow.Left, Box(heading, text, null, new BoxLook(Colour.Edge, 0, type.BoxHeading, type.Body)), PageFlow.Width);
    }

    /// <summary>A table. Rows are taken and written one after the other; each has as many cells as there are columns.</summary>
    /// <exception cref="ArgumentException">No column, a weight that is not above 0, or a row with another number of cells.</exception>
    public void Table(IReadOnlyList<PdfColumn> columns, IEnumerable<IReadOnlyList<string>> rows, PdfWords? caption = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        var table = BeginTable(columns, caption);
        foreach (var row in rows)
            table.Add(Cells(row, columns, Datum));
        EndTable(table);
    }

    /// <summary>A table whose cells are words of the desk with data in them.</summary>
    /// <exception cref="ArgumentException">No column, a weight that is not above 0, or a row with another number of cells.</exception>
    public void TableOfWords(IReadOnlyList<PdfColumn> columns, IEnumerable<IReadOnlyList<PdfWords>> rows, PdfWords? caption = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        var table = BeginTable(columns, caption);
        foreach (var row in rows)
            table.Add(Cells(row, columns, (cell, fonts) => Words(cell, fonts)));
        EndTable(table);
    }

    /// <summary>A table whose rows come one after the other from a database or a file. None is kept.</summary>
    /// <exception cref="ArgumentException">No column, a weight that is not above 0, or a row with another number of cells.</exception>
    public async Task Table(IReadOnlyList<PdfColumn> columns, IAsyncEnumerable<IReadOnlyList<string>> rows, PdfWords? caption, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        var table = BeginTable(columns, caption);
        await foreach (var row in rows.WithCancellation(cancel))
            table.Add(Cells(row, columns, Datum));
        EndTable(table);
    }

    /// <summary>Monospaced lines, each a paragraph of its own, such as a list of hashes.</summary>
    public void MonoBlock(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        Begin();
        StructureElement? block = null;
        foreach (var line in lines)
        {
            block ??= document.Child("Div");
            var element = block.Child("P");
            TextBlock.Flow(flow, element, LineLayout.Wrap(Datum(line, type.Mono), type.MonoBody, PageFlow.Width), type.MonoBody, PageFlow.Left);
            element.Close();
        }

        block?.Close();
        flow.Y += 6;
    }

    /// <summary>A paragraph that leads to an address when it is chosen.</summary>
    /// <param name="description">Where it leads, for those who hear the page (ISO 14289-1, 7.18.5); the words themselves if null.</param>
    /// <exception cref="ArgumentException">The address is not absolute, or neither http, https nor mailto.</exception>
    public void Link(PdfWords text, Uri address, string? description = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(address);
        // What opens a program or a file has no place in evidence.
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https" or "mailto") || !address.AbsoluteUri.All(char.IsAscii) || address.AbsoluteUri.Length > LongestAddress)
            throw new ArgumentException("A link is an absolute address of http, https or mailto, in ASCII.", nameof(address));
        Begin();
        var words = Words(text, type.Sans);
        var style = type.Body with { Colour = Colour.Teal };
        LinkBlock.Draw(flow, document, LineLayout.Wrap(words, style, PageFlow.Width), style, address.AbsoluteUri,
            description is null ? words.OnOneLine().Plain : Datum(description, type.Sans).Plain);
        flow.Y += style.Leading / 2;
    }

    /// <summary>A picture from a PNG or JPEG file, in its proportions.</summary>
    /// <param name="alternative">What it shows, in words (ISO 14289-1, 7.3).</param>
    /// <param name="width">In points; null for its size at 96 pixels an inch. Never more than the page has.</param>
    /// <exception cref="ArgumentException">The file is damaged, interlaced or of another kind, or there are no words for it.</exception>
    public void Image(byte[] content, string alternative, double? width = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrWhiteSpace(alternative);
        if (width is not (null or > 0 and < 1e6))
            throw new ArgumentException("A picture has a width above 0.", nameof(width));
        Begin();
        var image = RasterImage.Read(content);
        var wanted = Math.Min(width ?? image.Width * 0.75, PageFlow.Width);
        wanted = Math.Min(wanted, PageFlow.FullHeight * image.Width / image.Height);
        FigureBlock.DrawImage(flow, document, images.Add(image), wanted, wanted * image.Height / image.Width, Datum(alternative, type.Sans).Plain);
        flow.Y += 8;
    }

    /// <summary>A QR code (ISO/IEC 18004, level M) drawn in rectangles, with the light margin that it needs.</summary>
    /// <param name="alternative">What it says or where it leads, in words (ISO 14289-1, 7.3).</param>
    /// <param name="size">Of one side with the margin, in points.</param>
    /// <exception cref="ArgumentException">The text is empty or too long for a code, or there are no words for it.</exception>
    public void QrCode(string text, string alternative, double size = 96)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        ArgumentException.ThrowIfNullOrWhiteSpace(alternative);
        if (text.Length > LongestInCode)
            throw new ArgumentException($"A code takes at most {LongestInCode} characters.", nameof(text));
        if (size is not (> 0 and <= PageFlow.Width))
            throw new ArgumentException("A code has a size above 0, and no more than the page has.", nameof(size));
        Begin();
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        FigureBlock.DrawModules(flow, document, code.ModuleMatrix, size, Datum(alternative, type.Sans).Plain);
        flow.Y += 8;
    }

    /// <summary>Goes on at the head of a new page; nothing if this page is still empty.</summary>
    public void PageBreak()
    {
        Begin();
        if (!flow.IsAtTop)
            flow.NewPage();
    }

    /// <summary>Embeds a file and associates it with the document.</summary>
    /// <param name="name">A plain file name: ASCII letters, digits, <c>. - _</c>, at most 120 characters, each name once.</param>
    /// <param name="mediaType">Such as <c>text/csv</c>.</param>
    /// <param name="relationship">Source, Data, Alternative, Supplement or Unspecified (ISO 19005-3, 6.8).</param>
    /// <exception cref="ArgumentException">The name, media type or relationship is not allowed.</exception>
    public void Attach(string name, string mediaType, string description, byte[] bytes, string relationship = "Data")
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(mediaType);
        ArgumentNullException.ThrowIfNull(bytes);
        Begin();
        attachments.Add(name, mediaType, Datum(description, type.Sans).Plain, bytes, relationship);
    }

    /// <summary>Ends the file. The report takes nothing more.</summary>
    /// <exception cref="InvalidOperationException">The signature was to be visible, and has no block.</exception>
    public PdfWritten Finish()
    {
        Begin();
        if (signature is { IsAwaited: true })
            throw new InvalidOperationException("The signature was to be visible, and has no block.");
        isFinished = true;
        signature?.WriteField();
        var (pageTree, parentTree) = flow.Finish();
        document.Close();
        file.Put(structureRoot, string.Create(CultureInfo.InvariantCulture,
            $"<</Type /StructTreeRoot /K {document.Id} 0 R /ParentTree {parentTree} 0 R /ParentTreeNextKey {flow.NextParentKey}>>"));
        flow.WriteResources(type.UsedFaces.Select(face => (face.Number, FontObjects.Write(file, face))).ToList(), images.Ids);

        var bookmarks = outline.Write(file) is { } id ? $" /Outlines {PdfSyntax.Reference(id)}" : "";
        var profile = file.Reserve();
        file.PutStream(profile, "/N 3", SrgbProfile.Create());
        var intent = file.Add($"<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB IEC61966-2.1) /DestOutputProfile {PdfSyntax.Reference(profile)}>>");
        var metadata = file.Reserve();
        // Not compressed, so that tools which know no PDF find it (ISO 19005-1, 6.7.2; still good manners in part 3).
        file.PutStream(metadata, "/Type /Metadata /Subtype /XML", XmpPacket.Create(title, author, options.Language, options.Created), compress: false);
        var date = PdfSyntax.Date(options.Created);
        var information = file.Add($"<</Title {PdfSyntax.TextString(title)} /Author {PdfSyntax.TextString(author)} /Creator (CaseDesk) /Producer (CaseDesk) /CreationDate {date} /ModDate {date}>>");
        var signatureEntries = signature?.CatalogEntries() ?? "";
        var catalog = file.Reserve();
        file.PutAlone(catalog, string.Create(CultureInfo.InvariantCulture,
            $"<</Type /Catalog /Pages {pageTree} 0 R /Lang ({options.Language}) /MarkInfo <</Marked true>> /StructTreeRoot {structureRoot} 0 R /ViewerPreferences <</DisplayDocTitle true{(direction == TextDirection.RightToLeft ? " /Direction /R2L" : "")}>> /Metadata {metadata} 0 R /OutputIntents [{intent} 0 R]{bookmarks}{attachments.CatalogEntries()}{signatureEntries}>>"));
        var place = signature?.WriteRoom();
        file.Finish(catalog, information);
        return new PdfWritten(flow.PageCount, escapes) { Signature = place };
    }

    /// <summary>Frees the fonts. The stream stays open.</summary>
    public void Dispose()
    {
        type.Dispose();
        file.Dispose();
    }

    /// <summary>Answers top and bottom of the box, or of its last part.</summary>
    private (double Top, double Bottom) Box(PdfWords heading, PdfWords text, string? language, BoxLook look)
    {
        Begin();
        var attributes = LanguageOf(language, out var own);
        if (!flow.IsAtTop)
            flow.Y += 8;
        var top = BoxBlock.Draw(flow, document, Words(heading, type.SansBold), Words(text, look.Text.Fonts, own), attributes, look);
        var bottom = flow.Y;
        flow.Y += 14;
        return (top, bottom);
    }

    /// <summary>What is written at an element whose words are in another language, and the direction of those words.</summary>
    private string LanguageOf(string? language, out TextDirection own)
    {
        if (language is not null && !LanguageTag().IsMatch(language))
            throw new ArgumentException($"“{language}” is not a BCP 47 language tag.", nameof(language));
        own = language is null ? direction : Passage.DirectionOf(language);
        return language is null ? "" : $" /Lang ({language})";
    }

    private TableBlock BeginTable(IReadOnlyList<PdfColumn> columns, PdfWords? caption)
    {
        if (columns.Count == 0 || columns.Any(column => column.Weight is not (> 0 and < 1e6)))
            throw new ArgumentException("A table needs columns, and each a weight above 0.", nameof(columns));
        Begin();
        var table = new TableBlock(flow, type, columns, [.. columns.Select(column => Words(column.Heading, type.Sans))]);
        table.Begin(document, caption is null ? null : Words(caption, type.Sans));
        return table;
    }

    private void EndTable(TableBlock table)
    {
        table.End();
        flow.Y += 12;
    }

    private Passage[] Cells<T>(IReadOnlyList<T> row, IReadOnlyList<PdfColumn> columns, Func<T, FontStack, Passage> read)
    {
        if (row.Count != columns.Count)
            throw new ArgumentException($"A row has {row.Count} cells, the table {columns.Count} columns.", nameof(row));
        var cells = new Passage[row.Count];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = read(row[i], columns[i].Mono ? type.Mono : type.Sans);
        return cells;
    }

    /// <summary>Words of the desk, in the document's direction unless they have their own.</summary>
    private Passage Words(PdfWords words, FontStack fonts, TextDirection? own = null)
    {
        ArgumentNullException.ThrowIfNull(words);
        var (passage, count) = ReadableText.Of(words, fonts, own ?? direction);
        escapes += count;
        return passage;
    }

    /// <summary>A datum, which has the direction of its first strong character whatever stands around it.</summary>
    private Passage Datum(string text, FontStack fonts)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (readable, count) = ReadableText.Of(text, TextOrigin.Data, fonts);
        escapes += count;
        return new Passage(readable, TextDirection.FirstStrong);
    }

    private Passage OnEveryPage(string? text, FontStack fonts)
    {
        var whole = text ?? "";
        return Words(whole.Length <= LongestOnEveryPage ? whole : whole[..LongestOnEveryPage] + "…", fonts);
    }

    private void Begin()
    {
        if (isFinished)
            throw new InvalidOperationException("The report is finished.");
    }

    [GeneratedRegex("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}$", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();
}
