using CaseDesk.Model.People;
using MediatR;
using Microsoft.AspNetCore.Authorization;

namespace CaseDesk.Features.Policies;

/// <summary>The versions of the policy, and the drafts.</summary>
[Authorize(Roles = $"{Role.Administrator},{Role.Reviewer},{Role.Auditor}")]
internal sealed class VersionsModel(IMediator desk) : DeskPage
{
    public PolicyVersionsView Seen { get; private set; } = null!;

    public Task OnGetAsync(CancellationToken cancel) => Show(cancel);

    public override async Task Show(CancellationToken cancel) => Seen = await desk.Send(new PolicyVersionList(), cancel);
}
