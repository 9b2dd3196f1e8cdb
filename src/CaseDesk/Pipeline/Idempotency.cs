using CaseDesk.Model;
using CaseDesk.Model.Ledger;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Pipeline;

/// <summary>The answer that is kept with a command when its call carried an Idempotency-Key: stored in the command's own transaction.</summary>
internal sealed class Idempotency(CaseDeskDb db)
{
    private Func<object?, (int Status, string Body, string? Location)>? compose;
    private IdempotentAnswer? answer;
    private bool isNew;

    public void Keep(IdempotentAnswer row, bool isNew, Func<object?, (int Status, string Body, string? Location)> how) => (answer, this.isNew, compose) = (row, isNew, how);

    public void Answer(object? result)
    {
        if (answer is null || compose is null) return;

        // A command that was done again after a lost race has forgotten what was tracked.
        if (db.Entry(answer).State == EntityState.Detached) db.Entry(answer).State = isNew ? EntityState.Added : EntityState.Modified;
        var (status, body, location) = compose(result);
        answer.Answered(status, body, location);
    }
}
