using System.Diagnostics;
using System.Globalization;

namespace CaseDesk.Rules.Tests.Extraction;

/// <summary>The workers that this process has started and that live, as /proc tells; Linux only.</summary>
internal static class RunningWorkers
{
    public static List<Process> Find()
    {
        var workers = new List<Process>();
        foreach (var directory in Directory.GetDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)))
        {
            try
            {
                var status = File.ReadAllText(Path.Combine(directory, "stat"));
                var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[0] != "Z" && fields[1] == Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
                    && File.ReadAllText(Path.Combine(directory, "cmdline")).Contains("CaseDesk.Extraction.dll", StringComparison.Ordinal))
                    workers.Add(Process.GetProcessById(int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture)));
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or ArgumentException)
            {
            }
        }

        return workers;
    }

    /// <summary>The most memory that the one worker of a run had at any time, in bytes; 0 where the system does not tell.</summary>
    public static async Task<(T Outcome, long PeakBytes)> WithPeak<T>(Task<T> run)
    {
        var peak = 0L;
        Process? worker = null;
        while (!run.IsCompleted)
        {
            await Task.WhenAny(run, Task.Delay(25));
            worker ??= Find().FirstOrDefault();
            if (worker is not null)
                peak = Math.Max(peak, Peak(worker.Id));
        }

        worker?.Dispose();
        return (await run, peak);
    }

    // VmHWM: the resident set's high-water mark, which a poll cannot miss by coming too late. Where there is none, what is resident now.
    private static long Peak(int process)
    {
        try
        {
            var lines = File.ReadAllLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status");
            var line = lines.FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)) ?? lines.FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^2], CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or FormatException)
        {
            return 0;
        }
    }
}
