namespace CaseDesk.Look;

/// <summary>The newest signed state of the ledger, as every page's foot shows it. One for the process; whoever signs, tells it.</summary>
public sealed class LedgerFooter
{
    private sealed record State(long Size, DateTimeOffset SignedAt);

    private volatile State? newest;

    /// <summary>Number of entries under the newest signature; null while unknown: the foot then says nothing.</summary>
    public long? Size => newest?.Size;

    public DateTimeOffset? SignedAt => newest?.SignedAt;

    /// <summary>Keeps the larger state: two writers may report out of order, and a ledger never shrinks.</summary>
    public void Show(long size, DateTimeOffset at)
    {
        var state = new State(size, at);
        while (newest is var seen && (seen is null || seen.Size < size || (seen.Size == size && seen.SignedAt < at)))
        {
            if (Interlocked.CompareExchange(ref newest, state, seen) == seen) return;
        }
    }
}
