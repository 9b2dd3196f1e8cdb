using CaseDesk.Model.Ledger;

namespace CaseDesk.Pipeline;

/// <summary>The answer that is kept with a command when its call carried an Idempotency-Key: stored in the command's own transaction.</summary>
internal sealed class Idempotency
{
    private Func<object?, (int Status, string Body, string? Location)>? compose;
    private IdempotentAnswer? answer;

    public void Keep(IdempotentAnswer row, Func<object?, (int Status, string Body, string? Location)> how) => (answer, compose) = (row, how);

    public void Answer(object? result)
    {
        if (answer is null || compose is null) return;

        var (status, body, location) = compose(result);
        answer.Answered(status, body, location);
    }
}
