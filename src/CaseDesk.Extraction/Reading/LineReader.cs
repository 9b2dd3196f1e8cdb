namespace CaseDesk.Extraction.Reading;

/// <summary>One physical line.</summary>
/// <param name="Bytes">Without the newline; empty where the line was too long to hold. Valid until the next line is asked for.</param>
/// <param name="Offset">Of the line's first byte, in the uncompressed stream.</param>
/// <param name="Ended">False for a last line without a newline.</param>
internal readonly record struct Line(ReadOnlyMemory<byte> Bytes, long Offset, bool TooLong, bool Ended);

/// <summary>Lines of a stream, in bounded memory: a longer line is passed over and told of, never cut.</summary>
internal sealed class LineReader(BlockReader blocks)
{
    public const byte Newline = (byte)'\n';

    public bool TryNext(out Line line)
    {
        var offset = blocks.Offset;
        var searched = 0;
        while (true)
        {
            var unread = blocks.Unread;
            var at = unread.Span[searched..].IndexOf(Newline);
            if (at >= 0)
            {
                line = new Line(unread[..(searched + at)], offset, TooLong: false, Ended: true);
                blocks.Advance(searched + at + 1);
                return true;
            }

            searched = unread.Length;
            if (blocks.IsFull)
            {
                line = new Line(default, offset, TooLong: true, Ended: PassOver());
                return true;
            }

            if (!blocks.Fill())
            {
                // Asked for again: also a vain Fill may have moved the bytes.
                var rest = blocks.Unread;
                line = new Line(rest, offset, TooLong: false, Ended: false);
                blocks.Advance(rest.Length);
                return rest.Length > 0;
            }
        }
    }

    private bool PassOver()
    {
        while (true)
        {
            var at = blocks.Unread.Span.IndexOf(Newline);
            if (at >= 0)
            {
                blocks.Advance(at + 1);
                return true;
            }

            blocks.Advance(blocks.Unread.Length);
            if (!blocks.Fill())
                return false;
        }
    }
}
