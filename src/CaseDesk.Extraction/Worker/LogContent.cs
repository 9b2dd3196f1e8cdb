using System.Security.Cryptography;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>The bytes that a log had when it was opened: hashed as they are read, decompressed where needed.</summary>
internal sealed class LogContent : IDisposable
{
    private readonly FileStream _file;
    private readonly string _path;
    private readonly string _full;
    private readonly DateTime _changedBefore;
    private readonly HashedSnapshot _snapshot;

    public LogContent(string logsDirectory, string path, SourceCompression compression)
    {
        _path = path;
        _full = Path.Combine(logsDirectory, path);
        _file = LogFile.Open(logsDirectory, path);
        Size = _file.Length;
        _changedBefore = File.GetLastWriteTimeUtc(_full);
        _snapshot = new HashedSnapshot(_file, Size);
        if (compression == SourceCompression.Gzip && Size < 18)
            throw Damaged(); // RFC 1952: a header of 10 bytes, a trailer of 8.
        Stream = compression == SourceCompression.Gzip ? new CheckedGzip(_snapshot) : _snapshot;
    }

    public long Size { get; }

    public long BytesRead => _snapshot.Position;

    public Stream Stream { get; }

    /// <summary>To be called when every record was read: hashes the rest and looks whether the file is still the one that was opened.</summary>
    /// <returns><c>none</c> or <c>grew</c>, and the lower-case hex SHA-256 of the bytes at the opening.</returns>
    public (string Change, string Sha256) Finish()
    {
        _snapshot.CopyTo(System.IO.Stream.Null);
        if (_snapshot.Position < Size)
            throw new ExtractionFailure("source-changed", $"{_path} became shorter while it was read.");
        CheckArchive();
        var hash = _snapshot.Hash();

        // The open file and the one that now has its name: where they are one, its length lies between the two looks.
        var before = _file.Length;
        var now = new FileInfo(_full);
        if (!now.Exists || now.LinkTarget is not null || now.Length < before || now.Length > _file.Length)
            throw new ExtractionFailure("source-changed", $"{_path} was replaced while it was read.");
        if (now.Length > Size)
            return ("grew", hash);
        if (now.Length < Size || now.LastWriteTimeUtc != _changedBefore)
            throw new ExtractionFailure("source-changed", $"{_path} was changed while it was read.");
        return ("none", hash);
    }

    public ExtractionFailure Damaged() => new("source-damaged", $"{_path} is damaged or cut off: it cannot be decompressed to its end.");

    public void Dispose()
    {
        Stream.Dispose();
        _snapshot.Dispose();
        _file.Dispose();
    }

    private void CheckArchive()
    {
        if (Stream is not CheckedGzip archive)
            return;
        var trailer = new byte[8];
        if (RandomAccess.Read(_file.SafeFileHandle, trailer, Size - 8) != 8 || !archive.IsWhole(trailer, Again))
            throw Damaged();
    }

    private HashedSnapshot Again()
    {
        _file.Position = 0;
        return new HashedSnapshot(_file, Size);
    }

    /// <summary>The first <c>length</c> bytes of a file, each hashed once.</summary>
    private sealed class HashedSnapshot(FileStream file, long length) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public string Hash() => Convert.ToHexStringLower(_hash.GetHashAndReset());

        public override int Read(Span<byte> buffer)
        {
            var wanted = (int)Math.Min(buffer.Length, length - _position);
            var read = wanted == 0 ? 0 : file.Read(buffer[..wanted]);
            _hash.AppendData(buffer[..read]);
            _position += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
