using System.Buffers.Binary;
using System.IO.Compression;

namespace CaseDesk.Extraction;

/// <summary>
/// Decompression that tells a damaged archive. The runtime's GZipStream (.NET 10) ends quietly where a file was cut off, and
/// ignores what follows the last member; RFC 1952 section 2.3.1 puts CRC-32 and length of the last member into the last 8 bytes.
/// </summary>
internal sealed class CheckedGzip(Stream compressed) : Stream
{
    private readonly GZipStream _inflated = new(compressed, CompressionMode.Decompress, leaveOpen: true);
    private uint _crc;
    private long _length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var read = _inflated.Read(buffer);
        _crc = Crc32.Append(_crc, buffer[..read]);
        _length += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Whether what was read is what was compressed. To be asked at the end.</summary>
    /// <param name="trailer">The last 8 bytes of the file.</param>
    /// <param name="again">The same compressed bytes from their start: a file of several members needs a second look.</param>
    public bool IsWhole(ReadOnlySpan<byte> trailer, Func<Stream> again)
    {
        var crc = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        if (length == (uint)_length)
            return crc == _crc;
        return length < _length && crc == CrcOfLast(length, again);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inflated.Dispose();
        base.Dispose(disposing);
    }

    private uint CrcOfLast(long count, Func<Stream> again)
    {
        using var inflated = new GZipStream(again(), CompressionMode.Decompress);
        var buffer = new byte[128 * 1024];
        var (skip, crc) = (_length - count, 0u);
        int read;
        while ((read = inflated.Read(buffer)) > 0)
        {
            var skipped = (int)Math.Min(skip, read);
            skip -= skipped;
            crc = Crc32.Append(crc, buffer.AsSpan(skipped, read - skipped));
        }

        return crc;
    }
}
