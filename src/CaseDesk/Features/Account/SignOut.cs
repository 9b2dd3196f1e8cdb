using CaseDesk.Model;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Account;

public sealed record SignOut : ICommand<Nothing>;

internal sealed class SignOutHandler(CaseDeskDb db, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<SignOut, Nothing>
{
    public async Task<Nothing> Handle(SignOut command, CancellationToken cancel)
    {
        line.About("user", current.Actor.LedgerId);
        var session = await db.Sessions.SingleAsync(s => s.Id == current.Actor.Session, cancel);
        session.End(clock.GetUtcNow());
        return default;
    }
}
