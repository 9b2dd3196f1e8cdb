using CaseDesk.Demo;
using CaseDesk.Features.Disclosures;
using CaseDesk.Features.Ledger;
using CaseDesk.Features.Policies;
using CaseDesk.Security;

namespace CaseDesk.Verbs;

/// <summary><c>demo OUT</c>: the main job on the sample data, headless, in a throw-away directory; what comes out lies in OUT.</summary>
internal static class DemoVerb
{
    public static async Task<int> Run(string output)
    {
        output = Path.GetFullPath(output);
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any())
        {
            await Console.Error.WriteLineAsync($"{output} is not empty. Name a new directory.");
            return 2;
        }
        var work = Directory.CreateTempSubdirectory("casedesk-demo-").FullName;
        try
        {
            var builder = OperatorHost.Builder();
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["CaseDesk:DataDirectory"] = work,
                ["CaseDesk:LogsDirectory"] = "",
                ["CaseDesk:Database:Provider"] = "Sqlite",
                ["CaseDesk:Database:Connection"] = "",
            });
            builder.AddCaseDesk();
            using var host = builder.Build();
            await Start.Prepare(host.Services, CancellationToken.None);
            await host.StartAsync();
            await FirstState.Begin(host.Services, CancellationToken.None);
            await FirstPolicy.Begin(host.Services, CancellationToken.None);
            await DemoUsers.Make(host.Services, TextWriter.Null);
            var number = await SampleRequest.Carry(host.Services);
            Directory.CreateDirectory(output);
            foreach (var name in DisclosureFile.Names) await Save(host.Services, number, name, output);
            var (size, _) = await DemoUsers.Send(host.Services, Actor.Operator, new ExportLedger(Path.Combine(output, "ledger")));
            File.Copy(Path.Combine(output, "ledger", "tlog-policy"), Path.Combine(output, "tlog-policy"));
            await host.StopAsync();
            Console.Out.WriteLine($"Request {number} went through the whole line. In {output}: report.pdf, data.csv, data.json, manifest.json, receipt, tlog-policy, and ledger/ with {size} entries.");
            return 0;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task Save(IServiceProvider services, string number, string name, string output)
    {
        var released = await DemoUsers.Send(services, await DemoUsers.ActorOf(services, "custodian@courier.example"), new DisclosureFile(number, name));
        await File.WriteAllBytesAsync(Path.Combine(output, name), released.Bytes);
    }
}
