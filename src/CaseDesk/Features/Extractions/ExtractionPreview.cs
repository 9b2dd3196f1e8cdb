using System.Text.Json;
using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Extractions;

/// <summary>The extracted rows to look at, a page at a time: for those who decided or will release.</summary>
public sealed record ExtractionPreview(string Number, int Page) : IQuery<PreviewView>
{
    public const int PerPage = 200;
}

public sealed record PreviewView(string Number, bool NonDisclosure, DateOnly? NonDisclosureUntil, string ManifestHash, IReadOnlyList<PreviewSection> Sections, long Total, int Page, int Pages);

/// <summary>Rows of one item from one source. The caveat is part of them and comes first.</summary>
/// <param name="First">Number of the first row shown, within the section, from 1; 0 where there is none.</param>
/// <param name="Count">Rows of the whole section.</param>
public sealed record PreviewSection(int Item, string Source, string Caveat, IReadOnlyList<string> Fields, IReadOnlyList<PreviewRow> Rows, long First, long Count);

/// <param name="Values">Verbatim, in the order of the fields; null where the record has no value.</param>
public sealed record PreviewRow(string File, long Line, IReadOnlyList<string?> Values);

internal sealed class ExtractionPreviewValidator : AbstractValidator<ExtractionPreview>
{
    public ExtractionPreviewValidator() => RuleFor(q => q.Page).InclusiveBetween(1, 1_000_000).WithMessage("Pages count from 1.");
}

internal sealed class ExtractionPreviewHandler(CaseDeskDb db, ResultFiles results, CurrentActor current, LedgerLine line) : IRequestHandler<ExtractionPreview, PreviewView>
{
    public async Task<PreviewView> Handle(ExtractionPreview query, CancellationToken cancel)
    {
        line.Personal("number", query.Number);
        var request = await db.Requests.AsNoTracking().Get(query.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version).Fact("page", query.Page);
        var job = await db.Extractions.AsNoTracking().Latest(request.Id, cancel);
        if (job is not { IsComplete: true }) throw new Refused(RequestRefusals.NotYet($"Request {request.Number} has no complete extraction."));

        line.Fact("manifestHash", job.ManifestHash);
        using var data = JsonDocument.Parse(await results.Read(job, "data.json", cancel));
        var pages = (int)Math.Max(1, (job.Rows + ExtractionPreview.PerPage - 1) / ExtractionPreview.PerPage);
        if (query.Page > pages) throw new Refused(RequestRefusals.NotYet($"The rows of request {request.Number} have {pages} pages."));

        var sections = SectionsOf(data.RootElement, (query.Page - 1) * (long)ExtractionPreview.PerPage);
        line.Fact("rows", sections.Sum(s => s.Rows.Count));
        return new PreviewView(request.Number, request.NonDisclosure, request.NonDisclosureUntil, job.ManifestHash!, sections, job.Rows, query.Page, pages);
    }

    /// <summary>The rows from <paramref name="skip"/> on, at most a page of them, under their sections; a section without a row is said on the page where it would stand.</summary>
    private static List<PreviewSection> SectionsOf(JsonElement data, long skip)
    {
        List<PreviewSection> sections = [];
        long before = 0;
        foreach (var item in data.GetProperty("items").EnumerateArray())
        {
            foreach (var source in item.GetProperty("sources").EnumerateArray())
            {
                var rows = source.GetProperty("rows");
                var count = rows.GetArrayLength();
                var from = (int)Math.Clamp(skip - before, 0, count);
                var to = (int)Math.Clamp(skip + ExtractionPreview.PerPage - before, 0, count);
                var isEmptyHere = count == 0 && before >= skip && before < skip + ExtractionPreview.PerPage;
                if (to > from || isEmptyHere) sections.Add(SectionOf(item.GetProperty("item").GetInt32(), source, rows, from, to, count));
                before += count;
            }
        }
        return sections;
    }

    private static PreviewSection SectionOf(int item, JsonElement source, JsonElement rows, int from, int to, int count)
    {
        List<string> fields = [.. source.GetProperty("fields").EnumerateArray().Select(f => f.GetString()!)];
        return new PreviewSection(
            item, source.GetProperty("source").GetString()!, source.GetProperty("caveat").GetString()!, fields,
            [.. rows.EnumerateArray().Skip(from).Take(to - from).Select(row => RowOf(row, fields))], to > from ? from + 1 : 0, count);
    }

    private static PreviewRow RowOf(JsonElement row, IReadOnlyList<string> fields)
    {
        var (place, values) = (row.GetProperty("line"), row.GetProperty("values"));
        return new PreviewRow(
            place.GetProperty("file").GetString()!, place.GetProperty("number").GetInt64(),
            [.. fields.Select(field => values.TryGetProperty(field, out var value) ? value.GetString() : null)]);
    }
}
