using CaseDesk.Features.Requests;
using CaseDesk.Features.Templates;
using CaseDesk.Model.People;
using CaseDesk.Security;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Letters;

[Authorize(Roles = $"{Role.Clerk},{Role.Reviewer},{Role.Custodian},{Role.Auditor},{Role.Agency}")]
internal sealed class LettersModel(IMediator desk, CurrentActor current) : DeskPage
{
    [BindProperty(SupportsGet = true)]
    public string Number { get; set; } = "";

    /// <summary>The letter to read before it is signed; null where none was chosen.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Language { get; set; }

    /// <summary>Hash of the text that the page showed with the button; what is signed reads the same.</summary>
    [BindProperty]
    public string? TextSha256 { get; set; }

    public RequestView Seen { get; private set; } = null!;

    public LetterListView List { get; private set; } = null!;

    public PreviewedLetter? Preview { get; private set; }

    /// <summary>True when the letter that was looked at would no longer read so.</summary>
    public bool Changed => TextSha256 is { Length: > 0 } seen && Preview is { } now && now.TextSha256 != seen;

    public bool IsOutside => current.Actor.IsOutside;

    public static LetterKind KindOf(string name) => LetterKind.Find(name)!;

    public Task OnGetAsync(CancellationToken cancel) => Show(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await desk.Send(new WriteLetter { Number = Number, Kind = Kind, Language = Language, TextSha256 = TextSha256 }, cancel);
        return Redirect($"/requests/{Number}/letters");
    }

    public override async Task Show(CancellationToken cancel)
    {
        Seen = await desk.Send(new RequestDetails(Number), cancel);
        List = await desk.Send(new LetterList(Number), cancel);
        if (TemplateLanguage.Find(Language) is not null && List.Offers.Any(offer => offer.Kind == Kind && offer.Not is null))
            Preview = await desk.Send(new LetterPreview(Number, Kind, Language), cancel);
    }

    protected override (string Field, string Message) Place(ValidationFailure failure) => ("", failure.ErrorMessage);
}
