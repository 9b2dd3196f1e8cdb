using CaseDesk.Pdf.Fonts;

namespace CaseDesk.Pdf.Text;

/// <summary>The faces and styles of the report: sans for the desk's words, monospaced for what is compared sign by sign.</summary>
internal sealed class Typography : IDisposable
{
    private readonly FontFace[] faces;

    public Typography()
    {
        var regular = new FontFace("NotoSans-Regular", 1);
        var bold = new FontFace("NotoSans-Bold", 2);
        var fixedPitch = new FontFace("DejaVuSansMono", 3, FontKind.Monospaced);
        var arabic = new FontFace("IBMPlexSansArabic-Regular", 4);
        var arabicBold = new FontFace("IBMPlexSansArabic-Bold", 5);
        var hebrew = new FontFace("NotoSansHebrew-Regular", 6);
        var hebrewBold = new FontFace("NotoSansHebrew-Bold", 7);
        var han = new FontFace("NotoSansSC-Regular", 8);
        var hangul = new FontFace("NotoSansKR-Regular", 9);
        var pictographs = new FontFace("NotoEmoji-Regular", 10, FontKind.Pictographs);
        faces = [regular, bold, fixedPitch, arabic, arabicBold, hebrew, hebrewBold, han, hangul, pictographs];
        Sans = new FontStack(regular, arabic, hebrew, fixedPitch, han, hangul, pictographs);
        SansBold = new FontStack(bold, arabicBold, hebrewBold, regular, fixedPitch, han, hangul, pictographs);
        Mono = new FontStack(fixedPitch, regular, arabic, hebrew, han, hangul, pictographs);
        Brand = new TextStyle(SansBold, 15, 20, Colour.Ink);
        RunningHead = new TextStyle(SansBold, 8.5, 12, Colour.Ink);
        Foot = new TextStyle(Sans, 8, 11, Colour.Soft);
        FootMono = new TextStyle(Mono, 7.2, 11, Colour.Soft);
        Mark = new TextStyle(SansBold, 11, 14, Colour.Warning);
        Cover = new TextStyle(SansBold, 32, 40, Colour.Ink);
        Headings =
        [
            new TextStyle(SansBold, 20, 26, Colour.Ink),
            new TextStyle(SansBold, 11.5, 16, Colour.Ink),
            new TextStyle(SansBold, 10, 14, Colour.Ink),
        ];
        Body = new TextStyle(Sans, 10, 14, Colour.Ink);
        Small = new TextStyle(Sans, 8.5, 12, Colour.Soft);
        Lead = new TextStyle(Sans, 13, 18, Colour.Ink);
        MonoBody = new TextStyle(Mono, 8.5, 13, Colour.Ink);
        Key = new TextStyle(Sans, 10, 14, Colour.Soft);
        BoxHeading = new TextStyle(SansBold, 10, 14, Colour.Ink);
        CaveatText = new TextStyle(SansBold, 11, 15.5, Colour.Ink);
    }

    public FontStack Sans { get; }

    public FontStack SansBold { get; }

    public FontStack Mono { get; }

    public TextStyle Brand { get; }

    public TextStyle RunningHead { get; }

    public TextStyle Foot { get; }

    public TextStyle FootMono { get; }

    public TextStyle Mark { get; }

    /// <summary>The first heading of the document.</summary>
    public TextStyle Cover { get; }

    /// <summary>Headings of level 1 to 3.</summary>
    public IReadOnlyList<TextStyle> Headings { get; }

    public TextStyle Body { get; }

    public TextStyle Small { get; }

    public TextStyle Lead { get; }

    public TextStyle MonoBody { get; }

    public TextStyle Key { get; }

    public TextStyle BoxHeading { get; }

    public TextStyle CaveatText { get; }

    public IEnumerable<FontFace> UsedFaces => faces.Where(face => face.IsUsed);

    public void Dispose() => Array.ForEach(faces, face => face.Dispose());
}
