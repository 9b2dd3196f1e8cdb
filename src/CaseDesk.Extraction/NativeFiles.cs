using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CaseDesk.Extraction;

/// <summary>What a path names, without following a link in its last part.</summary>
internal enum FileKind
{
    Missing,
    Regular,
    Directory,
    Link,

    /// <summary>A pipe, a socket or a device: reading it may never end.</summary>
    Other,
}

/// <summary>The few system calls that .NET does not offer, or offers without telling of an error.</summary>
internal static class NativeFiles
{
    // EEXIST, on Linux and macOS.
    private const int AlreadyThere = 17;
    private const int InterruptedCall = 4;
    private const int FullSync = 51;
    private const int CloseOnExecLinux = 0x80000;
    private const int CloseOnExecMac = 0x1000000;
    private const int CurrentDirectory = -100;
    private const int DoNotFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint TypeInodeAndTimes = 0x7FF;
    private const uint ExchangeLinux = 2;
    private const uint SwapMac = 2;

    /// <summary>Flushes a file to the medium. The runtime's own flush does not report a failed fsync (dotnet/runtime, FileStream.Flush(true)).</summary>
    /// <exception cref="IOException">With the text of errno.</exception>
    public static void Sync(SafeFileHandle file, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            if (!FlushFileBuffers(file))
                throw Failure("FlushFileBuffers", path);
            return;
        }

