namespace CaseDesk.Pdf;

/// <summary>What a report is and what stands on each of its pages. The same options and content give the same bytes.</summary>
/// <remarks>Head, foot and mark are one line each, set smaller to fit; past 120 characters they end with an ellipsis.</remarks>
public sealed record PdfOptions
{
    /// <summary>The title, shown in the window of the reader.</summary>
    public required string Title { get; init; }

    /// <summary>The language of the text as a BCP 47 tag, such as <c>en</c> or <c>pt-BR</c>.</summary>
    public required string Language { get; init; }

    /// <summary>When the report was made; written to the second, in UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Who made it.</summary>
    public string Author { get; init; } = "CaseDesk";

    /// <summary>The provider's name: large on the first page above the rule, small on the others.</summary>
    public string? HeaderLeft { get; init; }

    /// <summary>What stands opposite, such as where to get the verifier.</summary>
    public string? HeaderRight { get; init; }

    /// <summary>Left at the foot, such as the number of the request.</summary>
    public string? FooterLeft { get; init; }

    /// <summary>In the middle of the foot, monospaced: hashes and ledger places.</summary>
    public string? FooterMiddle { get; init; }

    /// <summary>The page number; <c>{page}</c> and <c>{pages}</c> are replaced.</summary>
    public string PageOf { get; init; } = "Page {page} of {pages}";

    /// <summary>A mark at the head and foot of every page, such as "SAMPLE – not evidence"; null for none.</summary>
    public string? Mark { get; init; }

    /// <summary>The signature that the report is written with room for; null for none. <see cref="PadesSigner"/> fills it.</summary>
    public PadesOptions? Signature { get; init; }
}

/// <summary>How a paragraph looks.</summary>
public enum PdfText
{
    /// <summary>10 points, for reading.</summary>
    Body,

    /// <summary>8.5 points and paler, for remarks.</summary>
    Small,

    /// <summary>13 points, for what comes first.</summary>
    Lead,

    /// <summary>Monospaced, for numbers that are compared sign by sign.</summary>
    Mono,
}

/// <summary>A column of a table.</summary>
/// <param name="Heading">The words above it.</param>
/// <param name="Weight">Its share of the width, relative to the other columns; greater than 0.</param>
/// <param name="Mono">Monospaced cells.</param>
/// <param name="Right">Cells stand at the right, for amounts.</param>
public sealed record PdfColumn(string Heading, double Weight, bool Mono = false, bool Right = false);

/// <summary>What was written.</summary>
/// <param name="Pages">Number of pages.</param>
/// <param name="EscapedCharacters">Characters shown as [U+…] because no font has them or a reader could not see them.</param>
public sealed record PdfWritten(int Pages, int EscapedCharacters)
{
    /// <summary>Where the signature goes; null if the report was written without room for one.</summary>
    public SignaturePlace? Signature { get; init; }
}
