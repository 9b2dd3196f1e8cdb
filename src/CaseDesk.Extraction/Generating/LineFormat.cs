using System.Globalization;
using System.Text;

namespace CaseDesk.Extraction.Generating;

/// <summary>How a look-up is written as a line. Damaged copies of lines follow theirs.</summary>
internal abstract class LineFormat(DateOnly day)
{
    public static LineFormat Of(GeneratedFormat format, DateOnly day) => format switch
    {
        GeneratedFormat.Jsonl => new JsonLines(day),
        GeneratedFormat.Csv => new CsvLines(day),
        GeneratedFormat.Combined => new AccessLines(day, isCombined: true),
        GeneratedFormat.Clf => new AccessLines(day, isCombined: false),
        GeneratedFormat.Syslog => new SyslogLines(day),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>Line ends are part of a line.</summary>
    protected virtual byte[] LineEnd { get; } = "\n"u8.ToArray();

    /// <returns>How many damaged lines there are.</returns>
    public long Write(Stream output, LookupDay rows, long seed, SubjectCounts? counts)
    {
        var buffer = new RecordBuffer(output);
        var damaged = 0L;
        WriteHeader(buffer);
        for (var row = 0L; row < rows.Rows; row++)
        {
            var lookup = rows.Make(row);
            counts?.Take(lookup);
            buffer.BeginLine();
            WriteLine(buffer, lookup);
            buffer.Add(LineEnd);
            if (lookup.Damage == Damage.None)
                continue;
            // A sequence of its own: how a line is damaged depends on its format.
            var chance = Chance.Of(~seed, day, row);
            buffer.AddDamaged(lookup.Damage, ref chance, LineEnd);
            damaged++;
        }

        buffer.Flush();
        return damaged;
    }

    protected virtual void WriteHeader(RecordBuffer buffer)
    {
    }

    protected abstract void WriteLine(RecordBuffer buffer, Lookup lookup);

    protected static int Seconds(Lookup lookup) => (int)(lookup.Ticks / TimeSpan.TicksPerSecond);

    protected static int Milliseconds(Lookup lookup) => (int)(lookup.Ticks / TimeSpan.TicksPerMillisecond % 1000);
}

internal sealed class JsonLines(DateOnly day) : LineFormat(day)
{
    private readonly byte[] date = Encoding.ASCII.GetBytes(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T");

    protected override void WriteLine(RecordBuffer buffer, Lookup lookup)
    {
        buffer.Add("{\"time\":\""u8);
        buffer.Add(date);
        buffer.AddTimeOfDay(Seconds(lookup));
        buffer.Add((byte)'.');
        buffer.AddMilliseconds(Milliseconds(lookup));
        buffer.Add("Z\",\"account\":\""u8);
        buffer.Add(lookup.Account);
        buffer.Add("\",\"ip\":\""u8);
        buffer.Add(lookup.Ip);
        buffer.Add("\",\"port\":"u8);
        buffer.AddNumber(lookup.Port);
        buffer.Add(",\"queried_handle\":\""u8);
        buffer.AddJsonText(lookup.Handle, lookup.IsSpelledOut);
        buffer.Add("\",\"user_agent\":\""u8);
        buffer.AddJsonText(lookup.UserAgent, lookup.IsSpelledOut);
        buffer.Add("\",\"app\":\""u8);
        buffer.AddJsonText(lookup.App, lookup.IsSpelledOut);
        buffer.Add("\",\"response_code\":"u8);
        buffer.AddNumber(lookup.ResponseCode);
        buffer.Add(",\"push_token\":\""u8);
        buffer.Add(lookup.PushToken);
        buffer.Add("\",\"geo\":"u8);
        if (lookup.Geo.Count == 0)
        {
            buffer.Add("null"u8);
        }
        else
        {
            buffer.Add((byte)'"');
            buffer.Add(lookup.Geo);
            buffer.Add((byte)'"');
        }

        buffer.Add(",\"contact_hash\":\""u8);
        buffer.Add(lookup.ContactHash);
        buffer.Add((byte)'"');
        // Without its last brace it is no object.
        buffer.MarkSafeCut();
        buffer.Add((byte)'}');
    }
}

internal sealed class CsvLines(DateOnly day) : LineFormat(day)
{
    private readonly byte[] date = Encoding.ASCII.GetBytes(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T");

    protected override byte[] LineEnd { get; } = "\r\n"u8.ToArray();

    protected override void WriteHeader(RecordBuffer buffer)
    {
        buffer.Add("time,account,ip,port,queried_handle,user_agent,app,response_code,push_token,geo,contact_hash"u8);
        buffer.Add(LineEnd);
    }

    protected override void WriteLine(RecordBuffer buffer, Lookup lookup)
    {
        buffer.Add(date);
        buffer.AddTimeOfDay(Seconds(lookup));
        buffer.Add((byte)'.');
        buffer.AddMilliseconds(Milliseconds(lookup));
        buffer.Add("Z,"u8);
        buffer.Add(lookup.Account);
        buffer.Add((byte)',');
        buffer.Add(lookup.Ip);
        // A cut inside quotes would swallow the records behind it.
        buffer.MarkSafeCut();
        buffer.Add((byte)',');
        buffer.AddNumber(lookup.Port);
        buffer.Add((byte)',');
        buffer.AddCsvField(lookup.Handle);
        buffer.Add((byte)',');
        buffer.AddCsvField(lookup.UserAgent);
        buffer.Add((byte)',');
        buffer.AddCsvField(lookup.App);
        buffer.Add((byte)',');
        buffer.AddNumber(lookup.ResponseCode);
        buffer.Add((byte)',');
        buffer.Add(lookup.PushToken);
        buffer.Add((byte)',');
        buffer.Add(lookup.Geo);
        buffer.Add((byte)',');
        buffer.Add(lookup.ContactHash);
    }
}

internal sealed class AccessLines(DateOnly day, bool isCombined) : LineFormat(day)
{
    private const int TokenPart = 16;

