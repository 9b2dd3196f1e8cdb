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
                tree[((NumericToken)numbers[i]).Int] = [.. ((ArrayToken)Resolve(numbers[i + 1])).Data.Cast<IndirectReferenceToken>().Select(token => token.Data)];
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
                // An annotation has no text of its own here.
                case DictionaryToken objr when objr.Data.ContainsKey("Obj"):
                    break;
                default:
                    children.Add(Walk(Dictionary(kid)));
                    break;
            }
        }

        return new Element(((NameToken)dictionary.Data["S"]).Data, dictionary, children, text);
    }

    private IEnumerable<IToken> Kids(DictionaryToken dictionary) =>
        !dictionary.Data.TryGetValue("K", out var kids) ? [] : Resolve(kids) is ArrayToken array ? array.Data : [kids];

    // A letter inside a nested span stands for the span's text, not for its own.
    private static string TextOf(MarkedContentElement marked)
    {
        if (marked.Children.Count == 0)
            return marked.ActualText ?? string.Concat(marked.Letters.Select(letter => letter.Value));
        return string.Concat(marked.Letters.Select(letter => letter.Value)) + string.Concat(marked.Children.Select(TextOf));
    }
}
