using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CaseDesk.Extraction;

/// <summary>fsync(2) and its Windows counterpart, with the error reported.</summary>
internal static partial class DiskFlush
{
    private const int Interrupted = 4; // EINTR on Linux and macOS.
    private const int FullFsync = 51; // F_FULLFSYNC of macOS: there fsync(2) alone leaves the drive's cache unwritten.

    public static void File(SafeFileHandle handle, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            if (!FlushFileBuffers(handle))
                throw Failed(path);
            return;
        }

        var added = false;
        try
        {
            handle.DangerousAddRef(ref added);
            Descriptor((int)handle.DangerousGetHandle(), path);
        }
        finally
        {
            if (added)
                handle.DangerousRelease();
        }
    }

    public static void Directory(string path)
    {
        // NTFS keeps names in its own journal; a directory handle cannot be flushed there without extra rights.
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(path, 0);
        if (descriptor < 0)
            throw Failed(path);
        try
        {
            Descriptor(descriptor, path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static void Descriptor(int descriptor, string path)
    {
        // Not every macOS file system knows F_FULLFSYNC; the plain call then decides.
        if (OperatingSystem.IsMacOS() && Fcntl(descriptor, FullFsync) == 0)
            return;
        while (Fsync(descriptor) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
                throw Failed(path);
        }
    }

    private static IOException Failed(string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{path} could not be flushed to the disk: {Marshal.GetPInvokeErrorMessage(error)} (error {error}).");
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool FlushFileBuffers(SafeFileHandle handle);
}
