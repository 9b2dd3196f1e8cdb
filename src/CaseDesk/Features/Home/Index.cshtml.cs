using CaseDesk.Look;
using CaseDesk.Model.People;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CaseDesk.Features.Home;

/// <summary>Sends each role to its work.</summary>
[Authorize]
internal sealed class IndexModel : PageModel
{
    public IActionResult OnGet()
    {
        if (Navigation.HasQueue(User)) return Redirect("/requests");
        if (User.IsInRole(Role.Reporter)) return Redirect("/transparency");
        return User.IsInRole(Role.Administrator) ? Redirect("/policies") : Page();
    }
}
