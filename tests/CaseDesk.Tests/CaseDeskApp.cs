using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using CaseDesk.Tests;

[assembly: AssemblyFixture(typeof(CaseDeskApp))]

namespace CaseDesk.Tests;

/// <summary>The real program in a process of its own, on a throw-away directory and a free port of the loopback.</summary>
public sealed class CaseDeskApp : IAsyncLifetime
{
    public const string Password = "a demo password for tests";
    private readonly Dictionary<string, HttpClient> people = [];
    private Process? program;

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("casedesk-test-").FullName;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public async ValueTask InitializeAsync()
    {
        using (var free = new TcpListener(System.Net.IPAddress.Loopback, 0))
        {
            free.Start();
            Address = new Uri($"http://127.0.0.1:{((System.Net.IPEndPoint)free.LocalEndpoint).Port}");
        }
        await Start();
    }

    public async Task Start()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CaseDesk.dll")]) { WorkingDirectory = Directory, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = Address.ToString();
        start.Environment["CASEDESK_DEMO_PASSWORD"] = Password;
        program = Process.Start(start)!;
        List<string> said = [];
        program.ErrorDataReceived += (_, line) => { lock (said) said.Add(line.Data ?? ""); };
        program.BeginErrorReadLine();
        while (await program.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (said) said.Add(line);
            if (!line.StartsWith("CaseDesk is at", StringComparison.Ordinal)) continue;
            // Drained, so that a full pipe never stops the program.
            _ = program.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return;
        }
        lock (said) Assert.Fail("The desk did not start:\n" + string.Join('\n', said));
    }

    public async Task Kill()
    {
        program!.Kill(entireProcessTree: true);
        await program.WaitForExitAsync();
        foreach (var client in people.Values) client.Dispose();
        people.Clear();
    }

    public HttpClient Stranger() => new() { BaseAddress = Address };

    public async Task<HttpClient> SignedInAs(string mailbox)
    {
        if (people.TryGetValue(mailbox, out var known)) return known;
        var client = Stranger();
        using var answer = await client.PostAsJsonAsync("/api/v1/tokens", new { email = mailbox.Contains('@', StringComparison.Ordinal) ? mailbox : mailbox + "@courier.example", password = Password });
        Assert.Equal(200, (int)answer.StatusCode);
        var token = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["token"]!.ToString();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return people[mailbox] = client;
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
