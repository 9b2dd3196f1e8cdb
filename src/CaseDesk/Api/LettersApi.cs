using CaseDesk.Features.Letters;
using MediatR;
using static CaseDesk.Model.People.Role;

namespace CaseDesk.Api;

internal static class LettersApi
{
    public static void MapLetters(this IEndpointRouteBuilder api)
    {
        api.MapGet("/requests/{number}/letters", List).For(Clerk, Reviewer, Custodian, Auditor, Agency).Produces(200).ProducesProblem(404)
            .WithSummary("The letters written, and which can be written now.");
        api.MapPost("/requests/{number}/letters", Write).For(Clerk, Reviewer, Custodian).Takes<LetterOrder>().Produces(201).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422)
            .WithSummary("Writes and signs a letter: acknowledgement, clarification, narrowing, refusal or no-records.");
        foreach (var name in LetterFile.Names)
        {
            api.MapGet($"/requests/{{number}}/letters/{{letter:int}}/{name}", async (HttpContext context, IMediator desk, string number, int letter, CancellationToken cancel) =>
                await Files.Send(context, await desk.Send(new LetterFile(number, letter, name), cancel)))
                .For(Clerk, Reviewer, Custodian, Auditor, Agency).Produces(200).ProducesProblem(404).WithSummary($"A letter as {name}.");
        }
    }

    private static async Task List(HttpContext context, IMediator desk, string number, CancellationToken cancel)
    {
        var list = await desk.Send(new LetterList(number), cancel);
        await Body.Write(context, 200, new
        {
            list.Number,
            letters = list.Letters.Select(Answer),
            kinds = list.Offers.Select(offer => new { offer.Kind, canBeWritten = offer.Not is null, code = offer.Not?.Code, reason = offer.Not?.Sentence }),
        });
    }

    private static async Task Write(HttpContext context, IMediator desk, string number, CancellationToken cancel)
    {
        var order = await Body.Read<LetterOrder>(context, cancel);
        await Once.Do(
            context,
            201,
            async () => await desk.Send(new WriteLetter { Number = number, Kind = order.Kind, Language = order.Language, TextSha256 = order.TextSha256 }, cancel),
            written => (Answer((LetterView)written!), FormattableString.Invariant($"/api/v1/requests/{number}/letters/{((LetterView)written!).Letter}/letter.pdf")));
    }

    private static object Answer(LetterView letter) => new
    {
        letter.Letter,
        letter.Kind,
        letter.Language,
        letter.WrittenAt,
        letter.WrittenBy,
        letter.PdfSha256,
        letter.PdfSize,
        letter.TextSha256,
        letter.TextSize,
        files = LetterFile.Names,
    };

    /// <param name="TextSha256">Hash of the text that was looked at, where one was.</param>
    internal sealed record LetterOrder(string? Kind, string? Language, string? TextSha256);
}
