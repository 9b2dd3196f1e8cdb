using System.Collections.Concurrent;
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
    private readonly bool isGuest;
    private readonly ConcurrentDictionary<string, HttpClient> people = new();
    private Process? program;

    public CaseDeskApp()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("casedesk-test-").FullName;
        Settings["ASPNETCORE_URLS"] = Address.ToString();
    }

    private CaseDeskApp(CaseDeskApp host)
    {
        isGuest = true;
        Directory = host.Directory;
        foreach (var (name, value) in host.Settings) Settings[name] = value;
        Settings["ASPNETCORE_URLS"] = Address.ToString();
    }

    /// <summary>Environment of the program, for a desk of a test's own; null takes a variable away.</summary>
    public Dictionary<string, string?> Settings { get; } = new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["CASEDESK_DEMO_PASSWORD"] = Password,
        // One process less for each desk; AnsweringFromTheRealLog has it.
        ["CaseDesk__SpareWorker"] = "false",
    };

    /// <summary>What the program said until it served.</summary>
    public string Said { get; private set; } = "";

    public Process Program => program!;

    /// <summary>Environment of the worker process where it differs; null where the site does the work.</summary>
    public Dictionary<string, string?>? WorkerSettings { get; set; }

    public Process? Worker { get; private set; }

    /// <summary>The process that carries out extractions.</summary>
    public Process Carrier => Worker ?? Program;

    public string Data => Path.Combine(Directory, "data");

    public string Directory { get; }

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    public async ValueTask InitializeAsync()
    {
        if (!TestDatabase.IsThere) return;
        await TestDatabase.Prepare(this);
        await Start();
    }

    /// <summary>Another site of the same desk, not started yet: the same directory and settings, another port, no worker.</summary>
    public CaseDeskApp Beside() => new(this);

    /// <summary>A port of the loopback that nobody listened on a moment ago.</summary>
    public static int FreePort()
    {
        using var free = new TcpListener(System.Net.IPAddress.Loopback, 0);
        free.Start();
        return ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
    }

    public async Task Start()
    {
        StartWorker();
        if (await Begin(line => line.StartsWith("CaseDesk is at", StringComparison.Ordinal))) return;
        Assert.Fail("The desk did not start:\n" + Said);
    }

    /// <summary>Starts the program and reads what it says up to such a line; false where it ended before.</summary>
    public async Task<bool> Begin(Predicate<string> until, params string[] verb)
    {
        var (started, said) = (Process.Start(Command(verb))!, new List<string>());
        program = started;
        started.ErrorDataReceived += (_, line) => { lock (said) said.Add(line.Data ?? ""); };
        started.BeginErrorReadLine();
        try
        {
            while (await started.StandardOutput.ReadLineAsync() is { } line)
            {
                lock (said) said.Add(line);
                if (!until(line)) continue;
                // Read on, so that a full pipe never stops the program.
                _ = Hear(started.StandardOutput);
                return true;
            }
            return false;
        }
        finally
        {
            lock (said) Said = string.Join('\n', said);
        }
    }

    /// <summary>What the program logged since it served, line by line.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    private async Task Hear(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line) Log.Enqueue(line);
    }

    /// <summary>Where the site does no work itself: the process that does.</summary>
    public void StartWorker()
    {
        if (WorkerSettings is null) return;

        var start = Command([]);
        foreach (var (name, value) in WorkerSettings) start.Environment[name] = value;
        Worker = Process.Start(start)!;
        _ = Worker.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = Worker.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>Runs the program to its end, as an operator would.</summary>
    public async Task<(int ExitCode, string Said)> Run(string[] verb, string input = "")
    {
        var start = Command(verb);
        start.RedirectStandardInput = true;
        using var run = Process.Start(start)!;
        var (said, complained) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await run.StandardInput.WriteAsync(input);
        run.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        try
        {
            await run.WaitForExitAsync(patience.Token);
        }
        finally
        {
            run.Kill(entireProcessTree: true);
        }
        return (run.ExitCode, await said + await complained);
    }

    private ProcessStartInfo Command(string[] verb)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CaseDesk.dll"), .. verb]) { WorkingDirectory = Directory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Settings) start.Environment[name] = value;
        return start;
    }

    /// <summary>Asks the program to end, as a service manager does, and waits until it has.</summary>
    public async Task Stop()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal for it.");
        using (var kill = Process.Start("sh", ["-c", $"kill -TERM {program!.Id}"])) await kill.WaitForExitAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        await program.WaitForExitAsync(patience.Token);
        Assert.Equal(0, program.ExitCode);
        await Kill();
    }

    public async Task Kill()
    {
        foreach (var process in new[] { program, Worker })
        {
            if (process is null) continue;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
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
        if (!isGuest) System.IO.Directory.Delete(Directory, recursive: true);
    }
}