    private readonly byte[] date = Encoding.ASCII.GetBytes(day.ToString("dd/MMM/yyyy", CultureInfo.InvariantCulture) + ":");

    protected override void WriteLine(RecordBuffer buffer, Lookup lookup)
    {
        buffer.Add(lookup.Ip);
        buffer.Add(" - "u8);
        buffer.Add(lookup.Account);
        buffer.Add(" ["u8);
        buffer.Add(date);
        buffer.AddTimeOfDay(Seconds(lookup));
        buffer.Add(" +0000] \"GET /v1/lookup?h="u8);
        buffer.AddPercentEncoded(lookup.Handle);
        buffer.Add("&a="u8);
        buffer.AddPercentEncoded(lookup.App);
        buffer.Add("&t="u8);
        buffer.Add(lookup.PushToken.AsSpan(0, TokenPart));
        buffer.Add(" HTTP/1.1"u8);
        // Referrer and user agent may be missing, the end of the request line not.
        buffer.MarkSafeCut();
        buffer.Add("\" "u8);
        buffer.AddNumber(lookup.ResponseCode);
        buffer.Add((byte)' ');
        if (lookup.Bytes == 0)
            buffer.Add((byte)'-');
        else
            buffer.AddNumber(lookup.Bytes);
        if (!isCombined)
            return;

        buffer.Add(" \"-\" \""u8);
        buffer.AddQuotedText(lookup.UserAgent);
        buffer.Add((byte)'"');
    }
}

internal sealed class SyslogLines(DateOnly day) : LineFormat(day)
{
    // RFC 3164, 4.1.2: the day has a space before its one digit.
    private readonly byte[] date = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{day:MMM} {day.Day,2} "));

    protected override void WriteLine(RecordBuffer buffer, Lookup lookup)
    {
        buffer.Add(date);
        buffer.AddTimeOfDay(Seconds(lookup));
        buffer.Add(" lookup1 capability["u8);
        buffer.AddNumber(1000 + (lookup.Client % 8));
        buffer.Add("]: account="u8);
        buffer.Add(lookup.Account);
        buffer.Add(" ip="u8);
        buffer.Add(lookup.Ip);
        buffer.Add(" port="u8);
        buffer.AddNumber(lookup.Port);
        buffer.Add(" code="u8);
        buffer.AddNumber(lookup.ResponseCode);
        buffer.Add(" handle=\""u8);
        buffer.AddQuotedText(lookup.Handle);
        buffer.MarkSafeCut();
        buffer.Add("\" app=\""u8);
        buffer.AddQuotedText(lookup.App);
        buffer.Add("\" agent=\""u8);
        buffer.AddQuotedText(lookup.UserAgent);
        buffer.Add("\" token="u8);
        buffer.Add(lookup.PushToken.AsSpan(0, 16));
    }
}
