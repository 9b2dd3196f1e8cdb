using CaseDesk.Extraction;

namespace CaseDesk.Demo;

/// <summary>The sample logs of the demo provider (DESIGN.md, section 6), made once.</summary>
internal static class DemoData
{
    private const int LookupDays = 25;
    private const int LookupsPerDay = 400;
    private const int Seed = 2026;
    private static readonly string[] Sources = ["access-log", "lookup-log", "accounts"];

    public static string OriginalLog => Path.Combine(AppContext.BaseDirectory, "Demo", "apache_logs");

    public static void MakeOnce(string logs, TimeProvider clock)
    {
        if (Directory.Exists(logs)) return;

        // Built aside and renamed: a kill in between leaves no half provider.
        var yesterday = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-1);
        DurableFile.ReplaceDirectory(logs, aside =>
        {
            foreach (var folder in Sources) Directory.CreateDirectory(Path.Combine(aside, folder));
            using var original = File.OpenRead(OriginalLog);
            DurableFile.Write(Path.Combine(aside, "access-log", "access.log"), shifted => DemoLogs.ShiftAccessLog(original, shifted, yesterday));
            original.Position = 0;
            DemoLogs.GenerateLookups(Path.Combine(aside, "lookup-log"), yesterday, LookupDays, LookupsPerDay, Seed, DemoLogs.ReadPool(original));
            DemoLogs.GenerateAccounts(Path.Combine(aside, "accounts", "accounts.csv"), Seed);
        });
    }
}