        while (true)
        {
            // On macOS fsync leaves the data in the drive's cache; fcntl(2) F_FULLFSYNC does not.
            var result = OperatingSystem.IsMacOS() ? fcntl(file, FullSync) : fsync(file);
            if (result == 0)
                return;
            if (Marshal.GetLastPInvokeError() != InterruptedCall)
                throw Failure("fsync", path);
        }
    }

    /// <summary>Makes created, renamed and removed names in a directory durable (fsync(2), NOTES). NTFS journals them itself.</summary>
    /// <exception cref="IOException">With the text of errno.</exception>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            return;

        var descriptor = open(Native(path), OperatingSystem.IsMacOS() ? CloseOnExecMac : CloseOnExecLinux);
        if (descriptor < 0)
            throw Failure("open", path);
        using var directory = new SafeFileHandle(descriptor, ownsHandle: true);
        Sync(directory, path);
    }

    /// <summary>Swaps two directories in one step; false where the system cannot.</summary>
    public static bool Exchange(string one, string other)
    {
        if (OperatingSystem.IsLinux())
            return renameat2(CurrentDirectory, Native(one), CurrentDirectory, Native(other), ExchangeLinux) == 0;
        return OperatingSystem.IsMacOS() && renamex_np(Native(one), Native(other), SwapMac) == 0;
    }

    /// <summary>Gives a file a name that nothing has yet. <see cref="File.Move(string, string, bool)"/> looks first and moves then, so that two at once both succeed.</summary>
    /// <returns>False where something has the name.</returns>
    /// <exception cref="IOException">With the system's own words.</exception>
    public static bool Name(string temporary, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(temporary, path, overwrite: false);
                return true;
            }
            catch (IOException) when (File.Exists(path))
            {
                return false;
            }
        }

        if (link(Native(temporary), Native(path)) == 0)
            return true;
        return Marshal.GetLastPInvokeError() == AlreadyThere ? false : throw new IOException($"'{path}' could not be made: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    /// <summary>What a path names, and on Linux which file it is (device and inode).</summary>
    public static (FileKind Kind, string Identity) Look(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            var found = statx(CurrentDirectory, Native(path), DoNotFollow, TypeInodeAndTimes, out var status);
            return found == 0 ? (KindOf(status.Mode), status.Identity) : (MissingOr(path), "");
        }

        return (MissingOr(path), "");
    }

    /// <summary>The same for an open file; only on Linux more than <see cref="FileKind.Regular"/> is known.</summary>
    public static (FileKind Kind, string Identity) Look(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
            return (FileKind.Regular, "");
        return statxOfHandle(file, Native(""), EmptyPath, TypeInodeAndTimes, out var status) == 0
            ? (KindOf(status.Mode), status.Identity)
            : (FileKind.Other, "");
    }

    /// <summary>When the bytes of an open file were last changed, and when anything about it was, in nanoseconds since 1970: the second cannot be set by anyone.
    /// Null where the system does not tell.</summary>
    public static (long ModifiedAt, long ChangedAt)? Times(SafeFileHandle file) =>
        OperatingSystem.IsLinux() && statxOfHandle(file, Native(""), EmptyPath, TypeInodeAndTimes, out var status) == 0
            ? (Nanoseconds(status.ModifiedSeconds, status.ModifiedNanoseconds), Nanoseconds(status.ChangedSeconds, status.ChangedNanoseconds))
            : null;

    /// <summary>Number of the user as whom this process acts; -1 where the system has none.</summary>
    public static long User() => OperatingSystem.IsWindows() ? -1 : geteuid();

    private static long Nanoseconds(long seconds, uint nanoseconds) => unchecked(seconds * 1_000_000_000 + nanoseconds);

    private static FileKind MissingOr(string path)
    {
        try
        {
            var attributes = File.GetAttributes(path);
            if (attributes.HasFlag(FileAttributes.ReparsePoint))
                return FileKind.Link;
            if (attributes.HasFlag(FileAttributes.Directory))
                return FileKind.Directory;
            return attributes.HasFlag(FileAttributes.Device) || IsSpecialOnMac(path) ? FileKind.Other : FileKind.Regular;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return FileKind.Missing;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return FileKind.Other;
        }
    }

    // struct stat of macOS: st_mode is the 16-bit word after the 32-bit st_dev.
    private static bool IsSpecialOnMac(string path)
    {
        if (!OperatingSystem.IsMacOS())
            return false;
        var status = new byte[256];
        var found = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? lstatX64(Native(path), status) : lstat(Native(path), status);
        return found != 0 || KindOf(BitConverter.ToUInt16(status, 4)) == FileKind.Other;
    }

    // inode(7): the file type is in the upper four bits of the mode.
    private static FileKind KindOf(ushort mode) => (mode & 0xF000) switch
    {
        0x8000 => FileKind.Regular,
        0x4000 => FileKind.Directory,
        0xA000 => FileKind.Link,
        _ => FileKind.Other,
    };

    // Paths are bytes there; .NET reads and writes them as UTF-8.
    private static byte[] Native(string path) => Encoding.UTF8.GetBytes(path + '\0');

    private static IOException Failure(string call, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{call} of '{path}' failed: {Marshal.GetPInvokeErrorMessage(error)} ({error})", error);
    }

    // statx(2): the same layout on every processor, unlike stat(2).
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(96)]
        public long ChangedSeconds;

        [FieldOffset(104)]
        public uint ChangedNanoseconds;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;

        public readonly string Identity => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{DeviceMajor}:{DeviceMinor}:{Inode}");
    }

    [DllImport("libc")]
    private static extern uint geteuid();

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(SafeFileHandle file);

    [DllImport("libc", SetLastError = true)]
    private static extern int fcntl(SafeFileHandle file, int command);

    [DllImport("libc", SetLastError = true)]
    private static extern int link(byte[] path, byte[] other);

    [DllImport("libc", SetLastError = true)]
    private static extern int open(byte[] path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int renameat2(int oldDirectory, byte[] oldPath, int newDirectory, byte[] newPath, uint flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int renamex_np(byte[] oldPath, byte[] newPath, uint flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int statx(int directory, byte[] path, int flags, uint mask, out Status status);

    [DllImport("libc", SetLastError = true, EntryPoint = "statx")]
    private static extern int statxOfHandle(SafeFileHandle file, byte[] path, int flags, uint mask, out Status status);

    [DllImport("libc", SetLastError = true)]
    private static extern int lstat(byte[] path, [Out] byte[] status);

    [DllImport("libc", SetLastError = true, EntryPoint = "lstat$INODE64")]
    private static extern int lstatX64(byte[] path, [Out] byte[] status);

    [DllImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool FlushFileBuffers(SafeFileHandle file);
}
