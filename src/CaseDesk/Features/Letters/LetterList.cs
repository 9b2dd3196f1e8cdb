using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Letters;

/// <summary>The letters of a request, and for those who may write which can be written now.</summary>
public sealed record LetterList(string Number) : IQuery<LetterListView>;

/// <param name="Offers">Empty for those who only read.</param>
public sealed record LetterListView(string Number, IReadOnlyList<LetterView> Letters, IReadOnlyList<LetterOfferView> Offers);

/// <param name="WrittenBy">Null for officers outside.</param>
public sealed record LetterView(int Letter, string Kind, string Language, DateTimeOffset WrittenAt, string? WrittenBy, string TextSha256, long TextSize, string PdfSha256, long PdfSize)
{
    internal static LetterView Of(Letter letter, string? by) =>
        new(letter.Number, letter.Kind, letter.Language, letter.WrittenAt, by, letter.TextSha256, letter.TextSize, letter.PdfSha256, letter.PdfSize);
}

/// <param name="Not">Why it cannot be written now; null where it can.</param>
public sealed record LetterOfferView(string Kind, Refusal? Not);

internal sealed class LetterListHandler(CaseDeskDb db, LetterDrafts drafts, CurrentActor current, LedgerLine line) : IRequestHandler<LetterList, LetterListView>
{
    private static readonly string[] Writers = [Role.Clerk, Role.Reviewer, Role.Custodian];

    public async Task<LetterListView> Handle(LetterList query, CancellationToken cancel)
    {
        var actor = current.Actor;
        line.Personal("number", query.Number);
        var request = await db.Requests.AsNoTracking().Whole().Get(query.Number, actor, cancel);
        line.About("request", request.Number, request.Version);
        var rows = await db.Letters.AsNoTracking().Where(l => l.RequestId == request.Id).OrderBy(l => l.Number)
            .Select(l => new { Letter = l, By = db.Users.Where(p => p.Id == l.WrittenBy).Select(p => p.DisplayName).FirstOrDefault() }).ToListAsync(cancel);
        line.Fact("letters", rows.Count);
        IReadOnlyList<LetterOfferView> offers = Writers.Any(actor.Has) ? [.. (await drafts.Basis(request, actor.Id, cancel)).Offers.Select(offer => new LetterOfferView(offer.Kind.Name, offer.Not))] : [];
        return new LetterListView(request.Number, [.. rows.Select(row => LetterView.Of(row.Letter, actor.IsOutside ? null : row.By ?? ""))], offers);
    }
}
