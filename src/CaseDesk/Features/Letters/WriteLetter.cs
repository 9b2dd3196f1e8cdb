using System.Security.Cryptography;
using CaseDesk.Extraction;
using CaseDesk.Features.Requests;
using CaseDesk.Features.Templates;
using CaseDesk.Model;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using MediatR;

namespace CaseDesk.Features.Letters;

/// <summary>Signs a letter to the agency. A letter is what was sent then: the same again is another letter, with a number of its own.</summary>
public sealed record WriteLetter : ICommand<LetterView>, IRepeatable, INamesALetter
{
    public string Number { get; init; } = "";

    public string? Kind { get; init; }

    public string? Language { get; init; }

    /// <summary>Hash of the text that was looked at; left out, the letter is signed as it reads now.</summary>
    public string? TextSha256 { get; init; }
}

/// <summary>A message that says which letter it is about.</summary>
public interface INamesALetter
{
    string? Kind { get; }

    string? Language { get; }
}

internal abstract class LetterNameValidator<T> : AbstractValidator<T> where T : INamesALetter
{
    protected LetterNameValidator()
    {
        RuleFor(c => c.Kind).Must(name => LetterKind.Find(name) is not null).WithMessage($"Choose the letter: {string.Join(", ", LetterKind.All.Select(kind => kind.Name))}.");
        RuleFor(c => c.Language).Must(code => TemplateLanguage.Find(code) is not null).WithMessage($"Choose its language: {string.Join(", ", TemplateLanguage.OfLetters.Select(language => language.Code))}.");
    }
}

internal sealed class WriteLetterValidator : LetterNameValidator<WriteLetter>;

internal sealed class WriteLetterHandler(CaseDeskDb db, LetterDrafts drafts, DataDirectory data, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<WriteLetter, LetterView>
{
    public async Task<LetterView> Handle(WriteLetter command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        line.Personal("number", command.Number).Fact("kind", command.Kind).Fact("language", command.Language);
        var request = await db.Requests.Whole().Get(command.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);
        var draft = await drafts.Compose(request, LetterKind.Find(command.Kind)!, TemplateLanguage.Find(command.Language)!, current.Actor.Id, cancel);
        if (command.TextSha256 is { Length: > 0 } seen && seen != draft.TextSha256) throw new Refused(LetterRefusals.Changed(request.Number));

        var (text, pdf) = (draft.Bytes, drafts.Sign(draft, now));
        var letter = Letter.Write(request, draft.Facts.Letter, draft.Facts.Kind.Name, draft.Language.Code, HashOf(text), HashOf(pdf), current.Actor.Id, now);
        DurableFile.Write(data.Letter(letter.Id, "txt"), text);
        DurableFile.Write(data.Letter(letter.Id, "pdf"), pdf);
        db.Letters.Add(letter);
        line.About("request", request.Number, request.Version).Fact("letter", letter.Number).Fact("scopeHash", draft.Facts.Decision is null ? null : request.ApprovalInForce!.ScopeHash)
            .File(letter.PdfSha256, letter.PdfSize).File(letter.TextSha256, letter.TextSize);
        return LetterView.Of(letter, current.Actor.Name);
    }

    private static LetterFileHash HashOf(byte[] bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);
}
