using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>An element of the structure tree with its text, as a reader for the blind would walk it.</summary>
internal sealed record Element(string Type, DictionaryToken Dictionary, IReadOnlyList<Element> Children, string OwnText)
{
    public string Text => OwnText + string.Concat(Children.Select(child => child.Text));

    public IEnumerable<Element> All(string type) => (Type == type ? [this] : Enumerable.Empty<Element>()).Concat(Children.SelectMany(child => child.All(type)));
}

/// <summary>Reads the structure tree with PdfPig, which shares no code with the writer.</summary>
internal sealed class StructureReader
{
    private readonly PdfDocument document;
    private readonly Dictionary<(long Page, int Content), string> content = [];

    public StructureReader(PdfDocument document)
    {
        this.document = document;
        var pages = PageIds().ToList();
        foreach (var page in document.GetPages())
        {
            foreach (var marked in page.GetMarkedContents().Where(marked => marked.MarkedContentIdentifier >= 0))
                content[(pages[page.Number - 1], marked.MarkedContentIdentifier)] = TextOf(marked);
        }
    }

    public int ContentCount => content.Count;

    /// <summary>The element of each annotation by its key; known when the parent tree was read.</summary>
    public Dictionary<int, DictionaryToken> AnnotationParents { get; } = [];

    public Element Read() => Walk(Dictionary(Dictionary(document.Structure.Catalog.CatalogDictionary.Data["StructTreeRoot"]).Data["K"]));

    public DictionaryToken Dictionary(IToken token) => (DictionaryToken)Resolve(token);

    public IToken Resolve(IToken token) => token is IndirectReferenceToken reference ? document.Structure.GetObject(reference.Data).Data : token;

    /// <summary>The number tree from each page's key to the elements of its content, in order of their numbers.</summary>
    public Dictionary<int, List<IndirectReference>> ParentTree()
    {
        var tree = new Dictionary<int, List<IndirectReference>>();
        var root = Dictionary(Dictionary(document.Structure.Catalog.CatalogDictionary.Data["StructTreeRoot"]).Data["ParentTree"]);
        foreach (var node in ((ArrayToken)Resolve(root.Data["Kids"])).Data.Select(Dictionary))
        {
            var numbers = ((ArrayToken)Resolve(node.Data["Nums"])).Data;
            for (var i = 0; i < numbers.Count; i += 2)
            {
                if (Resolve(numbers[i + 1]) is ArrayToken elements)
                    tree[((NumericToken)numbers[i]).Int] = [.. elements.Data.Cast<IndirectReferenceToken>().Select(token => token.Data)];
                else
                    AnnotationParents[((NumericToken)numbers[i]).Int] = Dictionary(numbers[i + 1]);
            }
        }

        return tree;
    }

    /// <summary>Object numbers of the pages in their order.</summary>
    public IEnumerable<long> PageIds() => Pages(document.Structure.Catalog.CatalogDictionary.Data["Pages"]);

    private IEnumerable<long> Pages(IToken node)
    {
        var dictionary = Dictionary(node);
        return dictionary.Data.TryGetValue("Kids", out var kids)
            ? ((ArrayToken)Resolve(kids)).Data.SelectMany(Pages)
            : [((IndirectReferenceToken)node).Data.ObjectNumber];
    }

    private Element Walk(DictionaryToken dictionary)
    {
        var children = new List<Element>();
        var text = "";
        var page = dictionary.Data.TryGetValue("Pg", out var own) ? ((IndirectReferenceToken)own).Data.ObjectNumber : 0;
        foreach (var kid in Kids(dictionary))
        {
            switch (kid)
            {
                case NumericToken number:
                    text += content[(page, number.Int)];
                    break;
                case DictionaryToken mcr when mcr.Data.TryGetValue("MCID", out var id):
                    text += content[(((IndirectReferenceToken)mcr.Data["Pg"]).Data.ObjectNumber, ((NumericToken)id).Int)];
                    break;
                // An annotation has no text of its own.
                case DictionaryToken reference when reference.Data.ContainsKey("Obj"):
                    break;
                default:
                    children.Add(Walk(Dictionary(kid)));
                    break;
            }
        }

        return new Element(((NameToken)dictionary.Data["S"]).Data, dictionary, children, text);
    }

    public IEnumerable<IToken> Kids(DictionaryToken dictionary) =>
        !dictionary.Data.TryGetValue("K", out var kids) ? [] : Resolve(kids) is ArrayToken array ? array.Data : [kids];

    // A letter inside a nested span stands for the span's text, not for its own. What stands in reverse is turned round
    // (ISO 32000-1, 14.8.2.3.3).
    private static string TextOf(MarkedContentElement marked)
    {
        if (marked.ActualText is { } actual)
            return actual;
        var parts = marked.Letters.Select(letter => (letter.TextSequence, Text: letter.Value))
            .Concat(marked.Children.Select(child => (Sequence(child), Text: TextOf(child))))
            .OrderBy(part => part.Item1).Select(part => part.Text);
        return string.Concat(marked.Tag == "ReversedChars" ? parts.Reverse() : parts);
    }

    private static int Sequence(MarkedContentElement marked) =>
        marked.Letters.Select(letter => letter.TextSequence).Concat(marked.Children.Select(Sequence)).DefaultIfEmpty(0).Min();
}
