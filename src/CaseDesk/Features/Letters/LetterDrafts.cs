using System.Security.Cryptography;
using System.Text;
using CaseDesk.Features.Disclosures;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Policies;
using CaseDesk.Features.Templates;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Letters;

/// <summary>What a request lets be said now.</summary>
internal sealed record LetterBasis(DecisionMade? Decision, OpenQuestion? Question, SearchMade? Search, RecallMade? Recall, IReadOnlyList<LetterOffer> Offers, ExtractionJob? Extraction);

/// <summary>A letter as it would be signed.</summary>
internal sealed record LetterDraft(LetterFacts Facts, TemplateLanguage Language, IReadOnlyList<TemplateBlock> Blocks, string Text)
{
    public byte[] Bytes => Encoding.UTF8.GetBytes(Text);

    /// <summary>Lower-case hex.</summary>
    public string TextSha256 => Convert.ToHexStringLower(SHA256.HashData(Bytes));
}

/// <summary>Puts letters together: the same for whoever looks before signing and for the signing itself.</summary>
internal sealed class LetterDrafts(CaseDeskDb db, PolicyShelf policies, LetterTemplates templates, ResultFiles results, DisclosureKey key, TimeProvider clock)
{
    private string? Mark => key.IsSample ? "SAMPLE – not evidence" : null;

    /// <param name="request">Whole.</param>
    public async Task<LetterBasis> Basis(LegalRequest request, Guid person, CancellationToken cancel)
    {
        var decision = request.ApprovalInForce is { } approval ? new DecisionMade(approval.PolicyVersion, approval.DecidedAt, ItemAccount.Of(request, approval, await policies.Find(db, approval.PolicyVersion, cancel))) : null;
        var job = decision is null ? null : await db.Extractions.AsNoTracking().Latest(request.Id, cancel);
        var search = decision is null ? null : SearchMade.Of(request.ApprovalInForce!, decision.Items, job);
        var question = request.OpenClarification is { } open ? new OpenQuestion(open.Question, open.AskedAt, [.. request.Items.Select(i => i.Number).Where(item => open.Items.Count == 0 || open.Items.Contains(item))]) : null;
        var recall = await RecallOf(request, cancel);
        return new LetterBasis(decision, question, search, recall, LetterOffers.Of(request, decision, question, search, recall, person), job);
    }

    /// <summary>The last recall, and whether a corrected disclosure came after it.</summary>
    private async Task<RecallMade?> RecallOf(LegalRequest request, CancellationToken cancel)
    {
        var last = await (
            from recall in db.Recalls.AsNoTracking()
            join wrong in db.Disclosures on recall.DisclosureId equals wrong.Id
            where recall.RequestId == request.Id
            orderby wrong.Edition descending
            select new { recall.Reason, recall.RecalledAt, wrong.Edition, wrong.PdfSha256, wrong.ReleasedAt }).FirstOrDefaultAsync(cancel);
        if (last is null) return null;

        var corrected = await db.Disclosures.AsNoTracking().Where(d => d.RequestId == request.Id && d.Edition > last.Edition && d.ReleasedAt != null).Select(d => new { d.PdfSha256, d.ReleasedAt }).FirstOrDefaultAsync(cancel);
        return new RecallMade(
            last.PdfSha256!, last.ReleasedAt!.Value, last.RecalledAt, last.Reason, corrected is not null ? Correction.Released : request.Status.IsEnded() ? Correction.None : Correction.Open,
            corrected?.PdfSha256, corrected?.ReleasedAt);
    }

    /// <summary>Refused where the state does not bear the letter.</summary>
    public async Task<LetterDraft> Compose(LegalRequest request, LetterKind kind, TemplateLanguage language, Guid person, CancellationToken cancel)
    {
        var basis = await Basis(request, person, cancel);
        if (basis.Offers.First(offer => offer.Kind == kind).Not is { } no) throw new Refused(no);
        // "None found" rests on the result: what is said of it is compared with what is stored, as for a release.
        if (kind == LetterKind.NoRecords) await results.Check(basis.Extraction!, cancel);

        var letter = await db.Letters.Where(l => l.RequestId == request.Id).MaxAsync(l => (int?)l.Number, cancel) ?? 0;
        var facts = LetterFacts.Of(
            request, kind, letter + 1, (await policies.InForce(db, cancel)).Provider, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), basis.Decision, basis.Question, kind == LetterKind.NoRecords ? basis.Search : null, kind == LetterKind.Recall ? basis.Recall : null);
        var blocks = templates.Write(facts, language);
        return new LetterDraft(facts, language, blocks, TemplateText.Write(blocks, Mark));
    }

    /// <summary>The draft as a signed PDF.</summary>
    public byte[] Sign(LetterDraft draft, DateTimeOffset at) => LetterPdf.Write(draft.Blocks, draft.Facts, templates.Words(draft.Language), draft.Language, at, Mark, key.Signer);
}
