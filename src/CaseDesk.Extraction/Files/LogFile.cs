using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CaseDesk.Extraction;

/// <summary>Opens a log for reading: a plain file below the logs directory, reached through no link.</summary>
internal static partial class LogFile
{
    /// <exception cref="ExtractionFailure"><c>source-missing</c>, <c>source-not-a-file</c>, <c>source-unreadable</c>.</exception>
    public static FileStream Open(string logsDirectory, string path)
    {
        SourceFiles.CheckLocation(path);
        var full = Path.GetFullPath(logsDirectory);
        foreach (var segment in path.Split('/'))
        {
            full = Path.Combine(full, segment);
            if (new FileInfo(full).LinkTarget is not null)
                throw new ExtractionFailure("source-not-a-file", $"{path} is reached through a symbolic link.");
        }

        if (Directory.Exists(full))
            throw new ExtractionFailure("source-not-a-file", $"{path} is a directory.");
        if (!File.Exists(full))
            throw new ExtractionFailure("source-missing", $"{path} does not exist.");
        try
        {
            var stream = OperatingSystem.IsWindows()
                ? new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1)
                : new FileStream(OpenAtOnce(full, path), FileAccess.Read, 1);
            if (stream.CanSeek)
                return stream;
            stream.Dispose();
            throw new ExtractionFailure("source-not-a-file", $"{path} is not a plain file.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ExtractionFailure("source-unreadable", $"{path} cannot be opened: {error.GetType().Name}.");
        }
    }

    // The runtime's own opening of a named pipe waits for a writer, for ever; O_NONBLOCK (open(2)) does not.
    private static SafeFileHandle OpenAtOnce(string full, string path)
    {
        const int linuxNonBlockCloseOnExec = 0x800 | 0x80000;
        const int macNonBlockCloseOnExec = 0x4 | 0x1000000;
        var descriptor = Open(full, OperatingSystem.IsMacOS() ? macNonBlockCloseOnExec : linuxNonBlockCloseOnExec);
        if (descriptor < 0)
            throw new ExtractionFailure("source-unreadable", $"{path} cannot be opened: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
