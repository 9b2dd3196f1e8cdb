using CaseDesk.Jobs;
using CaseDesk.Model;
using CaseDesk.Model.Work;
using FluentValidation;
using FluentValidation.Results;
using MediatR;

namespace CaseDesk.Pipeline;

/// <summary>
/// The one door: permit, check, handle, record, commit, in this order, for every command and for every query that shows case data.
/// A refusal is recorded in a transaction of its own, since the deed's is gone.
/// </summary>
internal sealed class Door<TMessage, TResult>(
    Gate gate, IEnumerable<IValidator<TMessage>> validators, LedgerWriter writer, CaseDeskDb db, LedgerLine line, Idempotency idempotency, WorkPump pump)
    : IPipelineBehavior<TMessage, TResult>
    where TMessage : IRecorded<TResult>
{
    private const int MostTries = 3;

    public async Task<TResult> Handle(TMessage message, CancellationToken cancel, RequestHandlerDelegate<TResult> next)
    {
        var rule = CaseDeskRulebook.Of(typeof(TMessage));
        line.Begin(rule.Action);
        try
        {
            gate.Permit(rule);
            await Check(message, cancel);
            var result = await Carry(message, rule, next, cancel);
            if (db.ChangeTracker.Entries<WorkItem>().Any()) pump.Wake();
            return result;
        }
        catch (Refused refused)
        {
            await RecordRefusal("denied", refused.Refusal.LedgerCode, cancel);
            throw;
        }
        catch (ValidationException)
        {
            await RecordRefusal("denied", "validation", cancel);
            throw;
        }
        catch (Exception bug) when (bug is not (LedgerUnavailable or OperationCanceledException))
        {
            await RecordRefusal("failed", "internal", cancel);
            throw;
        }
    }

    private async Task<TResult> Carry(TMessage message, Rule rule, RequestHandlerDelegate<TResult> next, CancellationToken cancel)
    {
        for (var left = MostTries; ; left--)
        {
            try
            {
                var result = await next();
                await writer.SaveAndRecord(db, line, idempotency.IsKeeping ? () => idempotency.Answer(result) : null, cancel);
                idempotency.Done();
                return result;
            }
            catch (Refused refused) when (refused.InnerException is not null && message is IRepeatable && left > 1)
            {
                db.ChangeTracker.Clear();
                line.Begin(rule.Action);
            }
        }
    }

    private async Task RecordRefusal(string outcome, string code, CancellationToken cancel)
    {
        db.ChangeTracker.Clear();
        line.Refused(outcome, code);
        await writer.SaveAndRecord(null, line, null, cancel);
    }

    private async Task Check(TMessage message, CancellationToken cancel)
    {
        List<ValidationFailure> failures = [];
        foreach (var validator in validators) failures.AddRange((await validator.ValidateAsync(message, cancel)).Errors);
        if (failures.Count > 0) throw new ValidationException(failures);
    }
}
