using System.Threading.Channels;
using CaseDesk.Ledger;
using CaseDesk.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Pipeline;

/// <summary>
/// The one ledger writer of the process. It saves each member's changes under a savepoint on its own connection, appends the entries,
/// commits once for the group, signs, and only then answers: a change without an entry cannot be committed, nor an entry without its change.
/// </summary>
internal sealed class LedgerWriter(LedgerStore store, LedgerGuard guard, HighWaterMark mark, LedgerAlarm alarm, LedgerKey key, TimeProvider clock, ILogger<LedgerWriter> log) : BackgroundService
{
    private const int LargestGroup = 64;

    private readonly Lock signing = new();
    private readonly Channel<Member> queue = Channel.CreateBounded<Member>(new BoundedChannelOptions(1024) { SingleReader = true });

    /// <summary>Latest checkpoint that this process signed; it covers only what is durably committed. Other processes may have written since.</summary>
    public SignedHead? Latest { get; private set; }

    /// <summary>The state as the database has it now, whoever wrote last.</summary>
    public async Task<SignedHead> Head(CancellationToken cancel)
    {
        try
        {
            return Sign(await store.Head(cancel));
        }
        catch (Exception bent) when (bent is LedgerBent or InvalidDataException or LedgerFormatException)
        {
            throw new LedgerUnavailable(bent);
        }
    }

    /// <summary>A look at the database that sees exactly what the checkpoint covers: it begins while nothing is committed.</summary>
    public async Task<(LedgerSnapshot Moment, SignedHead Head)> Look(CancellationToken cancel)
    {
        try
        {
            await using var session = await store.Begin();
            return (await store.Snapshot(isLong: true, cancel), Sign(session.Head));
        }
        catch (LedgerBent bent)
        {
            throw new LedgerUnavailable(bent);
        }
    }

    /// <param name="db">Context with the changes to save, or null where only the entry is to be written.</param>
    /// <param name="beforeSave">Runs inside the transaction, after numbers are given and before the changes are saved.</param>
    public async Task<LedgerPosition> SaveAndRecord(CaseDeskDb? db, LedgerLine line, Action? beforeSave, CancellationToken cancel)
    {
        var member = new Member(db, line, beforeSave, cancel);
        try
        {
            await queue.Writer.WriteAsync(member, cancel);
        }
        catch (ChannelClosedException closed)
        {
            throw new LedgerUnavailable(closed);
        }

        // Not cancellable from here: the group may be committed already, and the caller has to learn it.
        var position = await member.Done.Task;
        line.Written = position;
        return position;
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // The state as it stands is signed again, so that the desk has something to show before its first act.
        try
        {
            var signed = guard.Look();
            await using var session = await store.Open();
            await guard.Begin(await session.Database(), session.Edge, signed, cancellationToken);
            await mark.Write(Sign(session.Head));
        }
        catch (Exception bent) when (bent is LedgerBent or InvalidDataException or LedgerFormatException)
        {
            throw new CannotStart(bent.Message, bent);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CannotStart($"The high-water mark {mark.File} cannot be written: {fault.Message.TrimEnd('.')}. CaseDesk:Signing:HighWaterFile names its place.", fault);
        }
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await queue.Reader.WaitToReadAsync(stoppingToken))
            {
                List<Member> group = [];
                while (group.Count < LargestGroup && queue.Reader.TryRead(out var member)) group.Add(member);
                await WriteGroup(group);
            }
        }
        catch (OperationCanceledException)
        {
            queue.Writer.TryComplete();
            while (queue.Reader.TryRead(out var member)) member.Done.TrySetException(new LedgerUnavailable(new OperationCanceledException("The desk is stopping.")));
        }
    }

    private async Task WriteGroup(List<Member> group)
    {
        List<(Member Member, long Seq)> written = [];
        try
        {
            await using var session = await store.Begin();
            foreach (var member in group)
            {
                if (member.Cancel.IsCancellationRequested)
                {
                    member.Done.TrySetCanceled(member.Cancel);
                    continue;
                }
                var (entry, own) = await Save(member, session);
                if (entry is null)
                {
                    member.Done.TrySetException(own!);
                    continue;
                }
                written.Add((member, session.Size));
                session.Append(entry);
            }
            if (written.Count == 0) return;

            var head = Sign(await session.Commit());
            guard.Knows(session.Edge);
            foreach (var (member, seq) in written) member.Done.TrySetResult(new LedgerPosition(seq, head.Checkpoint));
        }
        catch (Exception fault)
        {
            var unavailable = fault as LedgerUnavailable ?? new LedgerUnavailable(fault);
            alarm.NotWritten(group.Count);
            log.LogError(fault, "The ledger cannot be written: {Members} acts {Fate}.", group.Count, unavailable.IsUncertain ? "may or may not have happened" : "did not happen");
            foreach (var member in group) member.Done.TrySetException(unavailable);
        }
    }

    private SignedHead Sign((long Size, byte[] Root) head)
    {
        lock (signing)
        {
            if (Latest is { } later && later.Size >= head.Size) return later;
            Latest = new SignedHead(head.Size, key.Sign(head), clock.GetUtcNow());
            mark.Raise(Latest);
            return Latest;
        }
    }

    /// <summary>
    /// Saves one member's changes and composes its entry, under one savepoint: a fault of its own takes both back, and a number given with them, so that there are no gaps.
    /// What concerns the store falls through and ends the group. Who only reads changes nothing, and needs no savepoint.
    /// </summary>
    private async Task<(LedgerEntryJson.Sealed? Entry, Exception? Own)> Save(Member member, LedgerSession session)
    {
        var changing = member.Db is { } db && (member.BeforeSave is not null || db.ChangeTracker.HasChanges()) ? db : null;
        if (changing is not null) await session.Transaction.SaveAsync("member");
        try
        {
            var rows = changing is null ? [] : await SaveChanges(changing, member.BeforeSave, session);
            if (member.Line.Adopting is { } adopt) rows = await adopt(session);
            var entry = LedgerEntryJson.Write(member.Line, session.Size, clock.GetUtcNow(), rows);
            if (changing is not null) await session.Transaction.ReleaseAsync("member");
            return (entry, null);
        }
        catch (Exception fault) when (!Races.IsStoreFault(fault))
        {
            if (changing is not null) await session.Transaction.RollbackAsync("member");
            return (null, fault is DbUpdateException lost ? Races.Explain(lost) : fault);
        }
    }

    /// <summary>The context's changes go through the writer's connection and transaction; afterwards it has its own connection again.</summary>
    /// <returns>The rows that matter as they are stored now.</returns>
    private static async Task<IReadOnlyList<RowChange>> SaveChanges(CaseDeskDb db, Action? beforeSave, LedgerSession session)
    {
        var mine = db.Database.GetConnectionString();
        try
        {
            db.Database.SetDbConnection(session.Connection);
            await db.Database.UseTransactionAsync(session.Transaction);
            await Numbering.GiveNumbers(db);
            beforeSave?.Invoke();
            var rows = RowChange.Of(db);
            await db.SaveChangesAsync();
            return [.. rows.Select(row => row.Saved())];
        }
        finally
        {
            await db.Database.UseTransactionAsync(null);
            db.Database.SetDbConnection(null);
            db.Database.SetConnectionString(mine);
        }
    }

    private sealed record Member(CaseDeskDb? Db, LedgerLine Line, Action? BeforeSave, CancellationToken Cancel)
    {
        public TaskCompletionSource<LedgerPosition> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <param name="Checkpoint">Signed note.</param>
internal sealed record SignedHead(long Size, string Checkpoint, DateTimeOffset SignedAt);
