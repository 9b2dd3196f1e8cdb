using CaseDesk.Extraction;
using CaseDesk.Ledger;
using Microsoft.Extensions.Options;

namespace CaseDesk.Pipeline;

/// <summary>
/// The newest checkpoint that was signed, in a file on another path or volume than the database: a database that goes back behind it was restored or bent.
/// Written at a start, at a stop, and at most once a second between, beside the acts (docs/decisions/0026-high-water-mark.md says what that leaves open).
/// Processes may share the file: whoever writes takes its lock, and nobody lowers it.
/// </summary>
internal sealed class HighWaterMark(IOptions<CaseDeskOptions> options, DataDirectory data, LedgerKey key, LedgerAlarm alarm, ILogger<HighWaterMark> log) : BackgroundService
{
    private const int LargestNote = 100_000;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim raised = new(0, 1);
    private volatile SignedHead? newest;
    private volatile string? refusal;
    private long failingSince;

    public string File { get; } = options.Value.Signing.HighWaterFile is { Length: > 0 } named ? Path.GetFullPath(named) : data.HighWater;

    /// <summary>What this process wrote there last: it needs no proof, having been signed here.</summary>
    public string? Own { get; private set; }

    /// <summary>The file's text as it stands; null where there is none.</summary>
    /// <exception cref="LedgerBent">It cannot be read, or is far too long.</exception>
    public string? Read()
    {
        try
        {
            using var file = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > LargestNote) throw Unreadable($"it has {file.Length} bytes");
            using var reader = new StreamReader(file);
            return reader.ReadToEnd();
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(fault.Message);
        }
    }

    /// <summary>The checkpoint in such a text, if this ledger's key signed it.</summary>
    /// <exception cref="LedgerBent">It did not, or it speaks of another ledger.</exception>
    public Checkpoint Open(string note)
    {
        try
        {
            var claimed = Checkpoint.Claimed(note);
            if (claimed.Origin != key.Origin)
                throw new LedgerBent($"The high-water mark {File} is of the ledger {claimed.Origin}, the database and the configuration are of {key.Origin}: a database from before a restore was put back, or CaseDesk:Signing:LedgerOrigin was changed.");
            _ = SignedNote.Open(note, [NoteVerifier.Parse(key.VerifierKey)]);
            return claimed;
        }
        catch (LedgerFormatException wrong)
        {
            throw Unreadable(wrong.Message);
        }
    }

    /// <summary>Remembers what was signed; the file follows within a second.</summary>
    public void Raise(SignedHead head)
    {
        newest = head;
        alarm.HasSigned(head.Size);
        // Asked first, since it is so each time but once a second, and a throw costs more than a signature.
        if (raised.CurrentCount > 0) return;
        try
        {
            raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else said so at this moment.
        }
    }

    /// <summary>A guard that stopped guarding is none: a mark that stays unwritable for a minute stops the ledger too.</summary>
    /// <exception cref="LedgerBent">Nothing may be signed any more.</exception>
    public void MustHold()
    {
        if (refusal is { } why) throw new LedgerBent(why);
        if (Volatile.Read(ref failingSince) is > 0 and var since && Environment.TickCount64 - since > Patience.TotalMilliseconds)
            throw new LedgerBent($"The high-water mark {File} could not be written for {Patience.TotalSeconds:0} s: without it an older database would not be noticed. Give it room and the right to be written.");
    }

    /// <summary>Writes the mark now, durably, unless a newer one stands there.</summary>
    /// <exception cref="LedgerBent">What stands there contradicts it.</exception>
    /// <exception cref="IOException">It could not be written.</exception>
    public async Task Write(SignedHead head)
    {
        using var alone = await Lock();
        foreach (var left in DurableFile.Temporaries(Path.GetDirectoryName(File)!).Where(left => Path.GetFileName(left).StartsWith(Path.GetFileName(File) + ".", StringComparison.Ordinal))) System.IO.File.Delete(left);
        if (Read() is { } standing)
        {
            var (old, now) = (Open(standing), Checkpoint.Claimed(head.Checkpoint));
            if (old.Size == now.Size && !old.Root.AsSpan().SequenceEqual(now.Root)) throw new LedgerBent($"Two trees of {now.Size} entries were signed: one stands in the high-water mark {File}, the other is this process's. One of the databases behind them was bent.");
            if (old.Size >= now.Size)
            {
                alarm.HasMarked(old.Size);
                return;
            }
        }
        Put(head.Checkpoint);
        alarm.HasMarked(head.Size);
    }

    /// <summary>Puts a mark there whatever stands there: only a restore may.</summary>
    public void Put(string note)
    {
        DurableFile.Write(File, System.Text.Encoding.UTF8.GetBytes(note));
        Own = note;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await raised.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested) return;
            if (newest is { } head && !await TryWrite(head)) Raise(newest);
            await Task.Delay(Pace, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Stopped after the writer, so that what it signed last is there.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (newest is { } head) await TryWrite(head);
    }

    private async Task<bool> TryWrite(SignedHead head)
    {
        try
        {
            await Write(head);
            Volatile.Write(ref failingSince, 0);
            return true;
        }
        catch (LedgerBent bent)
        {
            refusal = bent.Message;
            alarm.NotMarked();
            log.LogCritical("{Why} Nothing is signed any more.", bent.Message);
            // Nothing to try again: whatever is asked from here on is refused.
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (Interlocked.CompareExchange(ref failingSince, Environment.TickCount64, 0) == 0) log.LogError(fault, "The high-water mark {File} cannot be written.", File);
        }
        alarm.NotMarked();
        return false;
    }

    private async Task<FileStream> Lock()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        for (var left = 100; ; left--)
        {
            try
            {
                return new FileStream(File + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (left > 0)
            {
                // Another process writes it; it is done in milliseconds.
                await Task.Delay(20);
            }
        }
    }

    private LedgerBent Unreadable(string why) =>
        new($"The high-water mark {File} is not a checkpoint that this ledger's key signed ({why.TrimEnd('.')}). Find out who changed it; put the true one back, or a checkpoint of this ledger that was kept elsewhere.");
}

/// <summary>What was signed and what the database holds contradict each other: nothing may be signed on it.</summary>
internal sealed class LedgerBent(string sentence) : Exception(sentence);
