using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CaseDesk.Bench;

/// <summary>A site and a worker of their own on a database of their own, as an operator starts them.</summary>
internal sealed class Desk : IAsyncDisposable
{
    private readonly Process site;
    private readonly Process worker;
    private readonly Uri address;

    private Desk(Process site, Process worker, Uri address) => (this.site, this.worker, this.address) = (site, worker, address);

    /// <summary>Processor time that the site took since it started.</summary>
    public TimeSpan Busy
    {
        get
        {
            site.Refresh();
            return site.TotalProcessorTime;
        }
    }

    public static async Task<Desk> Start(Cluster cluster, string database, string directory, string program, string[] verb)
    {
        Directory.CreateDirectory(directory);
        var address = new Uri($"http://127.0.0.1:{Cluster.FreePort()}");
        var worker = Process.Start(Command("CaseDesk.dll", [], directory, cluster.As("casedesk_worker", database), "Worker", "http://127.0.0.1:0"))!;
        var site = Process.Start(Command(program, verb, directory, cluster.As("casedesk_web", database), "Web", address.ToString()))!;
        var desk = new Desk(site, worker, address);
        Drain(worker);
        _ = site.StandardError.BaseStream.CopyToAsync(Stream.Null);
        while (await site.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("CaseDesk is at", StringComparison.Ordinal)) continue;
            _ = site.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return desk;
        }
        await desk.DisposeAsync();
        throw new InvalidOperationException($"The desk on {database} did not start.");
    }

    /// <summary>Runs a program of the desk to its end.</summary>
    public static async Task Run(string program, string[] verb, string directory, string connection)
    {
        Directory.CreateDirectory(directory);
        using var run = Process.Start(Command(program, verb, directory, connection, "Web", "http://127.0.0.1:0"))!;
        var (said, complained) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await run.WaitForExitAsync();
        if (run.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', verb)} ended with {run.ExitCode}:\n{await said}{await complained}");
    }

    /// <summary>Each person has a connection of her own, as each browser has.</summary>
    public async Task<HttpClient> SignIn(string email)
    {
        var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        using var answer = await client.PostAsJsonAsync("/api/v1/tokens", new { email, password = Preparation.Password });
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{email} could not sign in: {(int)answer.StatusCode}.");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["token"]!.ToString());
        return client;
    }

    private static ProcessStartInfo Command(string program, string[] verb, string directory, string connection, string process, string url)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. verb]) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = url;
        start.Environment["CaseDesk__Database__Provider"] = "PostgreSql";
        start.Environment["CaseDesk__Database__Connection"] = connection;
        start.Environment["CaseDesk__Process"] = process;
        start.Environment["CaseDesk__LogsDirectory"] = Path.Combine(Path.GetDirectoryName(directory)!, "logs");
        return start;
    }

    private static void Drain(Process process)
    {
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { site, worker })
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
