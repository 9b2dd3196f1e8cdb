using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace CaseDesk.Bench;

/// <summary>A private PostgreSQL from the programs that the system has, on the loopback, as durable as it comes (fsync on), for the time of the measurements.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly string directory;
    private readonly string programs;
    private readonly string password = RandomNumberGenerator.GetHexString(20);
    private readonly int port = FreePort();

    private Cluster(string directory, string programs) => (this.directory, this.programs) = (directory, programs);

    private string Data => Path.Combine(directory, "data");

    public static async Task<Cluster> Start()
    {
        var programs = Directories().FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "postgres")))
            ?? throw new InvalidOperationException("PostgreSQL's programs were not found: install postgresql, or set CASEDESK_PG_BIN.");
        var cluster = new Cluster(Directory.CreateTempSubdirectory("casedesk-bench-pg-").FullName, programs);
        try
        {
            await cluster.Make();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public string As(string role, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = role,
        Password = password,
        Database = database,
        SslMode = SslMode.Disable,
    }.ConnectionString;

    public async Task<T?> Ask<T>(string database, string sql)
    {
        await using var admin = new NpgsqlConnection(As("postgres", database) + ";Pooling=False");
        await admin.OpenAsync();
        await using var command = new NpgsqlCommand(sql, admin);
        return await command.ExecuteScalarAsync() is T answer ? answer : default;
    }

    public static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private async Task Make()
    {
        await File.WriteAllTextAsync(Path.Combine(directory, "password"), password);
        // initdb refuses to run as root.
        if (Environment.UserName == "root") RunToEnd("chown", "-R", "postgres", directory);
        Run("initdb", "-D", Data, "-A", "scram-sha-256", "-U", "postgres", "--pwfile", Path.Combine(directory, "password"), "-E", "UTF8", "--locale=C");
        await File.AppendAllTextAsync(Path.Combine(Data, "postgresql.conf"), string.Create(CultureInfo.InvariantCulture, $"\nport = {port}\nunix_socket_directories = ''\nlisten_addresses = '127.0.0.1'\nmax_connections = 200\n"));
        Run("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(directory, "log"), "start");
        foreach (var role in new[] { "casedesk_owner", "casedesk_web", "casedesk_worker" }) await Ask<object>("postgres", $"CREATE ROLE {role} LOGIN PASSWORD '{password}'");
    }

    private void Run(string program, params string[] arguments)
    {
        string[] whole = [Path.Combine(programs, program), .. arguments];
        if (Environment.UserName == "root") RunToEnd("setpriv", ["--reuid", "postgres", "--regid", "postgres", "--clear-groups", .. whole]);
        else RunToEnd(whole[0], whole[1..]);
    }

    // Not its output: the server inherits the pipe and would hold it open.
    private static void RunToEnd(string program, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments]) { WorkingDirectory = Path.GetTempPath() })!;
        run.WaitForExit();
        if (run.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {run.ExitCode}.");
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
        NpgsqlConnection.ClearAllPools();
        try
        {
            Run("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");
        }
        catch (InvalidOperationException)
        {
            // It ended already: an interrupt reaches the whole group of processes.
        }
        Directory.Delete(directory, recursive: true);
        return default;
    }
}
