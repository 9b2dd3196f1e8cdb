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

    /// <summary>A copy of a stopped desk's database, rights and all; answers its name.</summary>
    public static async Task<string> Copy(CaseDeskApp app)
    {
        NpgsqlConnection.ClearAllPools();
        var (name, copy) = (new NpgsqlConnectionStringBuilder(app.Settings["CaseDesk__Database__Connection"]).Database!, "copy" + Interlocked.Increment(ref databases).ToString(CultureInfo.InvariantCulture));
        await using var admin = new NpgsqlConnection(As("postgres", "postgres"));
        await admin.OpenAsync();
        await using var make = new NpgsqlCommand($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'", admin);
        await make.ExecuteNonQueryAsync();
        make.CommandText = $"CREATE DATABASE {copy} TEMPLATE {name} OWNER casedesk_owner";
        await make.ExecuteNonQueryAsync();
        return copy;
    }

    /// <summary>Stops or lets go the whole server, as a machine that hangs does.</summary>
    public static void Signal(string signal)
    {
        var server = File.ReadLines(Path.Combine(Data, "postmaster.pid")).First();
        PostgreSqlPrograms.RunToEnd("pkill", $"-{signal}", "-P", server);
        PostgreSqlPrograms.RunToEnd("kill", $"-{signal}", server);
    }

    /// <summary>The whole server at once, as a power cut does.</summary>
    public static void Kill()
    {
        var server = File.ReadLines(Path.Combine(Data, "postmaster.pid")).First();
        PostgreSqlPrograms.RunToEnd("sh", "-c", $"all=\"{server} $(pgrep -d ' ' -P {server})\"; kill -KILL $all; while ps -o stat= -p \"$all\" | grep -qv Z; do sleep 0.05; done");
        // Dead, but perhaps not buried yet: the next server would take that process number for a living one.
        File.Delete(Path.Combine(Data, "postmaster.pid"));
    }

    /// <summary>After a stop or a kill; returns once it takes connections.</summary>
    public static void StartAgain() => PostgreSqlPrograms.Run("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(directory!, "log"), "start");

    public static void Stop() => PostgreSqlPrograms.Run("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");

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
            PostgreSqlPrograms.HandOver(directory);
            PostgreSqlPrograms.Run("initdb", "-D", Data, "-A", "scram-sha-256", "-U", "postgres", "--pwfile", Path.Combine(directory, "password"), "-E", "UTF8", "--locale=C");
            // In the file, so that a server that was killed comes back the same.
            File.AppendAllText(Path.Combine(Data, "postgresql.conf"), string.Create(CultureInfo.InvariantCulture, $"\nport = {port}\nunix_socket_directories = ''\nlisten_addresses = '127.0.0.1'\nfsync = off\nmax_connections = 200\ntrack_commit_timestamp = on\n"));
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

    public ValueTask DisposeAsync()
    {
        if (directory is null) return default;

        NpgsqlConnection.ClearAllPools();
        PostgreSqlPrograms.Run("pg_ctl", "-D", Data, "-m", "immediate", "stop");
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
        if (PostgreSqlPrograms.Directory is not null) return;

        if (Environment.GetEnvironmentVariable("CASEDESK_REQUIRE_POSTGRESQL") == "1") Assert.Fail("PostgreSQL binaries not found, and they are required here.");
        Assert.Skip("PostgreSQL binaries not found (install postgresql, or set CASEDESK_PG_BIN).");
    }
}
