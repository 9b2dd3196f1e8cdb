using System.Globalization;
using CaseDesk.Features.Templates;
using Fluid.Values;
using static CaseDesk.Features.Templates.TemplateValue;

namespace CaseDesk.Features.Disclosures;

/// <summary>The facts of a report under the names that its template uses. Rows are not among them: the template says where a table stands, and the desk writes it.</summary>
internal sealed class ReportValues(ReportFacts facts, ReportWords words, TemplateLanguage language)
{
    public Dictionary<string, FluidValue> All() => new(StringComparer.Ordinal)
    {
        ["provider"] = Text(facts.Provider),
        ["report"] = Facts(
            "report", ("made", Text(language.Instant(facts.At))), ("made_by", Text(facts.MadeBy)), ("entry", Number(facts.Entry)), ("manifest", Text(facts.ManifestHash)), ("certificate", Text(facts.Thumbprint)),
            ("is_sample", BooleanValue.Create(facts.IsSample)), ("rows", Text(Count(facts.Manifest.RowCount)))),
        ["request"] = Request(),
        ["decision"] = Facts("decision", ("policy", Text(facts.Approval.PolicyVersion)), ("at", Text(language.Instant(facts.Approval.DecidedAt))), ("by", Text(facts.ApprovedBy)), ("hash", Text(facts.Approval.ScopeHash))),
        ["items"] = Each(facts.Request.Items.OrderBy(i => i.Number), Item),
        ["sources"] = Each(facts.Data.Sections.Select(s => s.Source).Distinct(StringComparer.Ordinal), Source),
        ["tables"] = Each(facts.Data.Sections.Select((section, i) => (Section: section, Number: i + 1)), table => Facts(
            "a table", ("number", Number(table.Number)), ("item", Number(table.Section.Item)), ("name", Text(table.Section.Source)), ("source", Text(Label(table.Section.Source))),
            ("rows", Text(Count(table.Section.RowCount))), ("is_empty", BooleanValue.Create(table.Section.RowCount == 0)))),
        ["search"] = Facts(
            "search", ("files", Number(facts.Manifest.Files.Count)), ("lines", Text(Count(facts.Manifest.Lines))), ("unreadable", Number(facts.Manifest.RejectedCount)),
            ("possibly_subject", Number(facts.Manifest.RejectedPossiblySubject)), ("absent_files", Number(facts.Manifest.Absent))),
    };

    private DictionaryValue Request()
    {
        var request = facts.Request;
        return Facts(
            "request", ("number", Text(request.Number)), ("agency", Text(request.Agency!.Name)), ("reference", Text(request.Reference)), ("instrument", Text(words.Instruments.GetValueOrDefault(request.Instrument, request.Instrument))),
            ("issuer", Text(words.Issuers.GetValueOrDefault(request.IssuerKind, request.IssuerKind))), ("jurisdiction", Text(request.Jurisdiction)), ("issued", Text(language.Day(request.IssuedOn))),
            ("served", Text(language.Instant(request.ServedAt))), ("due", Maybe(request.DueAt, language.Instant)), ("non_disclosure", BooleanValue.Create(request.NonDisclosure)), ("non_disclosure_until", Maybe(request.NonDisclosureUntil, language.Day)));
    }

    private DictionaryValue Item(Model.Requests.DemandedItem item)
    {
        var verdict = facts.Approval.Verdicts.First(v => v.Item == item.Number);
        return Facts(
            "an item", ("number", Number(item.Number)), ("text", Text(item.Text)), ("period", Text(language.Period(new(item.From, item.To)))), ("identifiers", Each(item.Identifiers, i => Text($"{i.Type} {i.Value}{(i.Port is { } port ? $" port {port.ToString(CultureInfo.InvariantCulture)}" : "")}"))),
            ("wants", Each(item.Wants, Text)), ("decision", Code(verdict.Decision)), ("decision_words", Text(words.Decisions[verdict.Decision])), ("reason", Text(verdict.Reason)), ("rows", Text(Count(facts.RowsOf(item.Number)))),
            ("is_refused", BooleanValue.Create(verdict.Decision == "refuse")));
    }

    private DictionaryValue Source(string name)
    {
        var source = facts.Source(name);
        return Facts(
            "a source", ("name", Text(name)), ("label", Text(Label(name))), ("description", Text(source?.Description ?? "")), ("clock", Text(source?.Clock ?? "")), ("zone", Text(source?.Zone ?? "")),
            ("notes", Each(source?.Interpretation ?? [], Text)), ("has_time", BooleanValue.Create(source?.TimeField is not null)));
    }

    private string Label(string source) => facts.Source(source)?.Label ?? source;

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
