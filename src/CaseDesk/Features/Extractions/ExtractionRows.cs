using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using MediatR;

namespace CaseDesk.Features.Extractions;

/// <summary>The extracted rows, as a file: preview for those who decided or will release, never for others.</summary>
public sealed record ExtractionRows(string Number, string Format) : IQuery<CheckedFile>;

internal sealed class ExtractionRowsValidator : AbstractValidator<ExtractionRows>
{
    public ExtractionRowsValidator() => RuleFor(q => q.Format).Must(f => f is "csv" or "json").WithMessage("The format is csv or json.");
}

internal sealed class ExtractionRowsHandler(CaseDeskDb db, ResultFiles results, CurrentActor current, LedgerLine line) : IRequestHandler<ExtractionRows, CheckedFile>
{
    public async Task<CheckedFile> Handle(ExtractionRows query, CancellationToken cancel)
    {
        line.Personal("number", query.Number);
        var request = await db.Requests.Get(query.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version).Fact("format", query.Format);
        var job = await db.Extractions.Latest(request.Id, cancel);
        if (job is not { IsComplete: true }) throw new Refused(RequestRefusals.NotYet($"Request {request.Number} has no complete extraction."));

        line.Fact("manifestHash", job.ManifestHash).Fact("rows", job.Rows);
        var name = "data." + query.Format;
        return new CheckedFile(await results.Read(job, name, cancel), $"{request.Number}-rows.{query.Format}", CheckedFile.MediaTypeOf(name));
    }
}
