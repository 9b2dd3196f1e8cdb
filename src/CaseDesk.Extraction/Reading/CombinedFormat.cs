using CaseDesk.Policy;

namespace CaseDesk.Extraction.Reading;

/// <summary>
/// Apache combined log format (httpd, mod_log_config), also without its last two parts, and also with the whole line in one more pair of quotes.
/// The request line as a whole is not a part: it holds the query, which can be contents (18 U.S.C. 2510(8)), beside the path, which is not.
/// </summary>
internal sealed class CombinedFormat(SourceEncoding encoding) : RecordFormat(encoding)
{
    private ReadOnlyMemory<byte> record;
    private (int Start, int Length) ip, time, request, status, bytes;
    private (int Start, int Length)? referrer, userAgent;

    public override string? Take(ReadOnlyMemory<byte> record, bool wanted)
    {
        this.record = record;
        var line = record.Span;
        return Unsound(line) ?? (Read(line) ? null : Reasons.RejectedFormat);
    }

    public override string? Part(string name) => name switch
    {
        "ip" => Text(Slice(ip)),
        "time" => Text(Slice(time)),
        "status" => Text(Slice(status)),
        "bytes" => Text(Slice(bytes)),
        "referrer" => referrer is { } part ? Text(Slice(part)) : null,
        "user_agent" => userAgent is { } part ? Text(Slice(part)) : null,
        "method" or "path" or "query" or "protocol" => RequestPart(name),
        _ => null,
    };

    private bool Read(ReadOnlySpan<byte> line)
    {
        (referrer, userAgent) = (null, null);
        var at = line.Length > 0 && line[0] == '"' ? 1 : 0;
        if (!Word(line, ref at, out ip) || !Word(line, ref at, out _) || !Word(line, ref at, out _))
            return false;

        if (at >= line.Length || line[at] != '[')
            return false;
        var close = line[at..].IndexOf((byte)']');
        if (close < 0)
            return false;
        time = (at + 1, close - 1);
        at += close + 1;

        if (!Space(line, ref at) || !Quoted(line, ref at, out request) || !Space(line, ref at))
            return false;
        if (!Digits(line, ref at, out status) || status.Length != 3 && !IsDash(line, status))
            return false;
        if (!Space(line, ref at) || !Digits(line, ref at, out bytes))
            return false;

        if (at + 1 < line.Length && line[at] == ' ' && line[at + 1] == '"')
        {
            at++;
            if (!Quoted(line, ref at, out var first) || !Space(line, ref at) || !Quoted(line, ref at, out var second))
                return false;
            (referrer, userAgent) = (first, second);
        }

        if (at < line.Length && line[at] == '"')
            at++;
        return line[at..].Trim(" \t\r\f\v"u8).IsEmpty;
    }

    // The request line becomes text here and nowhere else; only the slice that the plan names goes on.
    private string? RequestPart(string name) => RequestLine.Derive(Text(Slice(request)), name switch
    {
        "method" => Derivation.RequestMethod,
        "protocol" => Derivation.RequestProtocol,
        "path" => Derivation.RequestPath,
        _ => Derivation.RequestQuery,
    }, null);

    private ReadOnlyMemory<byte> Slice((int Start, int Length) part) => record.Slice(part.Start, part.Length);

    private static bool Word(ReadOnlySpan<byte> line, ref int at, out (int, int) part)
    {
        var length = line[at..].IndexOf((byte)' ');
        part = (at, length);
        at += length + 1;
        return length > 0;
    }

    private static bool Space(ReadOnlySpan<byte> line, ref int at)
    {
        if (at >= line.Length || line[at] != ' ')
            return false;
        at++;
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> line, ref int at, out (int Start, int Length) part)
    {
        var from = at;
        if (at < line.Length && line[at] == '-')
        {
            at++;
        }
        else
        {
            while (at < line.Length && char.IsAsciiDigit((char)line[at]))
                at++;
        }

        part = (from, at - from);
        return at > from;
    }

    private static bool IsDash(ReadOnlySpan<byte> line, (int Start, int Length) part) => part.Length == 1 && line[part.Start] == '-';

    // A backslash escapes the byte after it (mod_log_config: \" and \\ and \xhh).
    private static bool Quoted(ReadOnlySpan<byte> line, ref int at, out (int, int) part)
    {
        part = default;
        if (at >= line.Length || line[at] != '"')
            return false;
        var from = ++at;
        while (at < line.Length)
        {
            var step = line[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (step < 0)
                return false;
            at += step;
            if (line[at] == '"')
            {
                part = (from, at - from);
                at++;
                return true;
            }

            at += 2;
        }

        return false;
    }
}
