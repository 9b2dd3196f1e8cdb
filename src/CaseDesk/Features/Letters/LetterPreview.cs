using CaseDesk.Features.Requests;
using CaseDesk.Features.Templates;
using CaseDesk.Model;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Letters;

/// <summary>A letter as it would read if it were signed now.</summary>
public sealed record LetterPreview(string Number, string? Kind, string? Language) : IQuery<PreviewedLetter>, INamesALetter;

/// <param name="TextSha256">What a signing can bind to.</param>
/// <param name="WithReason">True where a reviewer's own words are in it.</param>
public sealed record PreviewedLetter(string Kind, string Language, string Text, string TextSha256, bool WithReason);

internal sealed class LetterPreviewValidator : LetterNameValidator<LetterPreview>;

internal sealed class LetterPreviewHandler(CaseDeskDb db, LetterDrafts drafts, CurrentActor current, LedgerLine line) : IRequestHandler<LetterPreview, PreviewedLetter>
{
    public async Task<PreviewedLetter> Handle(LetterPreview query, CancellationToken cancel)
    {
        line.Personal("number", query.Number).Fact("kind", query.Kind).Fact("language", query.Language);
        var request = await db.Requests.AsNoTracking().Whole().Get(query.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);
        var draft = await drafts.Compose(request, LetterKind.Find(query.Kind)!, TemplateLanguage.Find(query.Language)!, current.Actor.Id, cancel);
        return new PreviewedLetter(draft.Facts.Kind.Name, draft.Language.Code, draft.Text, draft.TextSha256, draft.Facts.Kind.SaysReasons && draft.Facts.Decision!.Items.Any(item => item.Reason is not null));
    }
}
