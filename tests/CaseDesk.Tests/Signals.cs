using System.Diagnostics;
using System.Globalization;

namespace CaseDesk.Tests;

internal static class Signals
{
    /// <summary>Sends a signal by its name, such as <c>STOP</c>.</summary>
    public static void Signal(this Process process, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)])!;
        kill.WaitForExit();
    }
}
