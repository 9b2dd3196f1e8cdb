using System.Globalization;

namespace CaseDesk.Bench;

/// <summary>Everything that is measured, in its order, on one cluster that is gone afterwards.</summary>
internal static class Measurements
{
    private const int People = 200;
    private const int Requests = 500;

    /// <param name="part"><c>rates</c>, <c>mix</c>, or null for both.</param>
    /// <returns>False where a call failed or the ledger does not hold what was done. A target that was missed is said, and is no failure of the run.</returns>
    public static async Task<bool> Take(TimeSpan mixed, string? part, CancellationToken cancel)
    {
        var directory = Directory.CreateTempSubdirectory("casedesk-bench-").FullName;
        try
        {
            await using var cluster = await Cluster.Start();
            await cluster.Ask<object>("postgres", "CREATE DATABASE prepared OWNER casedesk_owner");
            var prepared = Path.Combine(directory, "prepared");
            await Desk.Run("CaseDesk.dll", ["migrate"], prepared, cluster.As("casedesk_owner", "prepared"));
            cancel.ThrowIfCancellationRequested();
            await Desk.Run("CaseDesk.Bench.dll", ["prepare", People.ToString(CultureInfo.InvariantCulture), Requests.ToString(CultureInfo.InvariantCulture)], prepared, cluster.As("casedesk_web", "prepared"));
            cancel.ThrowIfCancellationRequested();
            Figures.Say($"CaseDesk.Bench: {Environment.ProcessorCount} cores, which the load's own process and PostgreSQL {await cluster.Ask<string>("postgres", "SHOW server_version")} (fsync {await cluster.Ask<string>("postgres", "SHOW fsync")}) share with the desk; load {Load()} at the start; {People} people, {Requests} requests at first");

            var isSound = true;
            if (part is null or "rates") isSound &= await Rates.Measure(cluster, directory, mixed / 10, cancel);
            if (part is null or "mix") isSound &= await Mix.Measure(cluster, directory, mixed, People, cancel);
            return isSound;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>A desk on a copy of what was prepared.</summary>
    public static async Task<Desk> Open(Cluster cluster, string directory, string name, string program, params string[] verb)
    {
        await cluster.Ask<object>("postgres", $"CREATE DATABASE {name} TEMPLATE prepared OWNER casedesk_owner");
        return await Desk.Start(cluster, name, Path.Combine(directory, name), program, verb);
    }

    // Others' work bends the figures: how much there was is said with them.
    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
