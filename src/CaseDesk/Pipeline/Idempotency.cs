using CaseDesk.Model;
using CaseDesk.Model.Ledger;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Pipeline;

/// <summary>The answer that is kept with a command when its call carried an Idempotency-Key: stored in the command's own transaction.</summary>
internal sealed class Idempotency(CaseDeskDb db)
{
    private Func<object?, (int Status, string Body, string? Location)?>? compose;
    private IdempotentAnswer? answer;
    private bool isNew;
    private bool isAnswered;

    public void Keep(IdempotentAnswer row, bool isNew, Func<object?, (int Status, string Body, string? Location)?> how) => (answer, this.isNew, compose) = (row, isNew, how);

    /// <summary>True where the call carried a key and its answer is still to be kept.</summary>
    public bool IsKeeping => compose is not null;

    public void Answer(object? result)
    {
        if (answer is null || compose is null) return;

        // In a call of several messages only the last one's result is the answer.
        if (compose(result) is not { } composed) return;

        // Tracked only now, so that it is saved with the message whose answer it holds.
        if (db.Entry(answer).State == EntityState.Detached) db.Entry(answer).State = isNew ? EntityState.Added : EntityState.Modified;
        answer.Answered(composed.Status, composed.Body, composed.Location);
        isAnswered = true;
    }

    /// <summary>The answer is kept: what is sent later in the same call is not it.</summary>
    public void Done()
    {
        if (isAnswered) (answer, compose, isAnswered) = (null, null, false);
    }
}
