namespace CaseDesk.Extraction.Reading;

/// <summary>Counts the newlines of a content by blocks while it is read for the first time, so that a later look-up can name a line without counting all before it.</summary>
internal sealed class NewlineCount(Stream content) : Stream
{
    private readonly List<int> blocks = [];
    private int left = ScanPass.BlockSize;
    private int count;

    /// <summary>Of each whole block of <see cref="ScanPass.BlockSize"/> bytes so far.</summary>
    public IReadOnlyList<int> InBlocks => blocks;

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
        var read = content.Read(buffer);
        for (var rest = buffer[..read]; !rest.IsEmpty;)
        {
            var here = Math.Min(left, rest.Length);
            count += rest[..here].Count(LineReader.Newline);
            left -= here;
            rest = rest[here..];
            if (left > 0)
                continue;
            blocks.Add(count);
            (left, count) = (ScanPass.BlockSize, 0);
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
