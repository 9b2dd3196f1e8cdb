using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using CaseDesk.Tests;
using Npgsql;

namespace CaseDesk.Bench;

/// <summary>A private PostgreSQL from the programs that the system has, on the loopback, as durable as it comes (fsync on), for the time of the measurements.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly string directory;
    private readonly string password = RandomNumberGenerator.GetHexString(20);
    private readonly int port = FreePort();

    private Cluster(string directory) => this.directory = directory;

    private string Data => Path.Combine(directory, "data");

    public static async Task<Cluster> Start()
    {
        if (PostgreSqlPrograms.Directory is null) throw new InvalidOperationException("PostgreSQL's programs were not found: install postgresql, or set CASEDESK_PG_BIN.");
        var cluster = new Cluster(Directory.CreateTempSubdirectory("casedesk-bench-pg-").FullName);
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
        PostgreSqlPrograms.HandOver(directory);
        PostgreSqlPrograms.Run("initdb", "-D", Data, "-A", "scram-sha-256", "-U", "postgres", "--pwfile", Path.Combine(directory, "password"), "-E", "UTF8", "--locale=C");
        await File.AppendAllTextAsync(Path.Combine(Data, "postgresql.conf"), string.Create(CultureInfo.InvariantCulture, $"\nport = {port}\nunix_socket_directories = ''\nlisten_addresses = '127.0.0.1'\nmax_connections = 200\n"));
        PostgreSqlPrograms.Run("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(directory, "log"), "start");
        foreach (var role in new[] { "casedesk_owner", "casedesk_web", "casedesk_worker" }) await Ask<object>("postgres", $"CREATE ROLE {role} LOGIN PASSWORD '{password}'");
    }

    public ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        try
        {
            PostgreSqlPrograms.Run("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");
        }
        catch (InvalidOperationException)
        {
            // It ended already: an interrupt reaches the whole group of processes.
        }
        Directory.Delete(directory, recursive: true);
        return default;
    }
}
