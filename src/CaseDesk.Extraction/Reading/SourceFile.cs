using System.IO.Compression;
using System.Security.Cryptography;
using CaseDesk.Policy;
using Microsoft.Win32.SafeHandles;

namespace CaseDesk.Extraction.Reading;

/// <summary>
/// One file of a source, opened for reading only: a regular file below the logs directory, reached without links, of which exactly the bytes
/// that it had at opening are read, and which must be the same file afterwards.
/// </summary>
internal sealed class SourceFile : IDisposable
{
    private readonly string source;
    private readonly string fullPath;
    private readonly SafeFileHandle handle;
    private readonly DateTime changedAt;
    private readonly string identity;
    private readonly RawBytes raw;

    private SourceFile(string source, string path, string fullPath, SafeFileHandle handle)
    {
        this.source = source;
        this.fullPath = fullPath;
        this.handle = handle;
        Path = path;
        Size = RandomAccess.GetLength(handle);
        changedAt = File.GetLastWriteTimeUtc(handle);
        identity = NativeFiles.Look(handle).Identity;
        raw = new RawBytes(handle, Size);
    }

    /// <summary>Relative to the logs directory, with forward slashes.</summary>
    public string Path { get; }

    /// <summary>Bytes at opening.</summary>
    public long Size { get; }

    public long BytesRead => raw.Position;

    /// <summary>Someone is writing to the file.</summary>
    public bool HasGrown() => RandomAccess.GetLength(handle) > Size;

    /// <exception cref="SourceException">It is not a regular file, is reached by a link, lies outside, or cannot be opened.</exception>
    public static SourceFile Open(string source, string logsDirectory, string path)
    {
        var full = FullPath(source, logsDirectory, path);
        try
        {
            var handle = File.OpenHandle(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
            var before = NativeFiles.Look(full);
            var opened = NativeFiles.Look(handle);
            if (opened.Kind == FileKind.Regular && before == opened || !OperatingSystem.IsLinux())
                return new SourceFile(source, path, full, handle);
            handle.Dispose();
            throw new SourceException(Reasons.SourceChanged, $"Source '{source}': file '{path}' was replaced while it was opened.");
        }
        catch (FileNotFoundException)
        {
            throw Missing(source, path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(Reasons.SourceUnreadable, $"Source '{source}': file '{path}' cannot be opened.");
        }
    }

    public static bool Exists(string source, string logsDirectory, string path)
    {
        try
        {
            FullPath(source, logsDirectory, path);
            return true;
        }
        catch (SourceException fault) when (fault.Reason == Reasons.SourceMissing)
        {
            return false;
        }
    }

    /// <summary>The uncompressed bytes.</summary>
    public Stream Content(SourceCompression compression)
    {
        raw.InSteps = compression == SourceCompression.Gzip;
        return raw.InSteps ? new GZipStream(raw, CompressionMode.Decompress, leaveOpen: true) : raw;
    }

    /// <summary>To be called when the content has been read to its end.</summary>
    /// <returns>SHA-256 of the bytes as stored, and whether the file grew meanwhile.</returns>
    /// <exception cref="SourceException">Damaged, or changed in any other way than by growing.</exception>
    public (string Sha256, bool Grew) Finish(SourceCompression compression)
    {
        if (compression == SourceCompression.None && raw.Position < Size)
            throw new SourceException(Reasons.SourceChanged, $"Source '{source}': file '{Path}' was cut short while it was read.");

        // RFC 1952, 2.2: a file is a series of members and nothing else. The runtime stops in silence at bytes that are no member,
        // and with them everything behind would be lost.
        if (raw.Position < Size || compression == SourceCompression.Gzip && Size == 0)
            throw new SourceException(Reasons.SourceDamaged, $"Source '{source}': file '{Path}' is damaged: it has bytes that are not gzip, or none at all.");

        var length = RandomAccess.GetLength(handle);
        var changed = File.GetLastWriteTimeUtc(handle) != changedAt;
        var grew = length > Size;
        var replaced = NativeFiles.Look(fullPath) is var now && (now.Kind != FileKind.Regular || now.Identity != identity);
        if (replaced || length < Size || changed && !grew || grew && compression == SourceCompression.Gzip)
            throw new SourceException(Reasons.SourceChanged, $"Source '{source}': file '{Path}' was changed while it was read.");
        return (raw.Sha256(), grew);
    }

    public void Dispose()
    {
        raw.Release();
        handle.Dispose();
    }

    private static string FullPath(string source, string logsDirectory, string path)
    {
        var root = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(logsDirectory));
        var full = System.IO.Path.GetFullPath(System.IO.Path.Combine(root, path));
        if (!full.StartsWith(root + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new SourceException(Reasons.SourceOutside, $"Source '{source}': file '{path}' is not below the logs directory.");

        var step = root;
        var parts = full[(root.Length + 1)..].Split(System.IO.Path.DirectorySeparatorChar);
        for (var i = 0; i < parts.Length; i++)
        {
            step = System.IO.Path.Combine(step, parts[i]);
            var expected = i == parts.Length - 1 ? FileKind.Regular : FileKind.Directory;
            var kind = NativeFiles.Look(step).Kind;
            if (kind == FileKind.Missing)
                throw Missing(source, path);
            if (kind == FileKind.Link)
                throw new SourceException(Reasons.SourceLink, $"Source '{source}': file '{path}' is reached by a symbolic link.");
            if (kind != expected)
                throw new SourceException(Reasons.SourceNotAFile, $"Source '{source}': '{path}' is not a regular file.");
        }

        return full;
    }

    private static SourceException Missing(string source, string path) =>
        new(Reasons.SourceMissing, $"Source '{source}': file '{path}' is missing.");

    /// <summary>Bytes of the file up to its size at opening, hashed as they pass.</summary>
    private sealed class RawBytes(SafeFileHandle handle, long size) : Stream
    {
        // A gzip reader takes whole blocks. Near the end it gets single bytes, so that what it left unread can be seen.
        private const int Tail = 8192;

        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => size;

        public override long Position
        {
            get => position;
            set => throw new NotSupportedException();
        }

        /// <summary>True where the reader takes single bytes near the end.</summary>
        public bool InSteps { get; set; }

        public override int Read(Span<byte> buffer)
        {
            var left = size - position;
            var most = !InSteps ? left : left > Tail ? left - Tail : Math.Min(1, left);
            var read = RandomAccess.Read(handle, buffer[..(int)Math.Min(most, buffer.Length)], position);
            hash.AppendData(buffer[..read]);
            position += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public string Sha256() => Convert.ToHexStringLower(hash.GetHashAndReset());

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        // Not on Dispose: the reader of the content disposes it, and the hash is asked for after that.
        public void Release() => hash.Dispose();
    }
}
