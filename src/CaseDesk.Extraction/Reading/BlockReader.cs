namespace CaseDesk.Extraction.Reading;

/// <summary>Reads a stream in blocks and holds the unread part in memory, never more than <paramref name="mostBytes"/>.</summary>
internal sealed class BlockReader(Stream stream, int mostBytes)
{
    private const int FirstSize = 256 * 1024;

    private byte[] buffer = new byte[Math.Min(FirstSize, mostBytes)];
    private int start;
    private int end;
    private bool ended;

    /// <summary>Offset in the stream of the first unread byte.</summary>
    public long Offset { get; private set; }

    /// <summary>Valid until the next <see cref="Fill"/>, also one that returns false.</summary>
    public ReadOnlyMemory<byte> Unread => buffer.AsMemory(start, end - start);

    /// <summary>True when the unread part has reached its bound and does not end the stream.</summary>
    public bool IsFull => end - start >= mostBytes;

    public void Advance(int bytes)
    {
        start += bytes;
        Offset += bytes;
    }

    /// <summary>Reads more behind the unread part. False at the end of the stream or when full.</summary>
    public bool Fill()
    {
        if (ended || IsFull)
            return false;
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
            Array.Resize(ref buffer, (int)Math.Min(mostBytes, buffer.Length * 2L));
        var read = stream.Read(buffer, end, buffer.Length - end);
        ended = read == 0;
        end += read;
        return read > 0;
    }
}
