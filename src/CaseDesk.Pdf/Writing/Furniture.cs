using System.Globalization;
using CaseDesk.Pdf.Text;

namespace CaseDesk.Pdf.Writing;

/// <summary>What stands on every page and is not content: the provider's head, the foot with the page number, the mark.</summary>
internal sealed class Furniture(Typography type, FurnitureText text)
{
    private const double MillimetreInPoints = 72 / 25.4;
    private const double HeadBaseline = 66;
    private const double LaterHeadBaseline = 52;
    private const double HeadShare = 0.48;
    private const double FootShare = 0.32;
    private const double FootTop = PageFlow.PageHeight - 46;

    public void DrawHead(Canvas canvas, int page)
    {
        if (text.Mark.Text.Length > 0)
            DrawMark(canvas, text.Mark);
        canvas.BeginArtifact("/Type /Pagination /Subtype /Header");
        var isFirst = page == 1;
        var baseline = isFirst ? HeadBaseline : LaterHeadBaseline;
        Place(canvas, text.HeaderLeft, isFirst ? type.Brand : type.RunningHead, Side.Left, HeadShare, baseline);
        Place(canvas, text.HeaderRight, type.Foot, Side.Right, HeadShare, baseline);
        if (isFirst)
            canvas.Fill(PageFlow.Left, baseline + 11, PageFlow.Width, 1.2 * MillimetreInPoints, Colour.Teal);
        else
            canvas.Fill(PageFlow.Left, baseline + 7, PageFlow.Width, 0.4 * MillimetreInPoints, Colour.Teal);
        canvas.End();
    }

    public void DrawFoot(Canvas canvas, int page, int pages)
    {
        canvas.BeginArtifact("/Type /Pagination /Subtype /Footer");
        canvas.Fill(PageFlow.Left, FootTop, PageFlow.Width, 0.2 * MillimetreInPoints, Colour.Hairline);
        var baseline = FootTop + 15;
        var words = text.PageOf.Text
            .Replace("{page}", page.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{pages}", pages.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var number = text.PageOf with { Text = words };
        var leftEnd = Place(canvas, text.FooterLeft, type.Foot, Side.Left, FootShare, baseline);
        var rightBegin = PageFlow.Width - Place(canvas, number, type.Foot, Side.Right, FootShare, baseline);
        var (middle, style) = LineLayout.Fit(text.FooterMiddle, type.FootMono, PageFlow.Width * FootShare);
        var free = rightBegin - leftEnd - middle.InkWidth * style.Size / 1000;
        canvas.Text(middle, PageFlow.Left + leftEnd + free / 2, baseline, style);
        canvas.End();
    }

    // At the top edge and large, so that neither a copy nor a cut-out of a page passes for evidence.
    private void DrawMark(Canvas canvas, Passage mark)
    {
        foreach (var (top, height) in (ReadOnlySpan<(double, double)>)[(14, 22), (PageFlow.PageHeight - 25, 18)])
        {
            canvas.BeginArtifact("/Type /Pagination /Subtype /Watermark");
            canvas.Fill(PageFlow.Left, top, PageFlow.Width, height, Colour.WarningWash);
            canvas.Frame(PageFlow.Left, top, PageFlow.Width, height, 0.8, Colour.Warning);
            Place(canvas, mark, type.Mark, Side.Middle, 0.95, top + (height - type.Mark.Leading) / 2 + type.Mark.Baseline);
            canvas.End();
        }
    }

    /// <summary>Draws one line of the furniture and answers its width in points.</summary>
    private static double Place(Canvas canvas, Passage words, TextStyle style, Side side, double share, double baseline)
    {
        var (line, fitted) = LineLayout.Fit(words, style, PageFlow.Width * share);
        var width = line.InkWidth * fitted.Size / 1000;
        var free = PageFlow.Width - width;
        var indent = side switch { Side.Left => 0, Side.Middle => free / 2, _ => free };
        canvas.Text(line, PageFlow.Left + indent, baseline, fitted);
        return width;
    }

    private enum Side
    {
        Left,
        Middle,
        Right,
    }
}

/// <summary>The words of the furniture, already readable; an empty text is not drawn.</summary>
internal sealed record FurnitureText(Passage HeaderLeft, Passage HeaderRight, Passage FooterLeft, Passage FooterMiddle, Passage PageOf, Passage Mark);
