using CaseDesk.Ledger;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CaseDesk.Look;

/// <summary>
/// The way from an entry up to the signed root, with the hash that is computed at each step. Rows of text instead of a drawing, so that it flows
/// on a narrow screen and at 400 %. Readers hear one sentence; the steps stand in the table beside it.
/// <c>&lt;merkle-path index="…" size="…" leaf="…" root="…" steps="…" holds="…" /&gt;</c>
/// </summary>
[HtmlTargetElement("merkle-path", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class MerklePathTagHelper : TagHelper
{
    private const int Brief = 8;

    /// <summary>Index of the entry.</summary>
    public required long Index { get; set; }

    /// <summary>Number of entries under the root.</summary>
    public required long Size { get; set; }

    /// <summary>Hash of the entry, base64.</summary>
    public required string Leaf { get; set; }

    /// <summary>Base64.</summary>
    public required string Root { get; set; }

    public required IReadOnlyList<MerkleStep> Steps { get; set; }

    /// <summary>Whether the way ends at the root.</summary>
    public required bool Holds { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var picture = new Drawing();
        picture.Open("div", ("class", "mk-ends"), ("aria-hidden", "true")).Element("span", "earlier entries").Element("span", "later entries").Close("div");
        picture.Open("div", ("class", "mk-root")).Element("b", $"Signed root of {Words.Count(Size, "entry", "entries")}").Element("code", Root).Close("div");
        if (!Holds) picture.Element("div", "The way does not end here.", ("class", "mk-broken"));
        for (var i = Steps.Count - 1; i >= 0; i--) Draw(picture, Steps[i], i + 1);
        picture.Open("div", ("class", "mk-leaf")).Element("b", "Entry " + Words.Number(Index)).Element("code", Leaf[..Math.Min(Brief, Leaf.Length)]).Close("div");

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "merkle");
        output.Attributes.SetAttribute("role", "img");
        output.Attributes.SetAttribute("aria-label", Describe());
        output.Content.SetHtmlContent(picture.ToString());
    }

    private string Describe() =>
        $"The way from entry {Words.Number(Index)} to the signed root of {Words.Count(Size, "entry", "entries")}. "
        + (Steps.Count == 0 ? "It is the only entry: its hash is the root." : $"Its hash is combined with {Words.Count(Steps.Count, "neighbour", "neighbours")}, one after another, of which {Words.Number(Steps.Count(step => step.IsLeft))} on the left.")
        + (Holds ? " The result is the signed root." : " The result is not the signed root.");

    private static void Draw(Drawing picture, MerkleStep step, int number)
    {
        picture.Open("div", ("class", step.IsLeft ? "mk-step mk-from-left" : "mk-step mk-from-right"));
        picture.Open("span", ("class", "mk-sib")).Element("span", Range(step), ("class", "mk-range")).Element("code", Short(step.Sibling)).Close("span");
        picture.Open("span", ("class", "mk-node")).Element("span", Words.Number(number)).Close("span");
        picture.Open("span", ("class", "mk-sum")).Element("code", Short(step.Above)).Close("span");
        picture.Close("div");
    }

    /// <summary>The entries under a neighbour, from the first to the last.</summary>
    public static string Range(MerkleStep step) => step.To - step.From == 1 ? Words.Number(step.From) : $"{Words.Number(step.From)} – {Words.Number(step.To - 1)}";

    private static string Short(byte[] hash) => Convert.ToBase64String(hash)[..Brief];
}
