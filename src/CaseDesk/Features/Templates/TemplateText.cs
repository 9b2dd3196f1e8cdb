using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CaseDesk.Pdf;

namespace CaseDesk.Features.Templates;

internal enum TemplateBlockKind
{
    Heading,
    Paragraph,
    Bullet,

    /// <summary>An entry of a numbered list.</summary>
    Number,
    Pair,

    /// <summary>Words of others: the order's, the decision's, a reviewer's.</summary>
    Quote,

    /// <summary>What has to be read with the rest.</summary>
    Notice,

    /// <summary>A remark in small print.</summary>
    Remark,

    /// <summary>A part that the desk draws by itself, such as a table of rows: the template says only where.</summary>
    Part,
}

/// <param name="Marked">Its text, with each value between its marks.</param>
/// <param name="Level">Of a heading, 1 to 3.</param>
/// <param name="Key">Of a pair or a notice; the name of a part.</param>
/// <param name="Language">Of a quotation in another language than the rest.</param>
internal sealed record TemplateBlock(TemplateBlockKind Kind, string Marked, int Level = 0, string Key = "", string? Language = null)
{
    /// <summary>Without the marks.</summary>
    public string Text { get; } = TemplateText.Plain(Marked);

    /// <summary>For the PDF: values are isolated from the template's words, so that none can reorder them.</summary>
    public PdfWords Words => TemplateText.Words(Marked);
}

/// <summary>
/// What a template wrote, as blocks. Only the template's own words make structure: a value stands between two marks that no value can contain, and a line that
/// begins with a value is a line of a paragraph, whatever the value says.
/// </summary>
internal static partial class TemplateText
{
    // Of the private use area: values lose theirs, templates may have none.
    private const char Begin = '\uE000';
    private const char End = '\uE001';
    private const int Width = 78;

    public static bool HasMarks(string text) => text.AsSpan().IndexOfAny(Begin, End) >= 0;

    /// <summary>A value, ready to be inserted anywhere: one line, without what is no text.</summary>
    public static string Value(string text)
    {
        var value = new StringBuilder(text.Length + 2).Append(Begin);
        var isBreak = false;
        foreach (var c in text.Trim())
        {
            if (c is '\n' or '\r' or '\t' or '\u2028' or '\u2029' or '\u0085')
            {
                isBreak = true;
                continue;
            }
            if (isBreak) value.Append(' ');
            isBreak = false;
            value.Append(c is Begin or End ? '\uFFFD' : c);
        }
        return value.Append(End).ToString();
    }

    /// <summary>
    /// <c># </c>, <c>## </c>, <c>### </c> a heading, <c>- </c> an entry of a list, <c>Key :: value</c> a pair, <c>&gt; </c> a quotation (<c>&gt;en </c> in English),
    /// <c>! Heading :: text</c> a notice, an empty line ends a paragraph. A pair or quotation without a value is left out. <c>1. </c> is an entry of a numbered list, and
    /// in reports <c>~ </c> a remark and <c>@name number</c> a part.
    /// </summary>
    public static IReadOnlyList<TemplateBlock> Blocks(string rendered, bool ofReport = false)
    {
        List<TemplateBlock> blocks = [];
        var paragraph = new StringBuilder();
        foreach (var whole in rendered.Split('\n'))
        {
            var line = whole.Trim();
            if (line.Length > 0 && Structure(line, ofReport) is not { } block)
            {
                paragraph.Append(paragraph.Length == 0 ? "" : " ").Append(line);
                continue;
            }

            if (paragraph.Length > 0) blocks.Add(new TemplateBlock(TemplateBlockKind.Paragraph, paragraph.ToString()));
            paragraph.Clear();
            if (line.Length > 0 && Structure(line, ofReport) is { } found && (found.Text.Length > 0 || found.Kind == TemplateBlockKind.Part)) blocks.Add(found);
        }
        if (paragraph.Length > 0) blocks.Add(new TemplateBlock(TemplateBlockKind.Paragraph, paragraph.ToString()));
        return blocks;
    }

    private static TemplateBlock? Structure(string line, bool ofReport)
    {
        if (Heading().Match(line) is { Success: true } heading) return new TemplateBlock(TemplateBlockKind.Heading, line[heading.Length..], heading.Groups[1].Length);
        if (line.StartsWith("- ", StringComparison.Ordinal)) return new TemplateBlock(TemplateBlockKind.Bullet, line[2..]);
        if (Numbered().Match(line) is { Success: true } number) return new TemplateBlock(TemplateBlockKind.Number, line[number.Length..], Key: number.Value);
        if (Quotation().Match(line) is { Success: true } quote) return new TemplateBlock(TemplateBlockKind.Quote, line[quote.Length..], Language: quote.Groups[1].Length == 0 ? null : quote.Groups[1].Value);
        if (ofReport && line.StartsWith("~ ", StringComparison.Ordinal)) return new TemplateBlock(TemplateBlockKind.Remark, line[2..]);
        if (ofReport && line[0] == '@')
        {
            var name = line[1..].Split(' ', 2);
            return new TemplateBlock(TemplateBlockKind.Part, name.Length == 1 ? "" : name[1].Trim(), Key: Plain(name[0]));
        }

        var value = line.IndexOf(Begin, StringComparison.Ordinal);
        var separator = line.EndsWith(" ::", StringComparison.Ordinal) && value < 0 ? line.Length - 3 : line.IndexOf(" :: ", StringComparison.Ordinal);
        if (separator <= 0 || (value >= 0 && value < separator)) return null;
        var (key, text) = (line[..separator], line[Math.Min(line.Length, separator + 4)..].Trim());
        return key.StartsWith("! ", StringComparison.Ordinal) ? new TemplateBlock(TemplateBlockKind.Notice, text, Key: key[2..]) : new TemplateBlock(TemplateBlockKind.Pair, text, Key: key);
    }

