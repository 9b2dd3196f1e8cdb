using System.Globalization;
using CaseDesk.Features.Ledger;
using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using CaseDesk.Verbs;
using MediatR;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CaseDesk.Bench.Ledger;

/// <summary>The desk's own ledger in an SQLite file, as the writer keeps it, without the desk around it: entries are composed, appended and committed, and nothing else is done.</summary>
internal sealed class AloneLedger : IDisposable
{
    private const int People = 200;
    private const int EntriesOfARequest = 20;
    private const int OpenRequests = 500;

    private readonly IHost host;
    private readonly LedgerStore store;
    private readonly LedgerKey key;
    private readonly string file;
    private readonly LedgerLine[] lines;
    private readonly Random chance = new(2026);

    private AloneLedger(IHost host)
    {
        this.host = host;
        store = host.Services.GetRequiredService<LedgerStore>();
        key = host.Services.GetRequiredService<LedgerKey>();
        file = host.Services.GetRequiredService<DataDirectory>().Database;
        lines = [.. Enumerable.Range(0, People).Select(Line)];
    }

    public string Database => file;

    public long Size { get; private set; }

    public string Checkpoint { get; private set; } = "";

    public static async Task<AloneLedger> Open(string directory)
    {
        var builder = OperatorHost.Builder();
        builder.Configuration["CaseDesk:DataDirectory"] = directory;
        builder.AddCaseDesk();
        var ledger = new AloneLedger(builder.Build());
        await Start.Prepare(ledger.host.Services, CancellationToken.None);
        return ledger;
    }

    /// <summary>One group, as the writer commits it: all of it is durable and signed when this returns.</summary>
    public async Task Write(int entries)
    {
        await using var session = await store.Begin();
        for (var i = 0; i < entries; i++) session.Append(Compose(session.Size));
        var head = await session.Commit();
        (Size, Checkpoint) = (head.Size, key.Sign(head));
    }

    /// <summary>
    /// Somebody reads a request: of all entries the most common, with one salted commitment. Twenty entries are of one request, and 500 requests are open at a time, since
    /// where an entry's words go in the indexes is what it costs to search for them later.
    /// </summary>
    public LedgerEntryJson.Sealed Compose(long seq)
    {
        var line = lines[chance.Next(People)];
        var request = Math.Max(0, seq / EntriesOfARequest - chance.Next(OpenRequests));
        line.Begin("request.read");
        line.About("request", string.Create(CultureInfo.InvariantCulture, $"CD-2026-{request:000000}"), version: 3).Personal("number", "CD-2026-000123");
        return LedgerEntryJson.Write(line, seq, TimeProvider.System.GetUtcNow(), []);
    }

    /// <summary>As <c>ledger export</c> does it.</summary>
    public async Task Export(string directory)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IRequestHandler<ExportLedger, LedgerExported>>().Handle(new ExportLedger(directory), CancellationToken.None);
    }

    /// <summary>Reads on a connection that was opened just now: SQLite has no page of the file yet but those of the schema.</summary>
    public async Task<T> Fresh<T>(Func<LedgerReading, Task<T>> read)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CaseDeskDb>();
        db.Database.SetConnectionString($"Data Source={file};Pooling=False");
        await db.Database.OpenConnectionAsync();
        return await read(scope.ServiceProvider.GetRequiredService<LedgerReading>());
    }

    private static LedgerLine Line(int person) => new(new CurrentActor
    {
        Actor = new Actor { Id = Guid.CreateVersion7(), Name = $"Person {person}", Roles = [Role.Clerk], Cause = "http", Session = Guid.CreateVersion7() },
    });

    public void Dispose()
    {
        host.Dispose();
        SqliteConnection.ClearAllPools();
    }
}
