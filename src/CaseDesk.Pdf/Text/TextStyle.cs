using CaseDesk.Pdf.Fonts;

namespace CaseDesk.Pdf.Text;

/// <summary>How text looks. Lengths in points.</summary>
/// <param name="Size">Type size.</param>
/// <param name="Leading">From one base line to the next.</param>
internal sealed record TextStyle(FontStack Fonts, double Size, double Leading, Colour Colour)
{
    /// <summary>A base line taken from a neighbour, so that two faces on one row stand on the same line.</summary>
    public double? SharedBaseline { get; init; }

    /// <summary>From the top of a line to its base line: the type stands in the middle of its leading.</summary>
    public double Baseline
    {
        get
        {
            if (SharedBaseline is { } shared)
                return shared;
            var ascent = Fonts.Primary.Ascent * Size / 1000;
            var descent = -Fonts.Primary.Descent * Size / 1000;
            return (Leading - ascent - descent) / 2 + ascent;
        }
    }
}

/// <summary>A colour in sRGB, each part from 0 to 255. The output intent of the file says what the numbers mean.</summary>
internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    public static Colour Ink { get; } = new(0x17, 0x21, 0x2A);

    public static Colour Soft { get; } = new(0x4A, 0x56, 0x60);

    public static Colour Hairline { get; } = new(0xC5, 0xCB, 0xCC);

    public static Colour Edge { get; } = new(0x74, 0x80, 0x8A);

    public static Colour Teal { get; } = new(0x0F, 0x52, 0x60);

    public static Colour Hold { get; } = new(0x3C, 0x4D, 0x9E);

    public static Colour Seal { get; } = new(0x69, 0x38, 0x71);

    public static Colour Warning { get; } = new(0x9C, 0x23, 0x30);

    public static Colour WarningWash { get; } = new(0xF8, 0xE6, 0xE7);
}
