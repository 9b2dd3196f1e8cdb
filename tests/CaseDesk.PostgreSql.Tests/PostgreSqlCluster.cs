using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using CaseDesk.Tests;
using Npgsql;
using Xunit.v3;

[assembly: NeedsPostgreSql]
[assembly: AssemblyFixture(typeof(PostgreSqlCluster))]

namespace CaseDesk.Tests;

/// <summary>A private server from the programs that the system has, for the time of the tests; each desk gets a database of its own and three roles.</summary>
public sealed class PostgreSqlCluster : IAsyncDisposable
{
    private static readonly Lock Starting = new();
    private static string? directory;
    private static int port;
    private static string password = "";
    private static int databases;

    public static string? Programs { get; } = Directories().FirstOrDefault(directory => File.Exists(Path.Combine(directory, "initdb")) && new FileInfo(Path.Combine(directory, "initdb")).ResolveLinkTarget(true) is null or { Exists: true });

    /// <summary>A new database, its connection strings by role.</summary>
    public static async Task<(string Owner, string Web, string Worker)> NewDatabase()
    {
        Start();
        var name = "desk" + Interlocked.Increment(ref databases).ToString(CultureInfo.InvariantCulture);
        await using var admin = new NpgsqlConnection(As("postgres", "postgres"));
        await admin.OpenAsync();
        await using var make = new NpgsqlCommand($"CREATE DATABASE {name} OWNER casedesk_owner", admin);
        await make.ExecuteNonQueryAsync();
        return (As("casedesk_owner", name), As("casedesk_web", name), As("casedesk_worker", name));
    }

    /// <summary>Stops or lets go the whole server, as a machine that hangs does.</summary>
    public static void Signal(string signal)
    {
        var server = File.ReadLines(Path.Combine(Data, "postmaster.pid")).First();
        RunToEnd("pkill", $"-{signal}", "-P", server);
        RunToEnd("kill", $"-{signal}", server);
    }

    /// <summary>The whole server at once, as a power cut does.</summary>
    public static void Kill()
    {
        var server = File.ReadLines(Path.Combine(Data, "postmaster.pid")).First();
        RunToEnd("sh", "-c", $"all=\"{server} $(pgrep -d ' ' -P {server})\"; kill -KILL $all; while ps -o stat= -p \"$all\" | grep -qv Z; do sleep 0.05; done");
        // Dead, but perhaps not buried yet: the next server would take that process number for a living one.
        File.Delete(Path.Combine(Data, "postmaster.pid"));
    }

    /// <summary>After a stop or a kill; returns once it takes connections.</summary>
    public static void StartAgain() => Run("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(directory!, "log"), "start");

    public static void Stop() => Run("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");

    /// <summary>What only the server's administrator may do to a desk's database.</summary>
    public static async Task<NpgsqlConnection> Administrator(CaseDeskApp app)
    {
        var admin = new NpgsqlConnection(As("postgres", new NpgsqlConnectionStringBuilder(app.Settings["CaseDesk__Database__Connection"]).Database!) + ";Pooling=False");
        await admin.OpenAsync();
        return admin;
    }

    private static string As(string role, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = role,
        Password = password,
        Database = database,
        SslMode = SslMode.Disable,
    }.ConnectionString;

    private static void Start()
    {
        lock (Starting)
        {
            if (directory is not null) return;

            directory = Directory.CreateTempSubdirectory("casedesk-pg-").FullName;
            password = RandomNumberGenerator.GetHexString(20);
            port = CaseDeskApp.FreePort();
            File.WriteAllText(Path.Combine(directory, "password"), password);
            // initdb refuses to run as root.
            if (Environment.UserName == "root") RunToEnd("chown", "-R", "postgres", directory);
            Run("initdb", "-D", Data, "-A", "scram-sha-256", "-U", "postgres", "--pwfile", Path.Combine(directory, "password"), "-E", "UTF8", "--locale=C");
            // In the file, so that a server that was killed comes back the same.
            File.AppendAllText(Path.Combine(Data, "postgresql.conf"), string.Create(CultureInfo.InvariantCulture, $"\nport = {port}\nunix_socket_directories = ''\nlisten_addresses = '127.0.0.1'\nfsync = off\nmax_connections = 200\n"));
            StartAgain();
            using var admin = new NpgsqlConnection(As("postgres", "postgres"));
            admin.Open();
            foreach (var role in new[] { "casedesk_owner", "casedesk_web", "casedesk_worker" })
            {
                using var make = new NpgsqlCommand($"CREATE ROLE {role} LOGIN PASSWORD '{password}'", admin);
                make.ExecuteNonQuery();
            }
        }
    }

    private static string Data => Path.Combine(directory!, "data");

    private static void Run(string program, params string[] arguments)
    {
        string[] whole = [Path.Combine(Programs!, program), .. arguments];
        if (Environment.UserName == "root") RunToEnd("setpriv", ["--reuid", "postgres", "--regid", "postgres", "--clear-groups", .. whole]);
        else RunToEnd(whole[0], whole[1..]);
    }

    // Not its output: the server inherits the pipe and would hold it open.
    private static void RunToEnd(string program, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments]) { WorkingDirectory = Path.GetTempPath() })!;
        run.WaitForExit();
        if (run.ExitCode != 0 && program != "pkill") throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {run.ExitCode}.");
    }

    private static IEnumerable<string> Directories()
    {
        if (Environment.GetEnvironmentVariable("CASEDESK_PG_BIN") is { Length: > 0 } named) yield return named;
        if (Directory.Exists("/usr/lib/postgresql"))
        {
            foreach (var version in Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(d => d, StringComparer.Ordinal)) yield return Path.Combine(version, "bin");
        }
        foreach (var entry in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)) yield return entry;
    }

    public ValueTask DisposeAsync()
    {
        if (directory is null) return default;

        NpgsqlConnection.ClearAllPools();
        Run("pg_ctl", "-D", Data, "-m", "immediate", "stop");
        Directory.Delete(directory, recursive: true);
        return default;
    }
}

/// <summary>Skips with a reason where there are no programs of PostgreSQL; where they are required (CI) their absence is a failure.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class NeedsPostgreSqlAttribute : BeforeAfterTestAttribute
{
    public override void Before(System.Reflection.MethodInfo methodUnderTest, IXunitTest test)
    {
        if (PostgreSqlCluster.Programs is not null) return;

        if (Environment.GetEnvironmentVariable("CASEDESK_REQUIRE_POSTGRESQL") == "1") Assert.Fail("PostgreSQL binaries not found, and they are required here.");
        Assert.Skip("PostgreSQL binaries not found (install postgresql, or set CASEDESK_PG_BIN).");
    }
}
