namespace CaseDesk.Extraction;

/// <summary>
/// Files that survive a power cut, whole or not at all: written beside their place, flushed with a call that reports errors,
/// renamed, and the directory flushed too (fsync(2): flushing a file does not flush the entry in its directory).
/// </summary>
public static class DurableFile
{
    private const string TemporaryEnding = ".casedesk-tmp";

    /// <summary>Replaces or creates a file with these bytes.</summary>
    /// <exception cref="IOException">Nothing was replaced; the message has the system's own words.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content) => Put(path, content, WriteBytes, Place);

    /// <summary>Creates a file with these bytes unless one stands there: of several that try at once one succeeds, and all read the same afterwards.</summary>
    /// <returns>Whether it was created.</returns>
    /// <exception cref="IOException">Nothing was created; the message has the system's own words.</exception>
    public static bool WriteNew(string path, ReadOnlySpan<byte> content) => Put(path, content, WriteBytes, NativeFiles.Name);

    /// <summary>Replaces or creates a file with what <paramref name="write"/> writes; when it throws, the old file stays.</summary>
    /// <exception cref="IOException">Nothing was replaced; the message has the system's own words.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Put(path, write, static (file, write) => write(file), Place);
    }

    /// <summary>Creates a file whose name is known only when it is whole, such as its hash.</summary>
    /// <param name="write">Writes it, reads it again as it likes, and answers the name.</param>
    /// <returns>The name.</returns>
    /// <exception cref="IOException">Nothing was created; the message has the system's own words.</exception>
    public static async Task<string> WriteAs(string directory, Func<Stream, Task<string>> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var temporary = TemporaryBeside(Path.Combine(directory, "new"));
        try
        {
            string name;
            await using (var file = Create(temporary))
            {
                name = await write(file);
                Flush(file, temporary);
            }

            Place(temporary, Path.Combine(directory, name));
            SyncDirectory(directory);
            return name;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>
    /// Fills a fresh directory beside <paramref name="path"/> and puts it in place in one step. A directory that stands there
    /// is swapped out and then removed; where the system cannot swap, a short moment has neither.
    /// Files that <paramref name="fill"/> makes must be written with <see cref="Write(string, ReadOnlySpan{byte})"/>.
    /// </summary>
    /// <exception cref="IOException">What stood there still stands there.</exception>
    public static void ReplaceDirectory(string path, Action<string> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var temporary = TemporaryBeside(path);
        try
        {
            CreatePrivateDirectory(temporary);
            fill(temporary);
            SyncDirectory(temporary);
            PutInPlace(temporary, path);
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>Makes created, renamed and removed names in a directory durable.</summary>
    /// <exception cref="IOException">With the system's own words.</exception>
    public static void SyncDirectory(string path) => NativeFiles.SyncDirectory(path);

    /// <summary>Makes a directory that only its owner may enter, durable like what is written into it; one that stands there stays.</summary>
    /// <exception cref="IOException">With the system's own words.</exception>
    public static void MakeDirectory(string path)
    {
        if (Directory.Exists(path))
            return;

        CreatePrivateDirectory(path);
        SyncDirectory(ParentOf(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))));
    }

    /// <summary>What a crash left half-written in this directory, and what is being written; not in its sub-directories.</summary>
    public static IEnumerable<string> Temporaries(string directory) => Directory.EnumerateFileSystemEntries(directory, "*" + TemporaryEnding);

    /// <param name="place">Gives the temporary file its name; false where it did not.</param>
    private static bool Put<T>(string path, T content, Action<Stream, T> write, Func<string, string, bool> place)
        where T : allows ref struct
    {
        var temporary = TemporaryBeside(path);
        try
        {
            using (var file = Create(temporary))
            {
                write(file, content);
                Flush(file, temporary);
            }

            var isPlaced = place(temporary, path);
            SyncDirectory(ParentOf(path));
            return isPlaced;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void WriteBytes(Stream file, ReadOnlySpan<byte> content) => file.Write(content);

    private static bool Place(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        return true;
    }

    private static void PutInPlace(string temporary, string path)
    {
        if (Directory.Exists(path) && !NativeFiles.Exchange(temporary, path))
        {
            var aside = TemporaryBeside(path);
            Directory.Move(path, aside);
            Directory.Move(temporary, path);
            SyncDirectory(ParentOf(path));
            Directory.Delete(aside, recursive: true);
            return;
        }

        // After an exchange the old directory has the temporary name, and is removed there.
        if (!Directory.Exists(path))
            Directory.Move(temporary, path);
        SyncDirectory(ParentOf(path));
    }

    private static FileStream Create(string path)
    {
        // Everything written here may be a person's data: readable by the owner only.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    private static void CreatePrivateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void Flush(FileStream file, string path)
    {
        file.Flush();
        NativeFiles.Sync(file.SafeFileHandle, path);
    }

    private static string TemporaryBeside(string path) =>
        Path.Combine(ParentOf(path), $"{Path.GetFileName(path)}.{Guid.CreateVersion7():N}{TemporaryEnding}");

    private static string ParentOf(string path) =>
        Path.GetDirectoryName(Path.GetFullPath(path)) ?? throw new IOException($"'{path}' has no directory.");
}
