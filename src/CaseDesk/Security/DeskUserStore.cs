using CaseDesk.Model;
using CaseDesk.Model.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace CaseDesk.Security;

/// <summary>Identity's store, but only the ledger writer saves.</summary>
internal sealed class DeskUserStore : UserStore<Person, IdentityRole<Guid>, CaseDeskDb, Guid>
{
    public DeskUserStore(CaseDeskDb context, IdentityErrorDescriber? describer = null)
        : base(context, describer) => AutoSaveChanges = false;
}
