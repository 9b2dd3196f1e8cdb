using System.Diagnostics;
using System.Globalization;

namespace CaseDesk.Bench.Extraction;

/// <summary>What one command cost, with everything that it started.</summary>
/// <param name="Processor">Seconds of processor, user and system, of the whole tree.</param>
/// <param name="Peak">Most resident bytes of any one process of the tree; 0 of one that ended before it was looked at.</param>
/// <param name="PeakOfChildren">The same, of the processes below the first one.</param>
internal sealed record Measured(double Wall, double Processor, long Peak, long PeakOfChildren, int ExitCode, string Said)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    /// <summary>One at a time: the processor time is what this process's children have used meanwhile.</summary>
    public static async Task<Measured> Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        var before = ChildUsage.Seconds;
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var ended = process.WaitForExitAsync();
        var (peak, ofChildren) = (0L, 0L);
        // The system keeps the peak of each process; it is lost with it, so it is looked at until then.
        while (!ended.IsCompleted)
        {
            var (first, below) = Look(process.Id);
            (peak, ofChildren) = (Math.Max(peak, Math.Max(first, below)), Math.Max(ofChildren, below));
            await Task.WhenAny(ended, Task.Delay(LookEvery));
        }
        await ended;
        watch.Stop();
        return new Measured(watch.Elapsed.TotalSeconds, ChildUsage.Seconds - before, peak, ofChildren, process.ExitCode, await said);
    }

    private static (long First, long Below) Look(int process)
    {
        try
        {
            var below = File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            // A thread may start a child too, and then it is that thread's.
            var children = below.Concat(Directory.GetDirectories($"/proc/{process}/task").Where(task => Path.GetFileName(task) != process.ToString(CultureInfo.InvariantCulture))
                .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)));
            var deepest = children.Select(child => Look(int.Parse(child, CultureInfo.InvariantCulture))).Select(seen => Math.Max(seen.First, seen.Below)).DefaultIfEmpty().Max();
            return (HighWater(process), deepest);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return (0, 0);
        }
    }

    private static long HighWater(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.AsSpan("VmHWM:".Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
