using CaseDesk.Model;
using CaseDesk.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Ledger;

/// <summary>
/// From this entry on every change of a row that matters is committed to. A desk of an earlier version takes its rows as they are then: what was done to them before, nobody can tell.
/// </summary>
public sealed record BeginState : ICommand<bool>;

internal sealed class BeginStateHandler(LedgerLine line) : IRequestHandler<BeginState, bool>
{
    // The list of an entry is read whole by whoever looks for one of its rows.
    private const int MostRows = 500;

    public Task<bool> Handle(BeginState command, CancellationToken cancel)
    {
        // Read where nothing can change before they are committed to.
        line.Fact("more", false).Fact("rows", 0).Adopting = async session =>
        {
            var rows = await session.Uncommitted(MostRows);
            line.Fact("more", rows.Count == MostRows).Fact("rows", rows.Count);
            return rows;
        };
        return Task.FromResult(true);
    }
}

internal static class FirstState
{
    /// <summary>Once in the life of a desk, in as many entries as its rows need; a start that was cut off goes on.</summary>
    public static async Task Begin(IServiceProvider services, CancellationToken cancel)
    {
        while (true)
        {
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<CaseDeskDb>();
            var last = await db.LedgerEntries.AsNoTracking().Where(e => e.Action == "state.begin").OrderByDescending(e => e.Seq).Select(e => e.Leaf).FirstOrDefaultAsync(cancel);
            if (last is not null && !last.Contains("\"more\":true", StringComparison.Ordinal)) return;
            try
            {
                scope.ServiceProvider.GetRequiredService<Security.CurrentActor>().Actor = Security.Actor.Operator;
                await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new BeginState(), cancel);
            }
            catch (LedgerUnavailable fault)
            {
                throw new CannotStart("The rows of the desk cannot be committed to: " + fault.Sentence, fault);
            }
        }
    }
}
