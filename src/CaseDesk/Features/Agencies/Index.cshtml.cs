using CaseDesk.Model;
using CaseDesk.Model.People;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Agencies;

[Authorize(Roles = $"{Role.Clerk},{Role.Reviewer},{Role.Custodian},{Role.Auditor}")]
internal sealed class IndexModel(IMediator desk) : DeskPage
{
    [BindProperty]
    public RegisterAgency Form { get; set; } = new();

    [BindProperty]
    public RecordCallBack CallBack { get; set; } = new();

    /// <summary>The agency whose call-back is being recorded.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Verify { get; set; }

    public IReadOnlyList<AgencyRow> Agencies { get; private set; } = [];

    public AgencyRow? Verifying => Agencies.FirstOrDefault(agency => agency.Id == Verify);

    public bool IsStaff => User.IsInRole(Role.Clerk) || User.IsInRole(Role.Reviewer) || User.IsInRole(Role.Custodian);

    public Task OnGetAsync(CancellationToken cancel) => Show(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await desk.Send(new RegisterAgency { Name = Form.Name ?? "" }, cancel);
        return Redirect("/agencies");
    }

    public async Task<IActionResult> OnPostCallBackAsync(CancellationToken cancel)
    {
        Bound = nameof(CallBack);
        await desk.Send(new RecordCallBack { Agency = Verify ?? default, Number = CallBack.Number ?? "", Directory = CallBack.Directory ?? "", Note = CallBack.Note }, cancel);
        return Redirect("/agencies");
    }

    public override async Task Show(CancellationToken cancel)
    {
        Agencies = await desk.Send(new AgencyList(), cancel);
        if (Verify is not null && Verifying is null) throw new Refused(new Refusal(1103, "not-found", "There is no such agency.", 404));
    }
}
