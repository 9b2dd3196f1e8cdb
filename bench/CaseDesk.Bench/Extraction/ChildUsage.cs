using System.Runtime.InteropServices;

namespace CaseDesk.Bench.Extraction;

/// <summary>Processor time of the children that this process has waited for, and of theirs (getrusage(2), RUSAGE_CHILDREN). Linux only.</summary>
internal static class ChildUsage
{
    private const int Children = -1;

    // struct rusage on 64-bit Linux: two timevals, fourteen longs.
    private const int Longs = 18;

    public static double Seconds
    {
        get
        {
            var usage = new long[Longs];
            if (GetUsage(Children, usage) != 0) throw new InvalidOperationException("getrusage failed.");
            return usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6);
        }
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetUsage(int who, [Out] long[] usage);
}
