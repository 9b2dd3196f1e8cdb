using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CaseDesk.Bench.Ledger;

/// <summary>Asks the system to forget what it holds of a file in memory (posix_fadvise(2), POSIX_FADV_DONTNEED). Linux only; pages that are not on the disk yet stay.</summary>
internal static class PageCache
{
    private const int NotNeeded = 4;

    public static void Drop(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (Advise(file, 0, 0, NotNeeded) != 0) throw new InvalidOperationException("posix_fadvise failed.");
    }

    [DllImport("libc", EntryPoint = "posix_fadvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(SafeFileHandle file, long offset, long length, int advice);
}
