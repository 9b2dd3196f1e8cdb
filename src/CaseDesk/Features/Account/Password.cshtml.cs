using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Account;

[Authorize]
internal sealed class PasswordModel(IMediator desk) : DeskPage
{
    [BindProperty]
    public ChangePassword Form { get; set; } = new();

    public bool Changed { get; private set; }

    public void OnGet(bool changed) => Changed = changed;

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        // An empty field is bound as null; the validator expects text.
        await desk.Send(new ChangePassword { CurrentPassword = Form.CurrentPassword ?? "", NewPassword = Form.NewPassword ?? "" }, cancel);
        return Redirect("/account/password?changed=true");
    }
}
