using System.Data.Common;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;
using Npgsql.Internal;

namespace CaseDesk.Pipeline;

/// <summary>
/// Asks PostgreSQL twice a second, on a connection of its own, whether it lives. A server that hangs leaves its sockets open and says nothing:
/// then this process cuts its connections itself, so that whoever waits learns what he would learn of a server that died, and opens none until it answers again.
/// A statement that merely takes long is left alone, since the server answers beside it (docs/decisions/0017-pulse.md).
/// </summary>
internal sealed class Pulse(IOptions<CaseDeskOptions> options, ILogger<Pulse> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(0.5);

    /// <summary>So many paces without an answer are silence.</summary>
    private const int Patience = 5;

    // Weak, since whoever opened a connection disposes of it: one that is closed has no socket to cut.
    private readonly ConditionalWeakTable<NpgsqlConnection, object?> opened = [];
    private volatile CancellationTokenSource silence = new();
    private Watcher? watcher;
    private long since;

    /// <summary>True while the server says nothing.</summary>
    public bool IsSilent => silence.IsCancellationRequested;

    /// <summary>Sees to it that the pulse knows a context's connection.</summary>
    public DbConnectionInterceptor Watch => watcher ??= new Watcher(this);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Database.Provider != "PostgreSql") return;

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Listen(stoppingToken);
                await Silent();
            }
            catch (Exception)
            {
                // Refused, or cut off: that is quick, and whoever else asks hears it at once too.
            }
            await Task.Delay(Pace, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Returns once the server says nothing.</summary>
    private async Task Listen(CancellationToken cancel)
    {
        await using var own = new NpgsqlConnection(DatabaseFiles.ForPulse(options.Value.Database));
        try
        {
            await own.OpenAsync(cancel);
        }
        catch (NpgsqlException fault) when (fault.InnerException is TimeoutException)
        {
            return;
        }
        while (await Answers(own))
        {
            Heard();
            await Task.Delay(Pace, cancel);
        }
    }

    private static async Task<bool> Answers(NpgsqlConnection own)
    {
        await using var question = new NpgsqlCommand("SELECT 1", own);
        var answer = question.ExecuteScalarAsync();
        // Counted in paces, not by the clock: a process that was paused itself finds the answer waiting, and does not take its own sleep for the server's.
        for (var left = Patience; left > 0 && !answer.IsCompleted; left--) await Task.WhenAny(answer, Task.Delay(Pace));
        if (answer.IsCompleted)
        {
            await answer;
            return true;
        }
        Cut(own);
        await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return false;
    }

    private void Heard()
    {
        if (!IsSilent) return;

        log.LogWarning("The database answers again, after {Seconds:0.0} s.", Stopwatch.GetElapsedTime(since).TotalSeconds);
        silence = new CancellationTokenSource();
    }

    private async Task Silent()
    {
        if (!IsSilent)
        {
            since = Stopwatch.GetTimestamp();
            log.LogError("The database takes connections and does not answer: this process cuts its own and opens none until it does.");
        }
        await silence.CancelAsync();
        foreach (var (connection, _) in opened) Cut(connection);
    }

    private async Task Open(NpgsqlConnection connection, CancellationToken cancel)
    {
        var silence = this.silence.Token;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, silence);
        try
        {
            await connection.OpenAsync(either.Token);
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new NpgsqlException("The database does not answer.", new TimeoutException());
        }
        Opened(connection);
    }

    private void Opened(NpgsqlConnection connection)
    {
        opened.AddOrUpdate(connection, null);
        // Between the look at the silence and this line the others may have been cut.
        if (IsSilent) Cut(connection);
    }

    /// <summary>
    /// The read that hangs ends as if the server had closed the connection, and the driver clears up by itself. By its own means it cannot be made to:
    /// cancelling asks the server for leave over a second connection first, and waits for that as long as for any connection.
    /// </summary>
    private static void Cut(NpgsqlConnection connection)
    {
        try
        {
            if (ConnectorOf(connection) is { } connector) SocketOf(connector)?.Shutdown(SocketShutdown.Both);
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // By its owner, meanwhile.
        }
    }

    // The driver shows its socket to nobody, and its inner types are not promised: a version that renames these fails the stories of LosingTheDatabase.
#pragma warning disable NPG9001
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Connector")]
    private static extern NpgsqlConnector? ConnectorOf(NpgsqlConnection connection);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_socket")]
    private static extern ref Socket? SocketOf(NpgsqlConnector connector);
#pragma warning restore NPG9001

    private sealed class Watcher(Pulse pulse) : DbConnectionInterceptor
    {
        public override async ValueTask<InterceptionResult> ConnectionOpeningAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            await pulse.Open((NpgsqlConnection)connection, cancellationToken);
            return InterceptionResult.Suppress();
        }

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => pulse.Opened((NpgsqlConnection)connection);
    }
}
