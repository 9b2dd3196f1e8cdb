using System.Text.Json.Nodes;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Letters;
using CaseDesk.Model.Requests;
using CaseDesk.Policy;

namespace CaseDesk.Features.Disclosures;

/// <summary>Everything that a report can say, put together from what is stored, from the ledger and from the approved policy: templates can only order and leave out, and not all of it.</summary>
internal sealed record ReportFacts
{
    public required LegalRequest Request { get; init; }

    public required Approval Approval { get; init; }

    /// <summary>The policy of the decision; null where it is not at hand any more.</summary>
    public required PolicyDocument? Policy { get; init; }

    public required string ManifestHash { get; init; }

    public required ManifestView Manifest { get; init; }

    public required DataRows Data { get; init; }

    /// <summary>The recalled disclosure that this one takes the place of; null for the first one.</summary>
    public required SupersededReport? Supersedes { get; init; }

    /// <summary>Which rows the report itself prints; the others stand in <see cref="Volumes"/>.</summary>
    public required IReadOnlyList<VolumePart> Printed { get; init; }

    /// <summary>Empty where the report prints all rows.</summary>
    public IReadOnlyList<Volume> Volumes { get; init; } = [];

    public required IReadOnlyList<CustodyLink> Custody { get; init; }

    /// <summary>Signed note.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Index of the entry <c>disclosure.prepare</c>.</summary>
    public required long Entry { get; init; }

    public required bool IsSample { get; init; }

    /// <summary>SHA-256 of the signing certificate, lower-case hex.</summary>
    public required string Thumbprint { get; init; }

    public required string MadeBy { get; init; }

    public required string ApprovedBy { get; init; }

    public required string Provider { get; init; }

    public required DateTimeOffset At { get; init; }

    public IReadOnlyList<ItemAccount> Accounts => accounts ??= ItemAccount.Of(Request, Approval, Policy);

    /// <summary>Fields that were allowed to leave, each with what allowed it.</summary>
    public IReadOnlyList<ProducedColumn> Produced => produced ??= [.. ProducedColumns()];

    /// <summary>Fields of the wanted sources that the item's words leave out, by item.</summary>
    public IReadOnlyDictionary<int, string> NotAsked => notAsked ??= Answers.Where(a => a.Rule == NotWanted).GroupBy(a => a.Item)
        .ToDictionary(item => item.Key, item => string.Join("; ", item.GroupBy(a => a.Source, StringComparer.Ordinal).Select(s => $"{s.Key}: {string.Join(", ", s.Select(a => a.Field).Distinct(StringComparer.Ordinal))}")));

    public long RowsOf(int item) => Data.Sections.Where(s => s.Item == item).Sum(s => s.RowCount);

    public SourceDefinition? Source(string name) => Policy?.Sources.FirstOrDefault(s => s.Name == name);

    /// <summary>Rule of the answer for a field that the item's words leave out.</summary>
    private const string NotWanted = "order.field.not-wanted";

    private IReadOnlyList<ItemAccount>? accounts;
    private IReadOnlyList<ProducedColumn>? produced;
    private IReadOnlyDictionary<int, string>? notAsked;
    private IReadOnlyList<Answered>? answers;

    private IReadOnlyList<Answered> Answers => answers ??=
    [
        .. JsonNode.Parse(Approval.ScopeJson)!["items"]!.AsArray().SelectMany(item => item!["answers"]!.AsArray().Select(a => new Answered(
            item["item"]!.GetValue<int>(), a!["source"]!.ToString(), a["field"]!.ToString(), a["outcome"]!.ToString(), a["rule"]!.ToString(), a["citation"]!.ToString()))),
    ];

    private IEnumerable<ProducedColumn> ProducedColumns()
    {
        var reads = Approval.PlanJson.Length == 0 ? [] : PlanJson.Parse(Approval.PlanJson).Reads;
        foreach (var read in reads)
        {
            var verdict = Approval.Verdicts.First(v => v.Item == read.Item);
            foreach (var field in read.Windows.SelectMany(w => w.Fields).Select(f => f.Name).Distinct(StringComparer.Ordinal))
            {
                var grounds = Answers.Where(a => a.Item == read.Item && a.Source == read.Source.Name && a.Field == field && a.Outcome is "available" or "overdue" or "preserved").Select(a => (a.Rule, a.Citation)).Distinct().ToList();
                yield return new ProducedColumn(
                    read.Item, read.Source.Name, field, read.Source.TimeFrom is null ? [] : [.. read.Windows.Where(w => w.Fields.Any(f => f.Name == field)).Select(w => new Span(w.From, w.To))],
                    [.. grounds], verdict.Decision);
            }
        }
    }

    private sealed record Answered(int Item, string Source, string Field, string Outcome, string Rule, string Citation);
}

/// <summary>A column of a production, and why it may be there: the record of minimisation.</summary>
/// <param name="Periods">Of the plan; empty for records without a time of their own.</param>
/// <param name="Grounds">Rules of the policy that reach the field, with their citations.</param>
/// <param name="Decision"><c>approve</c> or <c>narrow</c>.</param>
internal sealed record ProducedColumn(int Item, string Source, string Field, IReadOnlyList<Span> Periods, IReadOnlyList<(string Rule, string Citation)> Grounds, string Decision);
