using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using CaseDesk.Policy;
using Microsoft.Win32.SafeHandles;
using ZstdSharp;

namespace CaseDesk.Extraction.Reading;

/// <summary>By what a file is known again without reading it.</summary>
/// <param name="Identity">Device and inode.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedAt">Nanoseconds since 1970; anyone who may write the file can set it.</param>
/// <param name="ChangedAt">Nanoseconds since 1970; the system sets it at every change, and nobody else can.</param>
internal sealed record FileStamp(string Identity, long Size, long ModifiedAt, long ChangedAt);

/// <summary>What is made of the stored bytes of a file while they are read.</summary>
internal enum Taken
{
    Nothing,

    Checksum,

    /// <summary>The same, where the reader gives the bytes to <see cref="SourceFile.Pass"/> itself while they are next to the processor. Only for what is not packed.</summary>
    ChecksumAsPassed,

    ChecksumAndSha256,
}

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
    private Stream? unpacked;

    private SourceFile(string source, string path, string fullPath, SafeFileHandle handle)
    {
        this.source = source;
        this.fullPath = fullPath;
        this.handle = handle;
        Path = path;
        Size = RandomAccess.GetLength(handle);
        changedAt = File.GetLastWriteTimeUtc(handle);
        identity = NativeFiles.Look(handle).Identity;
        Stamp = NativeFiles.Times(handle) is var (modified, changed) ? new FileStamp(identity, Size, modified, changed) : null;
        raw = new RawBytes(handle, Size);
    }

    /// <summary>Relative to the logs directory, with forward slashes.</summary>
    public string Path { get; }

    /// <summary>Bytes at opening.</summary>
    public long Size { get; }

    /// <summary>At opening; null where the system does not tell enough to know a file again.</summary>
    public FileStamp? Stamp { get; }

    /// <summary>When its bytes were last changed, as far as the file says.</summary>
    public DateTime ModifiedAt => changedAt;

    public string FullPath => fullPath;

    public long BytesRead => raw.Position;

    /// <summary>Someone is writing to the file.</summary>
    public bool HasGrown() => RandomAccess.GetLength(handle) > Size;

    /// <exception cref="SourceException">It is not a regular file, is reached by a link, lies outside, or cannot be opened.</exception>
    public static SourceFile Open(string source, string logsDirectory, string path)
    {
        var full = Resolve(source, logsDirectory, path);
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
            Resolve(source, logsDirectory, path);
            return true;
        }
        catch (SourceException fault) when (fault.Reason == Reasons.SourceMissing)
        {
            return false;
        }
    }

    /// <summary>The uncompressed bytes.</summary>
    public Stream Content(SourceCompression compression, Taken taken)
    {
        raw.Start(taken, inSteps: compression == SourceCompression.Gzip);
        unpacked = compression switch
        {
            SourceCompression.Gzip => new GZipStream(raw, CompressionMode.Decompress, leaveOpen: true),
            SourceCompression.Zstd => new ZstdContent(raw),
            _ => raw,
        };
        return unpacked;
    }

    /// <summary>Takes stored bytes into the checksum that were read but not passed on before.</summary>
    public void Pass(ReadOnlySpan<byte> bytes) => raw.Pass(bytes);

    /// <summary>Hashes the stored bytes without looking at them.</summary>
    public void HashOnly()
    {
        raw.Start(Taken.ChecksumAndSha256, inSteps: false);
        var block = new byte[256 * 1024];
        while (raw.Read(block) > 0)
        {
        }
    }

    /// <summary>To be called when the content has been read to its end.</summary>
    /// <returns>Whether the file grew meanwhile.</returns>
    /// <exception cref="SourceException">Damaged, or changed in any other way than by growing.</exception>
    public bool Finish(SourceCompression compression)
    {
        if (compression == SourceCompression.None && raw.Position < Size)
            throw new SourceException(Reasons.SourceChanged, $"Source '{source}': file '{Path}' was cut short while it was read.");

        // RFC 1952, 2.2 and RFC 8878, 3: a file is a series of members or frames and nothing else. The runtime stops in silence at bytes that are no member,
        // and with them everything behind would be lost.
        if (raw.Position < Size || compression != SourceCompression.None && Size == 0)
            throw new SourceException(Reasons.SourceDamaged, $"Source '{source}': file '{Path}' is damaged: it has bytes that are not {Names.Of(compression)}, or none at all.");
        return Unchanged(mayGrow: compression == SourceCompression.None);
    }

    /// <summary>To be called when all that is needed was read.</summary>
    /// <returns>Whether the file grew meanwhile.</returns>
    /// <exception cref="SourceException">It changed in a way that makes what was read uncertain.</exception>
    public bool Unchanged(bool mayGrow)
    {
        var length = RandomAccess.GetLength(handle);
        // Whoever rewrites a file can put its time back; when anything about it changed, only the system says.
        var changed = Stamp is { } stamp ? NativeFiles.Times(handle) is not var (modified, touched) || (modified, touched) != (stamp.ModifiedAt, stamp.ChangedAt) : File.GetLastWriteTimeUtc(handle) != changedAt;
        var grew = length > Size;
        var replaced = NativeFiles.Look(fullPath) is var now && (now.Kind != FileKind.Regular || now.Identity != identity);
        if (replaced || length < Size || changed && !grew || grew && !mayGrow)
            throw new SourceException(Reasons.SourceChanged, $"Source '{source}': file '{Path}' was changed while it was read.");
        return grew;
    }

    /// <summary>SHA-256 of the stored bytes, lower-case hex.</summary>
    public string Sha256() => raw.Sha256();

    /// <summary>XXH3 (128 bits) of the stored bytes: no proof against a forger, but no accident passes it.</summary>
    public string Checksum() => raw.Checksum();

    public void Dispose()
    {
        unpacked?.Dispose();
        raw.Release();
        handle.Dispose();
    }

    private static string Resolve(string source, string logsDirectory, string path)
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

        private readonly XxHash128 checksum = new();
        private IncrementalHash? hash;
        private bool inSteps;
        private Taken taken;
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

        /// <param name="inSteps">True where the reader takes single bytes near the end.</param>
        public void Start(Taken taken, bool inSteps)
        {
            this.taken = taken;
            position = 0;
            checksum.Reset();
            hash?.Dispose();
            hash = taken == Taken.ChecksumAndSha256 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
            this.inSteps = inSteps;
        }

        public override int Read(Span<byte> buffer)
        {
            var left = size - position;
            var most = !inSteps ? left : left > Tail ? left - Tail : Math.Min(1, left);
            var read = RandomAccess.Read(handle, buffer[..(int)Math.Min(most, buffer.Length)], position);
            if (taken is Taken.Checksum or Taken.ChecksumAndSha256)
                Pass(buffer[..read]);
            position += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public void Pass(ReadOnlySpan<byte> bytes)
        {
            hash?.AppendData(bytes);
            checksum.Append(bytes);
        }

        public string Sha256() => Convert.ToHexStringLower((hash ?? throw new InvalidOperationException("No hash was asked for.")).GetHashAndReset());

        public string Checksum() => Convert.ToHexStringLower(checksum.GetCurrentHash());

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        // Not on Dispose: the reader of the content disposes it, and the hash is asked for after that.
        public void Release() => hash?.Dispose();
    }

    /// <summary>Unpacks, and says of anything that is no zstd data what the gzip reader says.</summary>
    private sealed class ZstdContent(Stream packed) : Stream
    {
        private readonly DecompressionStream content = new(packed, checkEndOfStream: true, leaveOpen: true);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            try
            {
                return content.Read(buffer);
            }
            catch (Exception damaged) when (damaged is ZstdException or EndOfStreamException)
            {
                throw new InvalidDataException("The file is no zstd data, or is cut off.", damaged);
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                content.Dispose();
            base.Dispose(disposing);
        }
    }
}
