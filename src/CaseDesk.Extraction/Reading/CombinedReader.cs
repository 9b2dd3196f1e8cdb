using System.Text;

namespace CaseDesk.Extraction;

/// <summary>
/// Apache combined log format (httpd manual, "Log Files"; also the common format, without the last two parts, and lines
/// wrapped whole in quotes). The raw request line is not a part: it can hold what was not approved; path and query are slices of it.
/// </summary>
internal sealed class CombinedReader(LineReader lines) : RecordReader(lines)
{
    private Range _ip;
    private Range _time;
    private Range? _method;
    private Range? _path;
    private Range? _query;
    private Range? _protocol;
    private Range _status;
    private Range _bytes;
    private Range? _referrer;
    private Range? _userAgent;

    public override bool KnowsPart(string part) =>
        part is "ip" or "time" or "method" or "path" or "query" or "protocol" or "status" or "bytes" or "referrer" or "user_agent";

    public override bool TryPart(string part, out string? value)
    {
        Range? range = part switch
        {
            "ip" => _ip,
            "time" => _time,
            "method" => _method,
            "path" => _path,
            "query" => _query,
            "protocol" => _protocol,
            "status" => _status,
            "bytes" => _bytes,
            "referrer" => _referrer,
            "user_agent" => _userAgent,
            _ => null,
        };
        value = range is { } found ? Encoding.UTF8.GetString(Lines.Text[found]) : null;
        return range is not null;
    }

    protected override string? Parse(ReadOnlySpan<byte> line)
    {
        // The same form as the expression ^"?(\S+) (\S+) (\S+) \[([^\]]*)\] "((?:[^"\\]|\\.)*)" (\d{3}|-) (\d+|-)(?: "…" "…")?"?\s*$
        var at = line is [(byte)'"', ..] ? 1 : 0;
        if (!Word(line, ref at, out _ip) || !Word(line, ref at, out _) || !Word(line, ref at, out _)
            || !Bracketed(line, ref at, out _time) || !Quoted(line, ref at, out var request) || !Skip(line, ref at, (byte)' ')
            || !Digits(line, ref at, 3, out _status) || !Skip(line, ref at, (byte)' ') || !Digits(line, ref at, null, out _bytes))
            return "shape";
        (_referrer, _userAgent) = (null, null);
        if (at + 1 < line.Length && line[at] == ' ' && line[at + 1] == '"')
        {
            at++;
            if (!Quoted(line, ref at, out var referrer) || !Skip(line, ref at, (byte)' ') || !Quoted(line, ref at, out var userAgent))
                return "shape";
            (_referrer, _userAgent) = (referrer, userAgent);
        }

        Skip(line, ref at, (byte)'"');
        if (!line[at..].Trim(" \t\r"u8).IsEmpty)
            return "shape";
        Split(line, request);
        return null;
    }

    /// <summary>RFC 9112 section 3: method SP request-target SP HTTP-version; anything else gives no parts at all.</summary>
    private void Split(ReadOnlySpan<byte> line, Range request)
    {
        (_method, _path, _query, _protocol) = (null, null, null, null);
        var (start, length) = request.GetOffsetAndLength(line.Length);
        var text = line[request];
        var first = text.IndexOf((byte)' ');
        if (first <= 0)
            return;
        var last = text.LastIndexOf((byte)' ');
        var targetEnd = length;
        if (last > first && text[(last + 1)..].StartsWith("HTTP/"u8))
        {
            targetEnd = last;
            _protocol = (start + last + 1)..(start + length);
        }

        _method = start..(start + first);
        var mark = text[(first + 1)..targetEnd].IndexOf((byte)'?');
        if (mark < 0)
        {
            _path = (start + first + 1)..(start + targetEnd);
            return;
        }

        _path = (start + first + 1)..(start + first + 1 + mark);
        _query = (start + first + 2 + mark)..(start + targetEnd);
    }

    private static bool Word(ReadOnlySpan<byte> line, ref int at, out Range range)
    {
        var length = line[at..].IndexOfAny((byte)' ', (byte)'\t');
        range = at..(at + Math.Max(length, 0));
        at += length + 1;
        return length > 0 && line[at - 1] == ' ';
    }

    private static bool Bracketed(ReadOnlySpan<byte> line, ref int at, out Range range)
    {
        range = default;
        if (!Skip(line, ref at, (byte)'['))
            return false;
        var length = line[at..].IndexOf((byte)']');
        if (length < 0)
            return false;
        range = at..(at + length);
        at += length + 1;
        return Skip(line, ref at, (byte)' ');
    }

    private static bool Quoted(ReadOnlySpan<byte> line, ref int at, out Range range)
    {
        range = default;
        if (!Skip(line, ref at, (byte)'"'))
            return false;
        var start = at;
        while (true)
        {
            var step = line[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (step < 0)
                return false;
            at += step;
            if (line[at] == '"')
                break;
            at += 2;
            if (at > line.Length)
                return false;
        }

        range = start..at++;
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> line, ref int at, int? exactly, out Range range)
    {
        var start = at;
        while (at < line.Length && line[at] is >= (byte)'0' and <= (byte)'9')
            at++;
        if (at == start && Skip(line, ref at, (byte)'-'))
        {
            range = start..at;
            return true;
        }

        range = start..at;
        return at > start && (exactly is null || at - start == exactly);
    }

    private static bool Skip(ReadOnlySpan<byte> line, ref int at, byte expected)
    {
        if (at >= line.Length || line[at] != expected)
            return false;
        at++;
        return true;
    }
}
