using System.Diagnostics;
using System.Globalization;

namespace CaseDesk.Tests;

/// <summary>The processes that a desk reads logs in, as the system sees them.</summary>
internal static class Workers
{
    public static IReadOnlyList<int> Of(CaseDeskApp app) =>
        [.. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Where(id => ParentOf(id) == app.Carrier.Id)];

    public static bool Live(IReadOnlyList<int> processes) => processes.Any(p => ParentOf(p) != 0);

    public static async Task Ended(IReadOnlyList<int> processes)
    {
        for (var i = 0; i < 100 && Live(processes); i++) await Task.Delay(100);
        Assert.DoesNotContain(processes, p => ParentOf(p) != 0);
    }

    /// <summary>A warm log is read within a blink: the worker runs in slices of that until its desk has told that some of it is done, and is then held still.</summary>
    public static async Task<Process> HeldInTheMiddle(this CaseDeskApp app, string number)
    {
        for (var slice = 0; slice < 2000; slice++)
        {
            if (Of(app) is [var id, ..] && Started(id) is { } worker)
            {
                worker.Signal("STOP");
                await Task.Delay(300);
                if ((await app.Extraction(number))["progress"]!.GetValue<double>() > 0.02) return worker;
                worker.Signal("CONT");
            }

            await Task.Delay(10);
        }

        throw new InvalidOperationException($"The extraction never got under way: {await app.Extraction(number)}");
    }

    /// <summary>Lets workers run for a quarter of the time only, so that there is something to see on a fast machine too.</summary>
    public static async Task Slowed(this CaseDeskApp app, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var workers = Of(app).Select(Started).OfType<Process>().ToList();
            workers.ForEach(worker => worker.Signal("STOP"));
            await Task.Delay(300, CancellationToken.None);
            workers.ForEach(worker => worker.Signal("CONT"));
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private static Process? Started(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static int ParentOf(int process)
    {
        try
        {
            // proc_pid_stat(5): the parent is the second field after the name in brackets; a zombie has ended.
            var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
            return fields[0] == "Z" ? 0 : int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
