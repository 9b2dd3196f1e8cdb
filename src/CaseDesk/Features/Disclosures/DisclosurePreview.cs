using System.Text.Json.Nodes;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using CaseDesk.Policy;
using CaseDesk.Security;
using MediatR;

namespace CaseDesk.Features.Disclosures;

/// <summary>What would leave if the custodian released now, and what keeps her from it.</summary>
/// <param name="Language">Of the document that she wants to see; null for any.</param>
public sealed record DisclosurePreview(string Number, string? Language = null) : IQuery<PreviewedDisclosure>;

/// <param name="ManifestHash">What a release binds to; null where nothing is extracted yet.</param>
/// <param name="InTheWay">Empty where she may release.</param>
/// <param name="IsSample">True where the key that signs is a development key.</param>
/// <param name="Opened">The document that she opened already and can release; null where there is none.</param>
public sealed record PreviewedDisclosure(
    string? ManifestHash, ManifestView? Manifest, IReadOnlyList<PreviewedItem> Items, IReadOnlyList<SourceCaveat> Caveats, IReadOnlyList<Refusal> InTheWay, bool IsSample, DocumentInSight? Opened = null);

/// <param name="Missing">Evidence that it was made without, in words.</param>
public sealed record DocumentInSight(string Language, string DocumentHash, DateTimeOffset MadeAt, string? Missing);

/// <param name="Asked">Fields that the item asks for.</param>
/// <param name="Produced">Those of them that leave, by source.</param>
/// <param name="NotProduced">What does not leave, or not for the whole period, and why.</param>
public sealed record PreviewedItem(int Item, string Decision, string Reason, int Asked, IReadOnlyList<ProducedPart> Produced, IReadOnlyList<WithheldPart> NotProduced, long Rows)
{
    public int ProducedFields => Produced.Sum(p => p.Fields.Count);
}

public sealed record ProducedPart(string Source, IReadOnlyList<string> Fields);

/// <param name="Outcome">Null for what a reviewer took away.</param>
public sealed record WithheldPart(Outcome? Outcome, string Source, IReadOnlyList<string> Fields, DateTimeOffset From, DateTimeOffset To);

public sealed record SourceCaveat(string Source, string Caveat);

internal sealed class DisclosurePreviewHandler(CaseDeskDb db, ResultFiles results, RequestRows rows, DocumentShelf shelf, DisclosureKey key, CurrentActor current, LedgerLine line) : IRequestHandler<DisclosurePreview, PreviewedDisclosure>
{
    public async Task<PreviewedDisclosure> Handle(DisclosurePreview query, CancellationToken cancel)
    {
        line.Personal("number", query.Number);
        var request = await db.Requests.Whole().Get(query.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);
        var job = await db.Extractions.Latest(request.Id, cancel);
        IReadOnlyList<Refusal> inTheWay = [.. PrepareDisclosureHandler.InTheWay(request, job, current.Actor.Id)];
        // Nothing is shown as if it could be released.
        if (await rows.Differences(request, line, cancel) is { Count: > 0 } wrong) return new PreviewedDisclosure(null, null, [], [], [RequestRows.Refusal(request, wrong), .. inTheWay], key.IsSample);
        if (job is not { IsComplete: true } || request.ApprovalInForce is not { } approval) return new PreviewedDisclosure(null, null, [], [], inTheWay, key.IsSample);

        line.Fact("manifestHash", job.ManifestHash);
        await results.Check(job, cancel);
        var plan = PlanJson.Parse(approval.PlanJson);
        var manifest = ManifestView.Of(JsonNode.Parse(job.ManifestJson!)!);
        return new PreviewedDisclosure(
            job.ManifestHash, manifest, [.. approval.Verdicts.OrderBy(v => v.Item).Select(v => ItemOf(v, approval, plan, manifest))],
            [.. plan.Reads.Select(r => new SourceCaveat(r.Source.Name, r.Source.Caveat)).Where(c => c.Caveat.Length > 0).Distinct()], inTheWay, key.IsSample,
            inTheWay.Count == 0 && await shelf.Current(request, job, cancel) is { } document && document.Note.IsIn(query.Language) ? new DocumentInSight(document.Note.Language, document.Note.DocumentHash, document.Note.MadeAt, document.Note.Missing) : null);
    }

    private static PreviewedItem ItemOf(ItemVerdictRecord verdict, Approval approval, ExtractionPlan plan, ManifestView manifest)
    {
        var answers = JsonNode.Parse(approval.ScopeJson)!["items"]!.AsArray().First(i => i!["item"]!.GetValue<int>() == verdict.Item)!["answers"]!.AsArray()
            .Select(a => new Answered(a!["source"]!.ToString(), a["field"]!.ToString(), OutcomeOf(a["outcome"]!.ToString()), a["from"]!.GetValue<DateTimeOffset>(), a["to"]!.GetValue<DateTimeOffset>()))
            .Where(a => a.Outcome != Outcome.OutsideOrder).ToList();
        List<ProducedPart> produced = [.. plan.Reads.Where(r => r.Item == verdict.Item).GroupBy(r => r.Source.Name, StringComparer.Ordinal)
            .Select(reads => new ProducedPart(reads.Key, [.. reads.SelectMany(r => r.Windows).SelectMany(w => w.Fields).Select(f => f.Name).Distinct(StringComparer.Ordinal)]))];
        bool Leaves(Answered a) => a.Outcome is Outcome.Available or Outcome.Overdue or Outcome.Preserved && produced.Any(p => p.Source == a.Source && p.Fields.Contains(a.Field));
        return new PreviewedItem(
            verdict.Item, verdict.Decision, verdict.Reason, answers.Select(a => (a.Source, a.Field)).Distinct().Count(), produced,
            [.. answers.Where(a => !Leaves(a))
                .GroupBy(a => (Outcome: a.Outcome is Outcome.Available or Outcome.Overdue or Outcome.Preserved ? null : (Outcome?)a.Outcome, a.Source, a.From, a.To))
                .Select(g => new WithheldPart(g.Key.Outcome, g.Key.Source, [.. g.Select(a => a.Field)], g.Key.From, g.Key.To))],
            manifest.Rows.Where(r => r.Item == verdict.Item).Sum(r => r.Count));
    }

    private static Outcome OutcomeOf(string word) => Names.TryRead<Outcome>(word, out var outcome) ? outcome : throw new InvalidDataException($"The approved scope decision has an outcome \"{word}\", which does not exist.");

    private sealed record Answered(string Source, string Field, Outcome Outcome, DateTimeOffset From, DateTimeOffset To);
}
