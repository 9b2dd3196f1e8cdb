using System.Diagnostics;
using System.Globalization;

namespace CaseDesk.Tests.Faults;

/// <summary>Makes system calls of a running process fail, or kill it (strace(1), "Tampering").</summary>
internal static class Strace
{
    public static void MustBeThere() => Assert.SkipUnless(OperatingSystem.IsLinux() && Tools.Has("strace"), "strace not found (install strace).");

    /// <param name="calls">Names, with commas.</param>
    /// <param name="how">For example <c>error=EIO</c> or <c>signal=KILL:when=3</c>; counted for each thread.</param>
    /// <param name="path">Only calls on this file or directory.</param>
    public static Process Inject(Process target, string calls, string how, string? path = null)
    {
        List<string> arguments = ["-f", "-qq", "-o", "/dev/null", "-e", "trace=" + calls, "-e", $"inject={calls}:{how}", "-p", target.Id.ToString(CultureInfo.InvariantCulture)];
        if (path is not null) arguments.InsertRange(0, ["-P", path]);
        return Process.Start(new ProcessStartInfo("strace", arguments) { RedirectStandardError = true })!;
    }

    /// <summary>Waits until all threads of the process are traced.</summary>
    public static async Task Attached(Process target)
    {
        for (var i = 0; i < 200; i++)
        {
            var threads = Directory.GetDirectories($"/proc/{target.Id}/task");
            if (threads.All(thread => File.ReadLines(Path.Combine(thread, "status")).Any(line => line.StartsWith("TracerPid:", StringComparison.Ordinal) && line.AsSpan(10).Trim() is not "0"))) return;
            await Task.Delay(20);
        }
        Assert.Fail("strace did not attach.");
    }

    /// <summary>Lets the process go on untouched.</summary>
    public static async Task End(Process tracer)
    {
        using (var term = Process.Start("kill", ["-TERM", tracer.Id.ToString(CultureInfo.InvariantCulture)])!) await term.WaitForExitAsync();
        await tracer.WaitForExitAsync();
    }
}