    public static PdfWords Words(string marked)
    {
        var words = new PdfWords(marked.Length, 0);
        for (var at = 0; at < marked.Length;)
        {
            var begin = marked.IndexOf(Begin, at);
            if (begin != at) words.AppendLiteral(Plain(begin < 0 ? marked[at..] : marked[at..begin]));
            if (begin < 0) break;
            // Values do not nest: LetterValues and ReportValues mark each once.
            var end = marked.IndexOf(End, begin);
            words.AppendFormatted(Plain(end < 0 ? marked[begin..] : marked[begin..end]));
            at = end < 0 ? marked.Length : end + 1;
        }
        return words;
    }

    public static string Plain(string line) => line.Replace(Begin.ToString(), "", StringComparison.Ordinal).Replace(End.ToString(), "", StringComparison.Ordinal);

    /// <summary>The letter as a text file: UTF-8, LF, lines of at most 78 characters where words allow it.</summary>
    /// <param name="mark">Above and below, such as "SAMPLE – not evidence"; null for none.</param>
    public static string Write(IReadOnlyList<TemplateBlock> blocks, string? mark)
    {
        var text = new StringBuilder();
        if (mark is not null) text.Append(mark).Append("\n\n");
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            if (i > 0 && !(block.Kind == blocks[i - 1].Kind && block.Kind is TemplateBlockKind.Bullet or TemplateBlockKind.Number or TemplateBlockKind.Pair)) text.Append('\n');
            var shown = Shown(block.Text);
            switch (block.Kind)
            {
                case TemplateBlockKind.Heading:
                    text.Append(shown).Append('\n');
                    if (block.Level < 3) text.Append(block.Level == 1 ? '=' : '-', Math.Min(Width, new StringInfo(shown).LengthInTextElements)).Append('\n');
                    break;
                case TemplateBlockKind.Number:
                    Wrap(text, shown, block.Key, "    ");
                    break;
                case TemplateBlockKind.Bullet:
                    Wrap(text, shown, "- ", "  ");
                    break;
                case TemplateBlockKind.Pair:
                    Wrap(text, $"{block.Key}: {shown}", "", "    ");
                    break;
                case TemplateBlockKind.Quote:
                    Wrap(text, shown, "> ", "> ");
                    break;
                case TemplateBlockKind.Notice:
                    Wrap(text, $"{block.Key}: {shown}", "! ", "! ");
                    break;
                default:
                    Wrap(text, shown, "", "");
                    break;
            }
        }
        if (mark is not null) text.Append('\n').Append(mark).Append('\n');
        return text.ToString();
    }

    private static void Wrap(StringBuilder text, string words, string first, string next)
    {
        var length = first.Length;
        text.Append(first);
        var isFirst = true;
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            // No line may begin as the template's own would, for a value chooses its words.
            if (!isFirst && length + 1 + word.Length > Width && word[0] is not ('-' or '>' or '#' or '=' or '!'))
            {
                text.Append('\n').Append(next);
                length = next.Length;
            }
            else if (!isFirst)
            {
                text.Append(' ');
                length++;
            }
            text.Append(word);
            length += word.Length;
            isFirst = false;
        }
        text.Append('\n');
    }

    /// <summary>What a reader could not see, or would see wrongly, as a visible escape: the same that the PDF writer makes of it.</summary>
    private static string Shown(string text)
    {
        var shown = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var isScalar = Rune.TryGetRuneAt(text, i, out var rune);
            var length = isScalar ? rune.Utf16SequenceLength : 1;
            var isForged = text.AsSpan(i).StartsWith("[U+", StringComparison.Ordinal);
            if (!isScalar || isForged || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                shown.Append(CultureInfo.InvariantCulture, $"[U+{(isScalar ? rune.Value : text[i]):X4}]");
            else
                shown.Append(text, i, length);
            i += length;
        }
        return shown.ToString();
    }

    [GeneratedRegex("^(#{1,3}) +")]
    private static partial Regex Heading();

    [GeneratedRegex("^[0-9]{1,2}\\. +")]
    private static partial Regex Numbered();

    [GeneratedRegex("^>([a-z]{2})?(?: +|$)")]
    private static partial Regex Quotation();
}
