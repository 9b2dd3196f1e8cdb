namespace CaseDesk.Extraction;

/// <summary>
/// Files that must survive a power cut. Each is written beside its target, flushed to the disk with the failure
/// reported, renamed into place, and the directory is flushed too.
/// </summary>
/// <remarks>
/// The runtime's own flush does not report a failed fsync on Linux (.NET 10.0.12: the native call returns the sign
/// bit of the result), and it never flushes the directory after a rename. POSIX fsync(2) asks for both.
/// </remarks>
public static class DurableFile
{
    /// <summary>What every temporary name ends with; <see cref="SweepTemporaries"/> removes nothing else.</summary>
    public const string TemporarySuffix = ".casedesk-tmp";

    /// <summary>Replaces or creates a file so that afterwards either the old or the whole new content is there.</summary>
    /// <exception cref="IOException">The bytes are not known to be on the disk; the target is unchanged.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = TemporaryFor(path);
        try
        {
            using (var stream = CreateNew(temporary))
            {
                stream.Write(content);
                Flush(stream);
            }

            MoveIntoPlace(temporary, path);
        }
        catch
        {
            DeleteQuietly(temporary);
            throw;
        }
    }

    /// <summary>As <see cref="Write(string, ReadOnlySpan{byte})"/>, for content that is too large to hold.</summary>
    /// <exception cref="IOException">The bytes are not known to be on the disk; the target is unchanged.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = TemporaryFor(path);
        try
        {
            using (var stream = CreateNew(temporary))
            {
                write(stream);
                Flush(stream);
            }

            MoveIntoPlace(temporary, path);
        }
        catch
        {
            DeleteQuietly(temporary);
            throw;
        }
    }

    /// <summary>Empties what the stream has buffered and waits until the disk has it.</summary>
    /// <exception cref="IOException">With the system's own words for the error.</exception>
    public static void Flush(FileStream stream)
    {
        stream.Flush();
        DiskFlush.File(stream.SafeFileHandle, stream.Name);
    }

    /// <summary>Makes creations, renames and removals in a directory durable. Windows does it with the rename itself.</summary>
    /// <exception cref="IOException">With the system's own words for the error.</exception>
    public static void SyncDirectory(string directory) => DiskFlush.Directory(directory);

    /// <summary>A new, empty directory beside <paramref name="target"/>, to be filled and given to <see cref="ReplaceDirectory"/>.</summary>
    public static string CreateTemporaryDirectoryFor(string target)
    {
        var temporary = TemporaryFor(target);
        Directory.CreateDirectory(temporary);
        return temporary;
    }

    /// <summary>
    /// Puts a filled directory (whose files were flushed) in the place of another. A crash between the two renames
    /// leaves no target but both directories; a reader never sees a mixture of the two.
    /// </summary>
    /// <exception cref="IOException">The target is the old directory, where the error left one.</exception>
    public static void ReplaceDirectory(string filled, string target)
    {
        target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        var parent = Path.GetDirectoryName(target)!;
        SyncDirectory(filled);
        if (!Directory.Exists(target))
        {
            Directory.Move(filled, target);
            SyncDirectory(parent);
            return;
        }

        // Two renames, since rename(2) cannot put a directory over one that is not empty.
        var old = TemporaryFor(target);
        Directory.Move(target, old);
        try
        {
            Directory.Move(filled, target);
        }
        catch
        {
            Directory.Move(old, target);
            throw;
        }

        SyncDirectory(parent);
        Directory.Delete(old, recursive: true);
    }

    /// <summary>Removes what a crash left half-written. To be called when nothing else writes there (at start).</summary>
    /// <returns>How many files and directories were removed.</returns>
    public static int SweepTemporaries(string directory)
    {
        if (!Directory.Exists(directory))
            return 0;
        var removed = 0;
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos("*" + TemporarySuffix))
        {
            if (entry is DirectoryInfo { LinkTarget: null } folder)
                folder.Delete(recursive: true);
            else
                entry.Delete();
            removed++;
        }

        return removed;
    }

    private static string TemporaryFor(string path) =>
        $"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))}.{Guid.CreateVersion7():N}{TemporarySuffix}";

    private static FileStream CreateNew(string path) => new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);

    private static void MoveIntoPlace(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report; the sweep at the next start removes the rest.
        }
    }
}
