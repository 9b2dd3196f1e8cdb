using System.Globalization;
using System.IO.Compression;
using System.Text;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

/// <summary>
/// Logs of a provider that does not exist, in all text formats, made from a seed: every kind of damage, spelling and time that
/// <see cref="JudgedByAnotherReader"/> asks two readers to agree about. Plans over them come from the same seed.
/// </summary>
internal sealed class InventedLogs
{
    private static readonly string[] Accounts = ["acct-0001", "Ann-0002", "acct-0003", "x.y-0004", "acct-0005", "acct-0006", "acct-0007", "acct-00011"];
    private static readonly string[] Phones = ["+14155550123", "+442079460000", "+14155550124", "+4930123456"];
    private static readonly string[] Mails = ["Ann.Other@example.com", "bob@example.org", "ann.other@example.com", "c-0001@example.net"];
    private static readonly string[] Addresses = ["192.0.2.7", "198.51.100.23", "2001:db8::1:7", "192.0.2.70", "203.0.113.9"];
    private static readonly string[] Ports = ["443", "51000", "0443", "65536", "-", "51001"];

    private static readonly string[] Notes =
    [
        "plain", "", "-", "=cmd|' /C calc'!A0", "@SUM(1)", "\u001b[31mred\u001b[0m", "Zo\u00eb", "a,b", "line one\nline two", "cr\r\nlf", "say \"hi\"", "'; DROP TABLE x;--", "%n*?[a]",
        "acct-0001", "9007199254740993", "ffff", " spaces ", "\ttab", "{\"a\":1}", "\\u0041", "\u00e9\u00df",
    ];

    private static readonly string[] Urls =
    [
        "/a/b?token=x&q=1&q=2#f", "https://user:pw@Example.org:8443/p/q?q=%20z", "http://[2001:db8::1]:80", "https://example.org?q=1", "//h/p?x", "/a b?c", "mailto:a@b", "/p#f?q=no", "-", "/x?q&q=3&=4",
        "ftp+x://h/?", "1x://h/p", "/",
    ];

    private static readonly string[] Requests =
    [
        "GET /a?b=c&q=1 HTTP/1.1", "POST /a HTTP/2", "GET /a b?c d?e HTTP/1.1", "GET /secret?token=1", "-", "G?T x HTTP/1.1", "GET /x\\\"y?q=\\\\ HTTP/1.0", "GET http://h/p?q=7 HTTP/1.1", "GET /p#f?q=2 HTTP/1.1", "GET  HTTP/1.1",
        "GET /q?q&q=5&q=6 HTTP/1.1",
    ];

    private readonly Random random;
    private readonly string logs;
    private readonly string plain;
    private readonly List<Source> sources = [];

    /// <param name="plain">Where what is packed as zstd lies unpacked too.</param>
    public InventedLogs(int seed, string logs, string plain)
    {
        random = new Random(seed);
        (this.logs, this.plain) = (logs, plain);
        Lookups();
        Signins();
        Subscribers();
        Orders();
        Web();
        Edge();
        System("system", "system/{yyyy-MM-dd}.log", SourceCompression.None, Day(2026, 12, 30), 4);
        System("clocks", "clocks/{yyyy-MM-dd}.log.zst", SourceCompression.Zstd, Day(2026, 10, 24), 3);
        System("leap", "leap/{yyyy-MM}.log.gz", SourceCompression.Gzip, Day(2027, 2, 1), 2);
        Gateway();
        Bills();
        Vault();
    }

    private sealed record Source(
        PlannedSource Described, IReadOnlyList<PlannedField> Fields, IReadOnlyList<PlannedSubject> Subjects, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<DateTimeOffset> Instants);

    /// <summary>A plan of one to four reads.</summary>
    public ExtractionPlan Plan(IReadOnlyList<SourceEngine> engines)
    {
        var chosen = new Dictionary<string, PlannedSource>(StringComparer.Ordinal);
        var reads = new List<PlannedRead>();
        var item = 1;
        for (var n = random.Next(1, 5); n > 0; n--)
        {
            var source = Any(sources);
            if (!chosen.TryGetValue(source.Described.Name, out var described))
                chosen[source.Described.Name] = described = source.Described with { Engine = source.Described.Format == SourceFormat.Parquet ? SourceEngine.Auto : Any(engines) };
            var subjects = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Any(source.Subjects)).Distinct().ToList();
            reads.Add(new PlannedRead(item, described, subjects, Windows(source)));
            item += random.Next(2);
        }

