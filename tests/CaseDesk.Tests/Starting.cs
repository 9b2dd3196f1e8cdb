using System.Net;
using System.Net.Sockets;

namespace CaseDesk.Tests;

/// <summary>What an operator has to put right is said in a sentence, without a trace, and the exit code is 1.</summary>
public sealed class Starting : IAsyncLifetime
{
    private readonly CaseDeskApp app = new() { Settings = { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0", ["CaseDesk__LogsDirectory"] = "logs" } };

    [Theory]
    [InlineData("CaseDesk__Database__Provider", "Oracle", "CaseDesk:Database:Provider is \"Oracle\"; it is Sqlite or PostgreSql.")]
    [InlineData("CaseDesk__Database__Provider", "PostgreSql", "CaseDesk:Database:Connection is empty")]
    [InlineData("CaseDesk__TrustedProxies__0", "10.0.0.0/33", "CaseDesk:TrustedProxies has \"10.0.0.0/33\"")]
    [InlineData("CaseDesk__LargestDocument", "0", "CaseDesk:LargestDocument is not positive")]
    [InlineData("CaseDesk__LargestDocument", "large", "CaseDesk:LargestDocument")]
    [InlineData("CaseDesk__LongestExtraction", "-01:00:00", "CaseDesk:LongestExtraction is not positive")]
    [InlineData("CaseDesk__CheckFilesAfter", "-00:00:01", "CaseDesk:CheckFilesAfter is negative")]
    [InlineData("CaseDesk__SweepSchedule", "hourly", "CaseDesk:SweepSchedule is \"hourly\"")]
    [InlineData("CaseDesk__Signing__LedgerOrigin", "our log", "CaseDesk:Signing:LedgerOrigin")]
    [InlineData("CaseDesk__Signing__CertificateFile", "nowhere.p12", "nowhere.p12 cannot be read")]
    [InlineData("CaseDesk__Signing__LedgerKeyFile", "nowhere.seed", "nowhere.seed, which does not exist")]
    [InlineData("CaseDesk__Policy", "nowhere.yaml", "The policy file nowhere.yaml does not exist")]
    [InlineData("CaseDesk__DataDirectory", "/proc/casedesk", "The data directory /proc/casedesk cannot be written")]
    public async Task Is_refused_with_a_wrong_option(string name, string value, string sentence)
    {
        app.Settings[name] = value;

        await IsRefused(sentence);
    }

    [Theory]
    [InlineData("nonsense.p12", "CaseDesk__Signing__CertificateFile", "nonsense.p12 cannot be read")]
    [InlineData("short.seed", "CaseDesk__Signing__LedgerKeyFile", "short.seed is not a ledger key: it has 9 bytes, not 32.")]
    [InlineData("file-in-the-way", "CaseDesk__DataDirectory", "file-in-the-way cannot be written")]
    public async Task Is_refused_with_a_file_that_is_not_what_it_should_be(string file, string option, string sentence)
    {
        await File.WriteAllTextAsync(Path.Combine(app.Directory, file), "not this.");
        app.Settings[option] = file;

        await IsRefused(sentence);
    }

    [Fact]
    public async Task Is_refused_with_a_wrong_policy_that_is_named_with_line_and_column()
    {
        var courier = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "templates", "policies", "courier.yaml"));
        var wrong = courier.Replace("    retention: P90D", "    retention: ninety days", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(app.Directory, "wrong.yaml"), wrong);
        app.Settings["CaseDesk__Policy"] = "wrong.yaml";
        var line = 1 + wrong.Split('\n').TakeWhile(l => !l.Contains("ninety days", StringComparison.Ordinal)).Count();

        await IsRefused($"wrong.yaml:{line}:16: ");
    }

    [Fact]
    public async Task Is_refused_on_a_port_that_is_taken_and_says_how_to_name_another()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        app.Settings["ASPNETCORE_URLS"] = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        await IsRefused("address already in use. Stop the other program, or name another address: --urls http://");
        // What a launch profile sets in the environment gives way to the command line.
        Assert.True(await app.Begin(line => line.StartsWith("CaseDesk is at http://127.0.0.1:", StringComparison.Ordinal), "--urls", "http://127.0.0.1:0"), app.Said);
    }

    [Fact]
    public async Task Is_refused_on_a_database_that_is_none_or_newer()
    {
        Directory.CreateDirectory(app.Data);
        var database = Path.Combine(app.Data, "casedesk.db");
        await File.WriteAllTextAsync(database, new string('x', 5000));
        await IsRefused("The database cannot be used: ");
        File.Delete(database);
        Assert.True(await app.Begin(line => line.StartsWith("CaseDesk is at", StringComparison.Ordinal)), app.Said);
        await app.Kill();
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={database};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_FromTheFuture', '99.0')";
            await command.ExecuteNonQueryAsync();
        }

        await IsRefused("The database was made by a newer CaseDesk: this one does not know its migration 29990101000000_FromTheFuture.");
    }

    private async Task IsRefused(string sentence)
    {
        var (code, said) = await app.Run([]);

        Assert.Contains(sentence, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.Equal(1, code);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
