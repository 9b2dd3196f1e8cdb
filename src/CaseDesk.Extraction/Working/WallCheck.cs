using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;

namespace CaseDesk.Extraction.Working;

/// <summary>
/// What the walls are worth on this machine: enters them, and then tries what they forbid. For an operator who wants to know before the first extraction
/// (<c>dotnet CaseDesk.Extraction.dll walls</c>, to a terminal or a pipe: a file cannot be written any more), and for the tests.
/// </summary>
internal static class WallCheck
{
    public const string Word = "walls";

    /// <summary>One line for each wall: its name, what the system promised, and what a trial found.</summary>
    /// <returns>0 where no wall promised more than it holds.</returns>
    public static int Run(TextWriter output)
    {
        var own = Environment.ProcessPath!;
        var walls = Confinement.Enter([own], cpuSeconds: 60);
        var found = (
            Writing: !Succeeds(() => File.WriteAllText(Path.Combine(Path.GetTempPath(), $"casedesk-walls-{Guid.CreateVersion7():N}"), "x")),
            Files: !Succeeds(() => File.OpenRead("/etc/passwd").Dispose()),
            Network: !Succeeds(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp).Dispose()) && !Succeeds(() => Process.Start(own, "--version").Kill()),
            Reading: Succeeds(() => File.OpenRead(own).Dispose()));
        Say("writing", walls.Writing, found.Writing);
        Say("files", walls.Files, found.Files);
        Say("network", walls.Network, found.Network);
        output.WriteLine($"cpu: {(walls.Cpu ? "limited" : "not limited")}");
        output.WriteLine($"the planned file: {(found.Reading ? "can be read" : "CANNOT BE READ")}");
        output.Flush();
        return found.Reading && (!walls.Writing || found.Writing) && (!walls.Files || found.Files) && (!walls.Network || found.Network) ? Worker.Done : Worker.Failed;

        void Say(string wall, bool promised, bool holds) =>
            output.WriteLine($"{wall}: {(promised ? "enforced" : "not enforced")}, and a trial {(holds ? "was refused" : "SUCCEEDED")}");
    }

    private static bool Succeeds(Action trial)
    {
        try
        {
            trial();
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or SocketException or Win32Exception)
        {
            return false;
        }
    }
}
