using System.Text.Json;
using System.Text.Json.Serialization;
using CaseDesk.Features.Letters;
using CaseDesk.Pdf;
using CaseDesk.Policy;

namespace CaseDesk.Features.Disclosures;

/// <summary>The words of one language for what the desk itself writes into a report, from <c>words.json</c> beside its template.</summary>
internal sealed record ReportWords
{
    /// <summary>What stands in the column of answers for data that leave.</summary>
    public const string Produced = "produced";

    /// <summary>The same where the rows were searched and hold none of the subject.</summary>
    public const string NoneFound = "none-found";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false };

    private static readonly string[] AllColumns =
        ["item", "asked", "answer", "rows", "fields", "period", "rule", "line", "column", "approval", "file", "lines", "unreadable", "sha256", "reason", "when", "who", "what", "entry", "decision", "other"];

    private static readonly string[] AllTexts =
    [
        "caveat-about", "caveat-read", "distinction", "none-found", "not-asked", "timeless", "times", "former-ledger", "caption-summary", "caption-answers", "caption-rows", "caption-minimisation", "caption-files", "caption-rejected",
        "caption-custody", "nothing-left", "hash-manifest", "hash-plan", "hash-scope", "hash-order", "hash-words", "checkpoint-picture", "logo", "signature-heading", "signature-text", "sample-heading", "sample-text", "rejected-more", "rows-elsewhere", "caption-some-rows", "volume-title", "volume-of", "volume-rows", "hash-volume",
        "supersedes-heading", "supersedes-text", "caption-changes", "before-and-now", "not-in-it", "change-added", "change-removed", "change-periods", "change-identifiers", "change-decision", "change-rows", "change-none", "policy-differs", "data-differs", "data-same",
    ];

    /// <summary>At the head of each page, opposite the provider's name.</summary>
    public required string Header { get; init; }

    /// <summary>The document's own title; <c>{number}</c> is replaced.</summary>
    public required string Title { get; init; }

    /// <summary>At the foot; <c>{page}</c> and <c>{pages}</c> are replaced.</summary>
    public required string PageOf { get; init; }

    public required IReadOnlyDictionary<string, string> Instruments { get; init; }

    public required IReadOnlyDictionary<string, string> Issuers { get; init; }

    /// <summary>A reviewer's decision on an item.</summary>
    public required IReadOnlyDictionary<string, string> Decisions { get; init; }

    /// <summary>What became of a datum, by outcome.</summary>
    public required IReadOnlyDictionary<string, string> Answers { get; init; }

    /// <summary>Acts of the chain of custody, by action of the ledger.</summary>
    public required IReadOnlyDictionary<string, string> Acts { get; init; }

    public required IReadOnlyDictionary<string, string> Columns { get; init; }

    /// <summary>Sentences, with values in braces.</summary>
    public required IReadOnlyDictionary<string, string> Texts { get; init; }

    /// <summary>Headings of the parts, used where the template does not place them.</summary>
    public required IReadOnlyDictionary<string, string> Parts { get; init; }

    /// <exception cref="JsonException">Not the JSON of such words.</exception>
    public static ReportWords Read(string json) => JsonSerializer.Deserialize<ReportWords>(json, Strict) ?? throw new JsonException("The file holds null.");

    /// <summary>Names that have no words, so that none is found to be missing when a report is due.</summary>
    public IEnumerable<string> Missing()
    {
        var answers = Names.All<Outcome>().Where(name => name is not ("available" or "preserved")).Append(ItemAccount.LeftOut).Append(Produced).Append(NoneFound);
        return None(Instruments, "instruments", Policy.Instruments.All.Where(i => i.Handling == InstrumentHandling.Supported).Select(i => i.Name))
            .Concat(None(Issuers, "issuers", Policy.Instruments.IssuerKinds.Select(kind => kind.Name)))
            .Concat(None(Decisions, "decisions", ["approve", "narrow", "refuse"]))
            .Concat(None(Answers, "answers", answers))
            .Concat(None(Acts, "acts", ChainOfCustody.Acts))
            .Concat(None(Columns, "columns", AllColumns))
            .Concat(None(Texts, "texts", AllTexts))
            .Concat(None(Parts, "parts", ReportParts.Names));
    }

    /// <summary>A sentence with values in it, which stay data.</summary>
    public PdfWords Text(string name, params (string Name, string Value)[] values) => Fill(Texts[name], values);

    public static PdfWords Fill(string pattern, params (string Name, string Value)[] values)
    {
        var words = new PdfWords(pattern.Length, values.Length);
        for (var at = 0; at < pattern.Length;)
        {
            var next = values.Select(v => (Place: pattern.IndexOf("{" + v.Name + "}", at, StringComparison.Ordinal), v.Name, v.Value)).Where(v => v.Place >= 0).OrderBy(v => v.Place).FirstOrDefault((Place: -1, Name: "", Value: ""));
            words.AppendLiteral(next.Place < 0 ? pattern[at..] : pattern[at..next.Place]);
            if (next.Place < 0) break;
            words.AppendFormatted(next.Value);
            at = next.Place + next.Name.Length + 2;
        }
        return words;
    }

    private static IEnumerable<string> None(IReadOnlyDictionary<string, string> words, string list, IEnumerable<string> names) =>
        names.Where(name => string.IsNullOrWhiteSpace(words.GetValueOrDefault(name))).Select(name => $"{list}.{name}");
}
