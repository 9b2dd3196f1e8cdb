using CaseDesk.Jobs;
using CaseDesk.Model;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Verbs;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CaseDesk.Bench;

/// <summary>
/// The peer: the same site with another door, put in by this program alone, so that the desk itself has no switch that leaves the audit out.
/// It permits, checks, numbers and saves the same; each command has a transaction of its own, as in a desk without a ledger, and queries have none.
/// </summary>
internal static class UnauditedDesk
{
    public static async Task<int> Run()
    {
        var builder = Serve.Builder([]);
        builder.Services.RemoveAll(typeof(IPipelineBehavior<,>));
        builder.Services.AddScoped(typeof(IPipelineBehavior<,>), typeof(UnauditedDoor<,>));
        var app = builder.Build();
        await Start.Prepare(app.Services, CancellationToken.None);
        Serve.Map(app);
        await app.StartAsync();
        Console.Out.WriteLine($"CaseDesk is at {string.Join(", ", app.Urls)}, unaudited.");
        await app.WaitForShutdownAsync();
        return 0;
    }
}

internal sealed class UnauditedDoor<TMessage, TResult>(Gate gate, IEnumerable<IValidator<TMessage>> validators, CaseDeskDb db, LedgerLine line, Idempotency idempotency, WorkPump pump)
    : IPipelineBehavior<TMessage, TResult>
    where TMessage : IRecorded<TResult>
{
    public async Task<TResult> Handle(TMessage message, CancellationToken cancel, RequestHandlerDelegate<TResult> next)
    {
        var rule = CaseDeskRulebook.Of(typeof(TMessage));
        // The handlers write their line here too; nobody reads it.
        line.Begin(rule.Action);
        gate.Permit(rule);
        foreach (var validator in validators) await validator.ValidateAndThrowAsync(message, cancel);
        var result = await next();
        if (message is IQuery<TResult>) return result;

        await using (var transaction = await db.Database.BeginTransactionAsync(cancel))
        {
            await Numbering.GiveNumbers(db);
            idempotency.Answer(result);
            await db.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
        }
        idempotency.Done();
        if (db.ChangeTracker.Entries<WorkItem>().Any()) pump.Wake();
        return result;
    }
}
