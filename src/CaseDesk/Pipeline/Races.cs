using System.Data.Common;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Pipeline;

/// <summary>What lost a race when the door saved, in words for the person who lost it.</summary>
internal static class Races
{
    /// <summary>True where the store could not be written at all, false where the fault is one member's own (a constraint, a guard, a lost race, a bug).</summary>
    public static bool IsStoreFault(Exception fault) => fault switch
    {
        DbUpdateConcurrencyException => false,
        DbUpdateException update => update.InnerException is null || IsStoreFault(update.InnerException),
        // SQLITE_CONSTRAINT with all its extended codes; guards raise it too (SQLITE_CONSTRAINT_TRIGGER).
        Microsoft.Data.Sqlite.SqliteException sqlite => sqlite.SqliteErrorCode != 19,
        // Class 23: integrity constraint violation; P0001: raised by a guard.
        DbException { SqlState: { } state } => !state.StartsWith("23", StringComparison.Ordinal) && state != "P0001",
        DbException or IOException => true,
        _ => false,
    };

    /// <summary>True where the database did not answer a reader; EF wraps what it takes for passing.</summary>
    public static bool IsAway(Exception fault) => fault switch
    {
        DbException => IsStoreFault(fault),
        InvalidOperationException { InnerException: DbException or TimeoutException } => IsStoreFault(fault.InnerException!) || fault.InnerException is TimeoutException,
        _ => false,
    };

    public static Refused Explain(DbUpdateException conflict)
    {
        var words = conflict.InnerException?.Message ?? "";
        if (words.Contains("four-eyes", StringComparison.Ordinal))
            return new Refused(new Refusal(1003, "four-eyes", "The database refuses this: one person may not take both parts.", 403));

        var request = conflict.Entries.Select(entry => entry.Entity).OfType<LegalRequest>().FirstOrDefault();
        return new Refused(request is { } r
            ? RequestRefusals.ChangedMeanwhile(r.Number)
            : new Refusal(1004, "already-decided", "Someone else changed this at the same moment. Reload, then try again."), conflict);
    }
}
