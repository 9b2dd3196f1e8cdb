namespace CaseDesk.Extraction;

/// <summary>Lines of a stream with their number and byte offset. Memory is bounded whatever the length of a line.</summary>
internal sealed class LineReader(Stream stream, int maxLineBytes)
{
    private byte[] _buffer = new byte[128 * 1024];
    private int _start;
    private int _end;
    private int _rawLength;
    private bool _ended;
    private long _next;

    /// <summary>Number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Byte offset of the current line in the uncompressed file.</summary>
    public long Offset { get; private set; }

    /// <summary>Set when the line was longer than the limit: its bytes were skipped and <see cref="Raw"/> is empty.</summary>
    public bool TooLong { get; private set; }

    /// <summary>The line with its terminator, as it stands in the file.</summary>
    public ReadOnlySpan<byte> Raw => _buffer.AsSpan(_start - _rawLength, _rawLength);

    /// <summary>The line without LF or CRLF.</summary>
    public ReadOnlySpan<byte> Text
    {
        get
        {
            var raw = Raw;
            if (raw is [.., (byte)'\n'])
                raw = raw[..^1];
            return raw is [.., (byte)'\r'] ? raw[..^1] : raw;
        }
    }

    /// <returns>False at the end. A last line without LF is a line.</returns>
    public bool Next()
    {
        if (Number == 0)
            SkipByteOrderMark();
        Offset = _next;
        TooLong = false;
        _rawLength = 0;
        var searched = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
                return Take(searched + found + 1);
            searched = _end - _start;
            if (searched > maxLineBytes)
                return SkipRest();
            if (_ended || !Fill())
                return searched > 0 && Take(searched);
        }
    }

    private bool Take(int length)
    {
        _start += length;
        _next += length;
        Number++;
        if (length > maxLineBytes)
            TooLong = true;
        else
            _rawLength = length;
        return true;
    }

    private bool SkipRest()
    {
        while (true)
        {
            var found = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            var taken = found >= 0 ? found + 1 : _end - _start;
            _start += taken;
            _next += taken;
            if (found >= 0 || _ended || !Fill())
            {
                Number++;
                TooLong = true;
                return true;
            }
        }
    }

    private void SkipByteOrderMark()
    {
        while (_end - _start < 3 && !_ended && Fill())
        {
        }

        if (!_buffer.AsSpan(_start, _end - _start).StartsWith("\uFEFF"u8))
            return;
        _start += 3;
        _next = 3;
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _ended = read == 0;
        return !_ended;
    }
}
