using CaseDesk.Look;
using CaseDesk.Model.People;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Transparency;

[Authorize(Roles = $"{Role.Reporter},{Role.Auditor}")]
internal sealed class IndexModel(IMediator desk, TimeProvider clock) : DeskPage
{
    [BindProperty(SupportsGet = true)]
    public string? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    public TransparencyView Report { get; private set; } = null!;

    public IReadOnlyList<(string Name, string From, string To)> HalfYears { get; } = [.. Period.ClosedHalfYears(clock.GetUtcNow()).Take(4)];

    public override bool AnswersItsFilter => true;

    public Task OnGetAsync(CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(From) && string.IsNullOrWhiteSpace(To)) (_, From, To) = HalfYears[0];
        return Show(cancel);
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken cancel)
    {
        var report = await Counted(From, To, "csv", cancel);
        return File(report.Csv, "text/csv", report.CsvName);
    }

    // What is said beside the fields stands over the newest half-year.
    public override async Task Show(CancellationToken cancel) =>
        Report = ModelState.IsValid ? await Counted(From, To, "html", cancel) : await Counted(HalfYears[0].From, HalfYears[0].To, "html", cancel);

    public string PeriodInWords => Words.Period(Report.From, Report.To);

    private Task<TransparencyView> Counted(string? from, string? to, string format, CancellationToken cancel) =>
        desk.Send(new TransparencyReport { From = from?.Trim(), To = to?.Trim(), Format = format }, cancel);

    protected override (string Field, string Message) Place(ValidationFailure failure) => (failure.PropertyName, failure.ErrorMessage);
}
