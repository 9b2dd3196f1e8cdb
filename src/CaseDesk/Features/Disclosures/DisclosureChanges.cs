using System.Globalization;
using System.Text.Json.Nodes;
using CaseDesk.Features.Extractions;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Policy;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Disclosures;

/// <summary>A disclosure as far as two of one request are compared.</summary>
/// <param name="DataSha256">Of data.json: where all else is alike, the values may differ.</param>
internal sealed record DisclosedVersion(string PolicyVersion, string DataSha256, IReadOnlyList<DisclosedItem> Items)
{
    public static DisclosedVersion Of(Approval approval, JsonNode manifest)
    {
        var (plan, view) = (PlanJson.Parse(approval.PlanJson), ManifestView.Of(manifest));
        return new DisclosedVersion(
            approval.PolicyVersion, view.Outputs.FirstOrDefault(file => file.Name == "data.json")?.Sha256 ?? "",
            [.. approval.Verdicts.OrderBy(verdict => verdict.Item).Select(verdict =>
            {
                var windows = plan.Reads.Where(read => read.Item == verdict.Item).SelectMany(read => read.Windows.Select(window => (Source: read.Source.Name, Window: window))).ToList();
                return new DisclosedItem(
                    verdict.Item, verdict.Decision,
                    [.. windows.SelectMany(w => w.Window.Fields.Select(field => $"{w.Source}.{field.Name}")).Distinct(StringComparer.Ordinal)],
                    [.. windows.Select(w => $"{w.Source} {Instants.Write(w.Window.From)} – {Instants.Write(w.Window.To)}").Distinct(StringComparer.Ordinal)],
                    [.. plan.Reads.Where(read => read.Item == verdict.Item).SelectMany(read => read.Subjects).Select(subject => $"{subject.Type} {subject.Value}{(subject.Port is { } port ? string.Create(CultureInfo.InvariantCulture, $" port {port}") : "")}").Distinct(StringComparer.Ordinal)],
                    view.Rows.Where(rows => rows.Item == verdict.Item).Sum(rows => rows.Count));
            })]);
    }
}

/// <param name="Decision"><c>approve</c>, <c>narrow</c> or <c>refuse</c>.</param>
/// <param name="Fields">What leaves, as <c>source.field</c>.</param>
/// <param name="Periods">Source and half-open period, as text.</param>
/// <param name="Subjects">Identifiers that were searched, as text.</param>
internal sealed record DisclosedItem(int Item, string Decision, IReadOnlyList<string> Fields, IReadOnlyList<string> Periods, IReadOnlyList<string> Subjects, long Rows);

/// <summary>What became of one item from one disclosure to the next. Null where the item was not in it.</summary>
internal sealed record ItemChange(int Item, string? DecisionBefore, string? DecisionAfter, long RowsBefore, long RowsAfter, IReadOnlyList<string> FieldsAdded, IReadOnlyList<string> FieldsRemoved, bool PeriodsDiffer, bool SubjectsDiffer)
{
    public bool IsNone => DecisionBefore == DecisionAfter && RowsBefore == RowsAfter && FieldsAdded.Count == 0 && FieldsRemoved.Count == 0 && !PeriodsDiffer && !SubjectsDiffer;
}

/// <param name="DataDiffers">False where the very bytes of the data are the same.</param>
internal sealed record DisclosureDifference(IReadOnlyList<ItemChange> Items, string PolicyBefore, string PolicyAfter, bool DataDiffers);

/// <summary>What changed from one disclosure of a request to the next, from what was approved and what the manifests say; pure.</summary>
internal static class DisclosureChanges
{
    public static DisclosureDifference Between(DisclosedVersion before, DisclosedVersion after)
    {
        var numbers = before.Items.Concat(after.Items).Select(item => item.Item).Distinct().Order();
        return new DisclosureDifference(
            [.. numbers.Select(number => Between(before.Items.FirstOrDefault(item => item.Item == number), after.Items.FirstOrDefault(item => item.Item == number)))],
            before.PolicyVersion, after.PolicyVersion, before.DataSha256 != after.DataSha256);
    }

    private static ItemChange Between(DisclosedItem? before, DisclosedItem? after) => new(
        (before ?? after)!.Item, before?.Decision, after?.Decision, before?.Rows ?? 0, after?.Rows ?? 0,
        Only(after?.Fields, before?.Fields), Only(before?.Fields, after?.Fields), Differ(before?.Periods, after?.Periods), Differ(before?.Subjects, after?.Subjects));

    private static IReadOnlyList<string> Only(IReadOnlyList<string>? these, IReadOnlyList<string>? those) => [.. (these ?? []).Except(those ?? [], StringComparer.Ordinal)];

    private static bool Differ(IReadOnlyList<string>? before, IReadOnlyList<string>? after) =>
        !(before ?? []).Order(StringComparer.Ordinal).SequenceEqual((after ?? []).Order(StringComparer.Ordinal), StringComparer.Ordinal);
}

/// <summary>The disclosure that another one takes the place of.</summary>
/// <param name="Sha256">Of its report.</param>
/// <param name="Reason">Why it was recalled, as stated.</param>
internal sealed record SupersededReport(int Edition, string Sha256, DateTimeOffset ReleasedAt, DateTimeOffset RecalledAt, string Reason, DisclosureDifference Changes)
{
    /// <summary>Null for the first disclosure of a request.</summary>
    /// <param name="request">With its approvals.</param>
    public static async Task<SupersededReport?> Of(CaseDeskDb db, LegalRequest request, Guid disclosure, Approval approval, JsonNode manifest, CancellationToken cancel)
    {
        var earlier = await (
            from corrected in db.Disclosures
            join wrong in db.Disclosures on corrected.RequestId equals wrong.RequestId
            join recall in db.Recalls on wrong.Id equals recall.DisclosureId
            join job in db.Extractions on wrong.ExtractionId equals job.Id
            where corrected.Id == disclosure && wrong.Edition == corrected.Edition - 1
            select new { wrong.Edition, wrong.PdfSha256, wrong.ReleasedAt, wrong.ApprovalId, job.ManifestJson, recall.RecalledAt, recall.Reason }).AsNoTracking().SingleOrDefaultAsync(cancel);
        if (earlier is null) return null;

        var before = DisclosedVersion.Of(request.Approvals.Single(a => a.Id == earlier.ApprovalId), JsonNode.Parse(earlier.ManifestJson!)!);
        return new SupersededReport(earlier.Edition, earlier.PdfSha256!, earlier.ReleasedAt!.Value, earlier.RecalledAt, earlier.Reason, DisclosureChanges.Between(before, DisclosedVersion.Of(approval, manifest)));
    }
}