        return new ExtractionPlan("CD-2026-000123", "invented-1", "scope", reads);
    }

    private List<PlannedWindow> Windows(Source source)
    {
        var borders = new SortedSet<DateTimeOffset>();
        for (var n = random.Next(1, 4) * 2; borders.Count < n;)
        {
            var span = (source.To - source.From).Ticks;
            var at = source.Instants.Count > 0 && random.Next(2) == 0 ? Any(source.Instants).AddTicks(random.Next(-1, 2)) : source.From.AddTicks(random.NextInt64(span));
            // A little behind the end: a file that was not begun is absent, and no failure.
            if (random.Next(30) == 0)
                at = source.To.AddTicks(random.NextInt64(Math.Max(1, source.Described.Lateness.Ticks)));
            if (at >= source.From)
                borders.Add(at);
        }

        return [.. borders.Chunk(2).Select(pair => new PlannedWindow(pair[0], pair[1], Fields(source)))];
    }

    private List<PlannedField> Fields(Source source)
    {
        var fields = source.Fields.Where(_ => random.Next(2) == 0).ToList();
        return fields.Count > 0 ? fields : [Any(source.Fields)];
    }

    private void Lookups()
    {
        var described = Sample.LookupLog with { Name = "lookups", Location = "lookups/{yyyy-MM-dd}.jsonl.gz", Lateness = TimeSpan.FromHours(2) };
        PlannedField[] fields = [.. Whole("time", "account", "ip", "port", "handle", "note"), new("page", "url", Derivation.UrlPath), new("question", "url", Derivation.UrlParameter, "q")];
        Dated(described, Day(2026, 6, 10), TimeSpan.FromDays(1), 4, 130, fields, [.. OfAccounts(false), .. OfPhones("handle"), .. OfAddresses(withPorts: true)], at => Json(
            ("time", Quoted(Rfc3339(at))), ("account", Quoted(Account())), ("ip", Quoted(Address())), ("port", PortNumber()), ("handle", random.Next(3) == 0 ? "14155550123" : Quoted(Phone())), ("url", Quoted(Any(Urls))), ("note", Value())));
    }

    private void Signins()
    {
        var described = new PlannedSource("signins", SourceFormat.Jsonl, SourceCompression.Zstd, "signins/{yyyy}/{MM}/{dd}/{HH}.jsonl.zst", "at", TimeFormat.Local, "care")
        {
            Zone = "Europe/Berlin",
            Lateness = TimeSpan.FromHours(1),
        };
        Dated(described, Day(2026, 10, 24).AddHours(22), TimeSpan.FromHours(1), 7, 50, Whole("at", "account", "email", "note"), [.. OfAccounts(true), .. OfMails("email", true), .. OfMails("email", false)], at => Json(
            ("at", Quoted(random.Next(8) == 0 ? Rfc3339(at) : Local(at, "Europe/Berlin"))), ("account", Quoted(OtherCase(Account()))), ("email", Quoted(Mail())), ("note", Value())));
    }

    private void Subscribers()
    {
        var described = new PlannedSource("subscribers", SourceFormat.Csv, SourceCompression.None, "subscribers.csv", null, TimeFormat.Rfc3339, "care");
        var file = new Lines(random, mark: true);
        file.Sound("account,name,\"email\",phone");
        for (var n = 0; n < 300; n++)
            Add(file, Csv([Account(), Any(Notes), Mail(), Phone()]), CsvDamage);
        Put(described, "subscribers.csv", file);
        sources.Add(new Source(described, Whole("account", "name", "email", "phone"), [.. OfAccounts(false), .. OfMails("email", true), .. OfPhones("phone")], Day(2026, 1, 1), Day(2026, 2, 1), []));
    }

    private void Orders()
    {
        var described = new PlannedSource("orders", SourceFormat.Csv, SourceCompression.Gzip, "orders/{yyyy-MM-dd}.csv.gz", "when", TimeFormat.Local, "care")
        {
            Zone = "Europe/London",
            Encoding = SourceEncoding.Windows1252,
            Lateness = TimeSpan.FromHours(3),
        };
        Dated(described, Day(2026, 3, 28), TimeSpan.FromDays(1), 3, 90, [.. Whole("when", "account", "email", "note"), new("host", "url", Derivation.UrlHost), new("asked", "url", Derivation.UrlQuery)],
            [.. OfAccounts(true), .. OfMails("email", false)], at => Csv([Local(at, "Europe/London"), OtherCase(Account()), Mail(), Any(Urls), Any(Notes)]), "when,account,email,url,note");
    }

    private void Web()
    {
        var described = Sample.AccessLog with { Name = "web", Location = "web/access.log" };
        Dated(described, Day(2026, 6, 10), TimeSpan.FromDays(3), 1, 300, Whole("ip", "time", "method", "path", "query", "protocol", "status", "bytes", "referrer", "user_agent"), OfAddresses(withPorts: false), Combined);
    }

    private void Edge()
    {
        var described = new PlannedSource("edge", SourceFormat.Clf, SourceCompression.Zstd, "edge/{yyyy-MM}.log.zst", "time", TimeFormat.CommonLog, "care") { Encoding = SourceEncoding.Latin1 };
        Dated(described, Day(2026, 1, 1), TimeSpan.FromDays(31), 3, 90, Whole("ip", "time", "path", "query", "status"), OfAddresses(withPorts: false), Combined);
    }

    private void System(string name, string location, SourceCompression compression, DateTimeOffset first, int count)
    {
        var described = new PlannedSource(name, SourceFormat.Regex, compression, location, "time", TimeFormat.Syslog, "care")
        {
            Zone = "Europe/Berlin",
            Encoding = SourceEncoding.Latin1,
            Lateness = TimeSpan.FromHours(6),
            Pattern = @"(?<time>[A-Z][a-z]{2} [ 0-9][0-9] [0-9:.]+) (?<host>[a-z0-9-]+) (?<program>[a-z]+)(?:\[(?<pid>[0-9]+)\])?: user=(?<account>[^ ]*) from=(?<ip>[^ ]*) port=(?<port>[^ ]*) (?<request>.*)",
        };
        PlannedField[] fields = [.. Whole("time", "host", "pid", "account", "ip", "request"), new("method", "request", Derivation.RequestMethod), new("path", "request", Derivation.RequestPath), new("q", "request", Derivation.RequestParameter, "q")];
        Dated(described, first, TimeSpan.FromDays(location.Contains("dd", StringComparison.Ordinal) ? 1 : 28), count, 90, fields, [.. OfAccounts(false), .. OfAccounts(true), .. OfAddresses(withPorts: true)],
            at => $"{Syslog(at)} web-{random.Next(3)} sshd{(random.Next(3) == 0 ? "" : $"[{random.Next(100, 9999)}]")}: user={Account()} from={Address()} port={Any(Ports)} {Any(Requests)}");
    }

    private void Gateway()
    {
        var described = new PlannedSource("gateway", SourceFormat.Jsonl, SourceCompression.None, "gateway/{yyyyMMdd}.jsonl", "t", TimeFormat.UnixMilliseconds, "care") { LiteralSafe = false, Lateness = TimeSpan.Zero };
        Dated(described, Day(2026, 6, 10), TimeSpan.FromDays(1), 3, 90, [.. Whole("t", "account", "ip", "note"), new("host", "url", Derivation.UrlHost), new("path", "url", Derivation.UrlPath), new("query", "url", Derivation.UrlQuery)],
            [.. OfAccounts(true), .. OfAddresses(withPorts: false)], at => Json(
            ("t", Unix(at, TimeSpan.TicksPerMillisecond, random.Next(2) == 0)), ("account", Quoted(OtherCase(Account()))), ("ip", Quoted(Address())), ("url", Quoted(Any(Urls))), ("note", Value())));
    }

    private void Bills()
    {
        var described = new PlannedSource("bills", SourceFormat.Csv, SourceCompression.Zstd, "bills/{yyyy}.csv.zst", "t", TimeFormat.UnixSeconds, "care") { Encoding = SourceEncoding.Latin1, Lateness = TimeSpan.FromDays(2) };
        Dated(described, Day(2025, 1, 1), TimeSpan.FromDays(365), 2, 90, Whole("t", "account", "phone", "note"), [.. OfAccounts(false), .. OfPhones("phone")],
            at => Csv([Unix(at, TimeSpan.TicksPerSecond, random.Next(2) == 0), Account(), Phone(), Any(Notes)]), "t,account,phone,note");
    }

    // Columns of text: what DuckDB makes of other types is told elsewhere, and no other reader of Parquet is at hand. The other reader gets the same rows as JSON.
    private void Vault()
    {
        var described = new PlannedSource("vault", SourceFormat.Parquet, SourceCompression.None, "vault/{yyyy-MM-dd}.parquet", "t", TimeFormat.Rfc3339, "care") { Lateness = TimeSpan.FromHours(2) };
        string[] columns = ["t", "account", "ip", "port", "email", "phone", "url", "note"];
        var instants = new List<DateTimeOffset>();
        var (first, days) = (Day(2026, 6, 10), 3);
        for (var day = first; day < first.AddDays(days); day = day.AddDays(1))
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"vault/{day:yyyy-MM-dd}.parquet");
            foreach (var root in new[] { logs, plain })
                Directory.CreateDirectory(Path.Combine(root, "vault"));
            using var connection = new DuckDB.NET.Data.DuckDBConnection("DataSource=:memory:");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"CREATE TABLE vault ({string.Join(", ", columns.Select(c => $"\"{c}\" VARCHAR"))})";
            command.ExecuteNonQuery();
            using var json = File.CreateText(Path.Combine(plain, path));
            using (var appender = connection.CreateAppender("vault"))
            {
                for (var n = 0; n < 120; n++)
                {
                    var at = day.AddTicks(random.NextInt64(TimeSpan.TicksPerDay)) + (random.Next(12) == 0 ? 2 : 0) * described.Lateness * random.NextDouble();
                    instants.Add(at);
                    string?[] values = [Rfc3339(at), OtherCase(Account()), Address(), Any(Ports), Mail(), Phone(), Any(Urls), Any(Notes)];
                    if (random.Next(10) == 0)
                        values[random.Next(values.Length)] = null;
                    var row = appender.CreateRow();
                    foreach (var value in values)
                        _ = value is null ? row.AppendNullValue() : row.AppendValue(value);
                    row.EndRow();
                    json.WriteLine(global::System.Text.Json.JsonSerializer.Serialize(columns.Zip(values).ToDictionary(c => c.First, c => c.Second)));
                }
            }

            command.CommandText = $"COPY vault TO '{Path.Combine(logs, path)}' (FORMAT parquet)";
            command.ExecuteNonQuery();
        }

        sources.Add(new Source(described, [.. Whole("t", "account", "ip", "email", "phone", "note"), new("host", "url", Derivation.UrlHost), new("q", "url", Derivation.UrlParameter, "q")],
            [.. OfAccounts(true), .. OfAddresses(withPorts: true), .. OfMails("email", false), .. OfPhones("phone")], first, first.AddDays(days), instants));
    }

    private void Dated(
        PlannedSource described, DateTimeOffset first, TimeSpan step, int count, int records, IReadOnlyList<PlannedField> fields, IReadOnlyList<PlannedSubject> subjects, Func<DateTimeOffset, string> record, string? header = null)
    {
        var instants = new List<DateTimeOffset>();
        var location = new CaseDesk.Extraction.Reading.SourceLocation(described.Name, described.Location);
        var end = first;
        for (var n = 0; n < count; n++)
        {
            var (path, period) = location.Between(end, end.AddTicks(1)).First();
            var until = period == CaseDesk.Extraction.Reading.FilePeriod.Always ? first + step : period.To;
            var file = new Lines(random, mark: random.Next(3) == 0);
            if (header is not null)
                file.Sound(header);
            for (var r = 0; r < records; r++)
            {
                var at = end.AddTicks(random.NextInt64((until - end).Ticks));
                if (random.Next(4) == 0)
                    at = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));
                // Written into the file of another time: within the margin, and now and then, as no promise foresees, far beyond it.
                if (random.Next(12) == 0)
                    at += (random.Next(2) == 0 ? 1 : -1) * described.Lateness * random.NextDouble();
                if (random.Next(40) == 0)
                    at = first.AddTicks(random.NextInt64(Math.Max(1, (until - first).Ticks)));
                instants.Add(at);
                Add(file, record(at), described.Format == SourceFormat.Csv ? CsvDamage : described.Format == SourceFormat.Jsonl ? JsonDamage : LineDamage);
            }

            Put(described, path, file);
            end = until;
        }

        sources.Add(new Source(described, fields, subjects, first, end, instants));
    }

    private void Add(Lines file, string record, Func<string, string> damage)
    {
        if (random.Next(16) != 0)
        {
            file.Sound(record);
            return;
        }

        switch (random.Next(6))
        {
            case 0:
                file.Sound(Any(["", "  ", "\t "]));
                break;
            case 1:
                file.Sound(record.Insert(random.Next(record.Length), "\0"));
                break;
            case 2:
                file.Broken(record, random.Next(record.Length + 1));
                break;
            default:
                file.Sound(damage(record));
                break;
        }
    }

    private string LineDamage(string record) => random.Next(4) switch
    {
        0 => record[..random.Next(record.Length)],
        1 => record + " and more",
        2 => record.Replace(":", "", StringComparison.Ordinal),
        _ => "garbage " + Account(),
    };

    private string JsonDamage(string record) => random.Next(12) switch
    {
        0 => record[..random.Next(record.Length)],
        1 => record + " {}",
        2 => "[" + record + "]",
        3 => record[..^1] + ",\"account\":\"acct-0001\"}",
        4 => record[..^1] + ",\"note\":\"\\ud83d\"}",
        5 => record.Replace("\"note\":", "\"extra\":\"\\ud83d\",\"note\":", StringComparison.Ordinal),
        6 => record.Replace("\"account\":\"", "\"account\":\"\\ud83d", StringComparison.Ordinal),
        7 => record[..^1] + ",\"\\ud83d\":1}",
        8 => record[..^1] + ",\"deep\":" + new string('[', 63) + new string(']', 63) + "}",
        9 => record[..^1] + ",\"deep\":" + new string('[', 64) + new string(']', 64) + "}",
        10 => record[..^1] + ",}",
        _ => record.Replace("\"note\":", "\"note\":01,\"x\":", StringComparison.Ordinal),
    };

    private string CsvDamage(string record) => random.Next(6) switch
    {
        0 => record + ",more",
        1 => record[..Math.Max(1, record.LastIndexOf(','))],
        2 => "un\"quoted," + record,
        3 => "\"behind\" it," + record,
        // Nothing behind it in the file closes this one soon.
        4 => random.Next(4) == 0 ? "acct-0001,\"open" : "a",
        _ => record + "\n" + record + "\r",
    };

    private string Json(params (string Name, string Value)[] members)
    {
        var record = new StringBuilder("{");
        foreach (var (name, value) in members.Where(_ => random.Next(60) != 0))
            record.Append(record.Length > 1 ? "," : "").Append(random.Next(8) == 0 ? " " : "").Append(random.Next(20) == 0 ? Quoted(name) : $"\"{name}\"").Append(random.Next(8) == 0 ? " : " : ":").Append(value);
        return record.Append(random.Next(10) == 0 ? "\t}" : "}").ToString();
    }

    private string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        var often = random.Next(6) == 0 ? 3 : 1000;
        foreach (var c in text)
        {
            if (c is '"' or '\\' && random.Next(2) == 0)
                quoted.Append('\\').Append(c);
            else if (c is '"' or '\\' or < ' ' || random.Next(often) == 0)
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(random.Next(2) == 0 ? ((int)c).ToString("x4", CultureInfo.InvariantCulture) : ((int)c).ToString("X4", CultureInfo.InvariantCulture))}");
            else
                quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    private string Value() => random.Next(12) switch
    {
        0 => "null",
        1 => Any(["true", "-0", "1.50", "9007199254740993", "1E400", "0.10"]),
        2 => "{\"a\": [1,  2.0, \"\\u0041\"],\"a\":null}",
        3 => "[ ]",
        4 => "\"\\ud83d\\ude00 \\/ \\b\"",
        5 => "\"\u2603 \U0001F600\"",
        _ => Quoted(Any(Notes)),
    };

    private string Csv(IReadOnlyList<string> fields) => string.Join(',', fields.Select(f =>
        f.AsSpan().IndexOfAny("\",\r\n") >= 0 || random.Next(6) == 0 ? $"\"{f.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : f));

    private string Combined(DateTimeOffset at)
    {
        var line = $"{Address()} - {Any(["-", "ann", "a\"b"])} [{CommonLog(at)}] \"{Any(Requests)}\" {Any(["200", "404", "-"])} {Any(["-", "0", "5124"])}";
        if (random.Next(2) == 0)
            line += $" \"{Any(["-", "http://e/?t=1", "Zo\u00eb"])}\" \"{Any(["agent", "a \\\"b\\\" c", "\\x1b[31m", ""])}\"";
        return random.Next(15) == 0 ? $"\"{line}\"" : line + Any(["", "", " "]);
    }

    private string Account() => random.Next(5) < 2 ? Accounts[0] : Any(Accounts);

    private string OtherCase(string text) => random.Next(3) switch { 0 => text.ToUpperInvariant(), 1 => text.ToLowerInvariant(), _ => text };

    private string Phone()
    {
        var phone = random.Next(2) == 0 ? Phones[0] : Any(Phones);
        return random.Next(6) switch { 0 => phone[1..], 1 => $"{phone[..2]} ({phone[2..5]}) {phone[5..8]}-{phone[8..]}", 2 => phone.Insert(5, "."), 3 => phone + (random.Next(4) == 0 ? "x1" : ""), _ => phone };
    }

    private string Mail()
    {
        var mail = random.Next(2) == 0 ? Mails[0] : Any(Mails);
        var at = mail.IndexOf('@', StringComparison.Ordinal);
        return random.Next(6) switch { 0 => mail[..at] + mail[at..].ToUpperInvariant(), 1 => mail.ToUpperInvariant(), 2 => mail.Replace("k", "\u212a", StringComparison.Ordinal), 3 => mail + (random.Next(4) == 0 ? "." : ""), _ => mail };
    }

    private string Address()
    {
        var address = random.Next(2) == 0 ? Addresses[0] : Any(Addresses);
        if (address.Contains(':', StringComparison.Ordinal))
            return Any([address, "2001:0DB8:0:0:0:0:1:7", "2001:db8:0::0001:7", "2001:db8::1:7%eth0", "2001:db8::1:7/128"]);
        return random.Next(12) switch
        {
            0 => "::ffff:" + address,
            1 => address == "192.0.2.7" ? Any(["::FFFF:c000:0207", "0:0:0:0:0:ffff:c000:207", "::ffff:192.0.2.07", "::192.0.2.7"]) : address,
            2 => Any(["192.0.2.07", "0300.0.2.7", "3221225991", "[192.0.2.7]", "192.0.2.7:443", "host"]),
            _ => address,
        };
    }

    private string PortNumber()
    {
        var port = Any(Ports);
        return port.All(char.IsAsciiDigit) && port[0] != '0' && random.Next(2) == 0 ? port : Quoted(port);
    }

    private string Rfc3339(DateTimeOffset at)
    {
        if (random.Next(40) == 0)
            return Any(["yesterday", "2026-06-11", "2026-06-11T10:00:00", "2026-02-30T10:00:00Z", "2026-06-11T24:00:00Z", "2026-06-11T10:00:00+24:00", ""]);
        if (random.Next(60) == 0)
            return at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture) + ":60Z";
        var zone = Any([TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(2), TimeSpan.FromMinutes(-450), TimeSpan.FromHours(14)]);
        var text = at.ToOffset(zone).ToString(Any(["yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddtHH:mm:ss.fffffff"]), CultureInfo.InvariantCulture);
        if (random.Next(10) == 0 && text.Contains('.', StringComparison.Ordinal))
            text += "99";
        return text + (zone == TimeSpan.Zero ? Any(["Z", "z", "+00:00", "-00:00"]) : (zone < TimeSpan.Zero ? "-" : "+") + zone.ToString(@"hh\:mm", CultureInfo.InvariantCulture));
    }

    private string Local(DateTimeOffset at, string zone)
    {
        // The hour that a clock which is put forward leaves out is written too: some clocks are not put forward.
        var local = random.Next(10) == 0 ? at.UtcDateTime.AddHours(random.Next(0, 3)) : TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime;
        return local.ToString(Any(["yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss"]), CultureInfo.InvariantCulture);
    }

    private string CommonLog(DateTimeOffset at)
    {
        var zone = Any([TimeSpan.Zero, TimeSpan.FromHours(2), TimeSpan.FromMinutes(-450)]);
        if (random.Next(40) == 0)
            return Any(["31/Feb/2026:10:00:00 +0000", "10/jun/2026:10:00:00 +0000", "10/Jun/2026:10:00:00", "10/Jun/2026:23:59:60 +0000"]);
        return at.ToOffset(zone).ToString("dd/MMM/yyyy:HH:mm:ss ", CultureInfo.InvariantCulture) + (zone < TimeSpan.Zero ? "-" : "+") + zone.ToString("hhmm", CultureInfo.InvariantCulture);
    }

    private string Syslog(DateTimeOffset at)
    {
        if (random.Next(40) == 0)
            return Any(["Feb 29 12:00:00", "Feb 30 12:00:00", "Jan  0 12:00:00", "Dec 31 24:00:00", "Okt  1 12:00:00", "Dec 31 23:59:60", "Mar 29 02:30:00"]);
        var local = TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        var day = local.Day < 10 && random.Next(4) != 0 ? $" {local.Day}" : local.ToString("dd", CultureInfo.InvariantCulture);
        return local.ToString("MMM ", CultureInfo.InvariantCulture) + day + local.ToString(Any([" HH:mm:ss", " HH:mm:ss.FFF"]), CultureInfo.InvariantCulture);
    }

    private static string Unix(DateTimeOffset at, long unit, bool exact)
    {
        var ticks = (at - DateTimeOffset.UnixEpoch).Ticks;
        var whole = (ticks / unit).ToString(CultureInfo.InvariantCulture);
        return exact ? $"{whole}.{(ticks % unit).ToString(unit == TimeSpan.TicksPerSecond ? "D7" : "D4", CultureInfo.InvariantCulture)}" : whole;
    }

    private static PlannedField[] Whole(params string[] parts) => [.. parts.Select(p => new PlannedField(p, p))];

    private static IEnumerable<PlannedSubject> OfAccounts(bool fold) =>
        new[] { Accounts[0], Accounts[0], Accounts[1], Accounts[3], Accounts[5], "acct-0404" }.Select(a => new PlannedSubject("account", fold ? a.ToLowerInvariant() : a, "account") { FoldCase = fold });

    private static IEnumerable<PlannedSubject> OfPhones(string from) => new[] { Phones[0], Phones[1], "+14155550199" }.Select(p => new PlannedSubject("phone", p, from));

    private static IEnumerable<PlannedSubject> OfMails(string from, bool fold) =>
        new[] { Mails[0], Mails[1], "nobody@example.com" }.Select(m => new PlannedSubject("email", fold ? m.ToLowerInvariant() : m, from) { FoldCase = fold });

    private static PlannedSubject[] OfAddresses(bool withPorts)
    {
        var all = new[] { Addresses[0], Addresses[0], Addresses[1], Addresses[2], "203.0.113.99" }.Select(a => new PlannedSubject("ip", a, "ip"));
        return [.. withPorts ? all.Append(new PlannedSubject("ip", Addresses[0], "ip", 443, "port")).Append(new PlannedSubject("ip", Addresses[1], "ip", 51000, "port")) : all];
    }

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);

    private T Any<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    private void Put(PlannedSource described, string path, Lines file)
    {
        var bytes = file.Bytes(described.Encoding);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(logs, path))!);
        using (var stored = File.Create(Path.Combine(logs, path)))
        {
            using Stream packed = described.Compression switch
            {
                SourceCompression.Gzip => new GZipStream(stored, CompressionLevel.Fastest),
                SourceCompression.Zstd => new ZstdSharp.CompressionStream(stored, 1),
                _ => stored,
            };
            packed.Write(bytes);
        }

        if (described.Compression != SourceCompression.Zstd)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(plain, path))!);
        File.WriteAllBytes(Path.Combine(plain, path), bytes);
    }

    /// <summary>Lines of one file, with line endings as they come.</summary>
    private sealed class Lines(Random random, bool mark)
    {
        private readonly List<(string Text, int BrokenAt, string Ending)> lines = [];

        public void Sound(string text) => lines.Add((text, -1, random.Next(5) == 0 ? "\r\n" : "\n"));

        /// <summary>A byte that no UTF-8 text has stands at this character.</summary>
        public void Broken(string text, int at) => lines.Add((text, at, "\n"));

        public byte[] Bytes(SourceEncoding encoding)
        {
            var characters = encoding switch { SourceEncoding.Latin1 => Encoding.Latin1, SourceEncoding.Windows1252 => CodePagesEncodingProvider.Instance.GetEncoding(1252)!, _ => Encoding.UTF8 };
            using var bytes = new MemoryStream();
            if (mark)
                bytes.Write([0xEF, 0xBB, 0xBF]);
            foreach (var (text, broken, ending) in lines)
            {
                bytes.Write(characters.GetBytes(broken < 0 ? text : text[..broken]));
                if (broken >= 0)
                    bytes.Write([0x81, .. characters.GetBytes(text[broken..])]);
                bytes.Write(characters.GetBytes(ending));
            }

            var all = bytes.ToArray();
            return random.Next(2) == 0 ? all : all[..^1];
        }
    }
}
