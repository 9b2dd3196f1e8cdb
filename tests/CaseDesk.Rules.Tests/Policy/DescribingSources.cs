using System.Diagnostics;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Policy;

/// <summary>How a policy says where a source lies, how it is written and what its values are slices of.</summary>
public sealed class DescribingSources
{
    public static TheoryData<string> Examples => [.. Catalogue.Examples.Keys];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Reads_each_example_of_the_docs(string example)
    {
        var source = Assert.Single(PolicyFile.Parse(Catalogue.Text(Catalogue.Examples[example]), "docs.yaml").Sources);

        Assert.Equal(example, source.Name);
        Assert.True(EditingWithASchema.Accepts(Catalogue.Text(Catalogue.Examples[example])));
    }

    [Fact]
    public void Has_an_example_of_every_format() =>
        Assert.Equal(Enum.GetValues<SourceFormat>().Order(), Catalogue.Policy.Sources.Select(source => source.Format).Order());

    [Fact]
    public void Gives_every_word()
    {
        var (api, payments, mail, sessions) = (Source("api-log"), Source("payments"), Source("mail-log"), Source("sessions"));

        Assert.Equal((SourceCompression.Zstd, TimeFormat.UnixMilliseconds, TimeSpan.FromHours(2)), (api.Compression, api.TimeFormat, api.Lateness));
        Assert.Equal(["account"], api.FoldedKeys);
        Assert.Equal((Derivation.RequestPath, "request", null), (api.Field("path")!.Derive, api.Field("path")!.From, api.Field("path")!.Parameter));
        Assert.Equal((Derivation.RequestParameter, "page"), (api.Field("page")!.Derive, api.Field("page")!.Parameter));
        Assert.Equal((SourceEncoding.Windows1252, "Europe/Berlin", TimeFormat.Local, false), (payments.Encoding, payments.Zone, payments.TimeFormat, payments.LiteralSafe));
        Assert.Equal((TimeFormat.Syslog, "+01:00", null), (mail.TimeFormat, mail.Zone, mail.Year));
        Assert.Contains("(?<user>", mail.Pattern, StringComparison.Ordinal);
        Assert.Equal(("account", SourceEngine.DuckDb), (sessions.SortedBy, sessions.Engine));
        Assert.Equal(TimeFormat.CommonLog, Source("mirror-log").TimeFormat);
    }

    [Fact]
    public void Says_as_usual_where_nothing_is_said()
    {
        var source = Source("mirror-log");

        Assert.Equal((SourceEncoding.Utf8, null, null, null, TimeSpan.FromDays(1)), (source.Encoding, source.Zone, source.Year, source.Pattern, source.Lateness));
        Assert.Equal((true, null, SourceEngine.Auto), (source.LiteralSafe, source.SortedBy, source.Engine));
        Assert.Empty(source.FoldedKeys);
        Assert.All(source.Fields, field => Assert.Equal((null, null), (field.Derive, field.Parameter)));
    }

    [Fact]
    public void Takes_the_year_of_a_log_whose_name_tells_none()
    {
        var source = PolicyFile.Parse(Catalogue.Text("mail-log", "imap-{yyyy-MM-dd}.log", "imap.log\n  year: 2026"), "mail.yaml").Sources[0];

        Assert.Equal(2026, source.Year);
    }

    [Theory]
    [InlineData("{yyyy}.log")]
    [InlineData("a/{yyyyMM}.log")]
    [InlineData("{yyyy_MM_dd}")]
    [InlineData("{yyyy}/{MM}/{dd}/{HH}/x.log")]
    [InlineData("{yyyy-MM}/{dd-HH}")]
    [InlineData("{yyyyMMddHH}.log")]
    public void Takes_dates_from_coarse_to_fine(string location) =>
        Assert.Equal(location, PolicyFile.Parse(Catalogue.Text("mirror-log", "mirror/access-{yyyy-MM-dd}.log.gz", $"'{location}'"), "x.yaml").Sources[0].Location);

    [Theory]
    [InlineData("PT0S", 0)]
    [InlineData("PT90S", 90)]
    [InlineData("PT90M", 5400)]
    [InlineData("PT36H", 129600)]
    [InlineData("P31D", 2678400)]
    public void Takes_a_margin(string lateness, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), PolicyFile.Parse(Catalogue.Text("api-log", "PT2H", lateness), "x.yaml").Sources[0].Lateness);

    [Theory]
    [InlineData("UTC")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("Etc/GMT+5")]
    [InlineData("-12:00")]
    [InlineData("+14:00")]
    [InlineData("+05:45")]
    public void Takes_a_zone(string zone) =>
        Assert.Equal(zone, PolicyFile.Parse(Catalogue.Text("payments", "Europe/Berlin", $"\"{zone}\""), "x.yaml").Sources[0].Zone);

    /// <summary>Each row breaks an example in one place; the message stands at the place of the break.</summary>
    [Theory]
    [InlineData("mirror-log", "access-{yyyy-MM-dd}", "access-{}", "has a date that is not made of", "mirror/access-{}")]
    [InlineData("mirror-log", "access-{yyyy-MM-dd}", "access-{yyyy-MM-dd", "has a date that is not made of", "mirror/access")]
    [InlineData("mirror-log", "access-{yyyy-MM-dd}", "access-yyyy}", "has a date that is not made of", "mirror/access")]
    [InlineData("mirror-log", "access-{yyyy-MM-dd}", "access-{yyyy.MM.dd}", "has a date that is not made of", "mirror/access")]
    [InlineData("mirror-log", "access-{yyyy-MM-dd}", "access-{yy-MM-dd}", "has a date that is not made of", "mirror/access")]
    [InlineData("mirror-log", "access-{yyyy-MM-dd}", "access-{yyyy--MM}", "has a date that is not made of", "mirror/access")]
    [InlineData("mirror-log", "access-{yyyy-MM-dd}", "access-{yyyy-}", "has a date that is not made of", "mirror/access")]
    [InlineData("mirror-log", "access-{yyyy-MM-dd}", "access-{yyyy-MM-dd-HH-mm}", "has a date that is not made of", "mirror/access")]
    [InlineData("mirror-log", "access-{yyyy-MM-dd}", "access-{dd-MM-yyyy}", "in this order", "mirror/access")]
    [InlineData("mirror-log", "access-{yyyy-MM-dd}", "access-{MM}", "in this order", "mirror/access")]
    [InlineData("mirror-log", "access-{yyyy-MM-dd}", "{yyyy}/{dd}", "in this order", "mirror/{yyyy}")]
    [InlineData("mirror-log", "access-{yyyy-MM-dd}", "{yyyy}/{yyyy-MM-dd}", "in this order", "mirror/{yyyy}")]
    [InlineData("mirror-log", "access-{yyyy-MM-dd}", "access-{yyyy-MM-dd}-*", "may hold letters, digits, . _ - /", "mirror/access")]
    [InlineData("mirror-log", "access-{yyyy-MM-dd}", "../{yyyy}", "must not contain empty", "mirror/..")]
    [InlineData("mirror-log", "compression: gzip", "compression: gzip\n  pattern: x", "describes the lines of format regex only", "x\n    location")]
    [InlineData("mirror-log", "from: path", "from: referrer", "\"referrer\" is not a part of a common log", "{ name: path")]
    [InlineData("mirror-log", "from: path", "from: user_agent", "\"user_agent\" is not a part of a common log", "{ name: path")]
    [InlineData("mirror-log", "from: path", "from: request", "\"request\" is not a part of a common log", "{ name: path")]
    [InlineData("mirror-log", "from: path", "from: path, derive: request-path", "request-path has no request line here", "{ name: path")]
    [InlineData("mirror-log", "from: path", "from: path, derive: url-path", "\"path\" is not a URL; in a common log no part is", "{ name: path")]
    [InlineData("mirror-log", "timeField: time", "timeField: time\n  timeFormat: syslog\n  zone: UTC", "must be common-log in a clf log", "syslog")]
    [InlineData("mirror-log", "timeField: time", "timeField: time\n  timeFormat: unix-seconds", "must be common-log in a clf log", "unix-seconds")]
    [InlineData("mirror-log", "timeField: time", "timeField: time\n  zone: UTC", "has a meaning with timeFormat local and syslog only", "UTC")]
    [InlineData("mirror-log", "timeField: time", "timeField: time\n  year: 2026", "has a meaning with timeFormat syslog only", "2026\n    collectedSince")]
    [InlineData("mirror-log", "timeField: time", "timeField: time\n  sortedBy: time", "helps in format parquet only", "time\n    collectedSince")]
    [InlineData("mirror-log", "mirror/access-{yyyy-MM-dd}.log.gz", "mirror/access.log.gz\n  lateness: P1D", "has no meaning for one file", "P1D")]
    [InlineData("shop-log", "from: referrer, derive: url-host", "from: query, derive: url-path", "\"query\" is not a URL; in a combined log only the referrer is", "{ name: from_site")]
    [InlineData("shop-log", "from: referrer, derive: url-host", "from: referrer, derive: request-path", "request-path has no request line here", "{ name: from_site")]
    [InlineData("shop-log", "category: content, neverDisclosed: It can show what the person read or searched for elsewhere. }", "category: content }", "gives the whole of \"referrer\", of which another field gives a slice", "{ name: referrer")]
    [InlineData("api-log", "category: content, neverDisclosed: It can carry session tokens. }", "category: content }", "gives the whole of \"request\", of which another field gives a slice", "{ name: request")]
    [InlineData("api-log", "derive: request-path", "derive: request-pth", "did you mean \"request-path\"?", "request-pth")]
    [InlineData("api-log", "derive: request-path", "derive: request-path, parameter: page", "has a meaning with derive: request-parameter and url-parameter only", "page }\n      - { name: page")]
    [InlineData("api-log", "from: ts", "from: ts, parameter: page", "has a meaning with derive: request-parameter and url-parameter only", "page }\n      - { name: user")]
    [InlineData("api-log", ", parameter: page", "", "request-parameter needs a parameter", "request-parameter }")]
    [InlineData("api-log", "parameter: page", "parameter: 'a&b'", "must be a name as it stands in the query", "'a&b'")]
    [InlineData("api-log", "parameter: page", "parameter: 'a b'", "must be a name as it stands in the query", "'a b'")]
    [InlineData("api-log", "from: ts }", "from: ts, derive: url-path }", "\"time\" is derived, and records are found by whole parts", "time\n    timeFormat")]
    [InlineData("api-log", "{ account: user, ip: ip }", "{ account: path, ip: ip }", "\"path\" is derived, and records are found by whole parts", "path, ip: ip")]
    [InlineData("api-log", "compression: zstd", "encoding: iso-8859-1", "must be utf-8, since JSON is nothing else", "iso-8859-1")]
    [InlineData("api-log", "compression: zstd", "encoding: latin1", "unknown word \"latin1\"", "latin1")]
    [InlineData("api-log", "compression: zstd", "compression: brotli", "use one of none, gzip, zstd", "brotli")]
    [InlineData("api-log", "PT2H", "P32D", "is not a margin from PT0S to P31D", "P32D")]
    [InlineData("api-log", "PT2H", "PT2678401S", "is not a margin from PT0S to P31D", "PT2678401S")]
    [InlineData("api-log", "PT2H", "PT1H30M", "is not a margin from PT0S to P31D", "PT1H30M")]
    [InlineData("api-log", "PT2H", "-PT2H", "is not a margin from PT0S to P31D", "-PT2H")]
    [InlineData("api-log", "PT2H", "P2H", "is not a margin from PT0S to P31D", "P2H")]
    [InlineData("api-log", "PT2H", "P1M", "is not a margin from PT0S to P31D", "P1M")]
    [InlineData("api-log", "PT2H", "2 hours", "is not a margin from PT0S to P31D", "2 hours")]
    [InlineData("api-log", "foldCase: [account]", "foldCase: [email]", "names email, which is no subject key of the source", "[email]")]
    [InlineData("api-log", "foldCase: [account]", "foldCase: [ip]", "unknown word \"ip\"; use one of account, email, device", "ip]\n")]
    [InlineData("api-log", "foldCase: [account]", "foldCase: [account, account]", "is given twice", "account]\n")]
    [InlineData("api-log", "foldCase: [account]", "literalSafe: perhaps", "must be true or false", "perhaps")]
    [InlineData("api-log", "foldCase: [account]", "engine: clickhouse", "use one of auto, scanner, duckdb", "clickhouse")]
    [InlineData("payments", "  zone: Europe/Berlin\n", "", "local needs a zone", "local")]
    [InlineData("payments", "zone: Europe/Berlin", "zone: Europe/Berlyn", "is not a time zone", "Europe/Berlyn")]
    [InlineData("payments", "zone: Europe/Berlin", "zone: localtime", "is not a time zone", "localtime")]
    [InlineData("payments", "zone: Europe/Berlin", "zone: ../../etc/passwd", "is not a time zone", "../../etc/passwd")]
    [InlineData("payments", "zone: Europe/Berlin", "zone: W. Europe Standard Time", "is not a time zone", "W. Europe")]
    [InlineData("payments", "zone: Europe/Berlin", "zone: '+15:00'", "is not a time zone", "'+15:00'")]
    [InlineData("payments", "zone: Europe/Berlin", "zone: '+14:01'", "is not a time zone", "'+14:01'")]
    [InlineData("payments", "zone: Europe/Berlin", "zone: '-00:00'", "is not a time zone", "'-00:00'")]
    [InlineData("payments", "zone: Europe/Berlin", "zone: '+2'", "is not a time zone", "'+2'")]
    [InlineData("mail-log", "imap-{yyyy-MM-dd}.log", "imap.log", "syslog tells no year", "syslog")]
    [InlineData("mail-log", "zone: \"+01:00\"", "zone: \"+01:00\"\n  year: 2026", "is told by the location already", "2026\n    collectedSince")]
    [InlineData("mail-log", "imap-{yyyy-MM-dd}.log", "imap.log\n  year: 10000", "must be a year from 1970 to 9999", "10000")]
    [InlineData("mail-log", "imap-{yyyy-MM-dd}.log", "imap.log\n  year: 1969", "must be a whole number from 1970", "1969")]
    [InlineData("mail-log", "name: user, label: Mailbox", "name: usr, from: usr, label: Mailbox", "\"usr\" is not a named group of the pattern; did you mean \"user\"?", "{ name: usr")]
    [InlineData("sessions", "format: parquet", "format: parquet\n  compression: gzip", "is told inside a Parquet file", "gzip")]
    [InlineData("sessions", "format: parquet", "format: parquet\n  encoding: utf-8", "has no meaning for Parquet", "utf-8")]
    [InlineData("sessions", "format: parquet", "format: parquet\n  literalSafe: false", "has no meaning for Parquet", "false")]
    [InlineData("sessions", "sessions/{yyyy-MM}.parquet", "sessions/all.parquet", "must name the day or month of each Parquet file", "sessions/all.parquet")]
    [InlineData("sessions", "engine: duckdb", "engine: scanner", "scanner reads text only", "scanner")]
    [InlineData("sessions", "sortedBy: account", "sortedBy: acount", "did you mean \"account\"?", "acount")]
    public void Refuses_nonsense_with_its_line_column_and_remedy(string example, string right, string wrong, string message, string place)
    {
        var text = Catalogue.Text(example, right, wrong);

        var refused = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(text, "catalogue.yaml"));

        var error = Assert.Single(refused.Errors, error => error.Message.Contains(message, StringComparison.Ordinal));
        var before = text[..text.IndexOf(place, StringComparison.Ordinal)];
        Assert.Equal((before.Count(c => c == '\n') + 1, before.Length - before.LastIndexOf('\n')), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("api-log", "neverCollected: Never.\n  ", "encoding", "encoding: utf-8")]
    [InlineData("api-log", "neverCollected: Never.\n  ", "zone", "zone: UTC")]
    [InlineData("api-log", "neverCollected: Never.\n  ", "pattern", "pattern: x")]
    [InlineData("api-log", "neverCollected: Never.\n  ", "engine", "engine: auto")]
    public void Asks_nothing_of_a_source_that_was_never_collected(string example, string never, string key, string line)
    {
        var refused = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(Catalogue.Text(example, "compression: zstd", $"{never}{line}"), "x.yaml"));

        Assert.Contains($"sources.api-log.{key}: has no meaning for a source that was never collected; remove it", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(?<time>x)(?<user>x)(?<ip>x", "InsufficientClosingParentheses at character")]
    [InlineData("(?<time>x)(?<user>x)(?<ip>x))|(?:", "InsufficientOpeningParentheses at character")]
    [InlineData("(?<time>[x)(?<user>x)(?<ip>x)", "UnterminatedBracket at character")]
    [InlineData("(?<time>*)(?<user>x)(?<ip>x)", "QuantifierAfterNothing at character")]
    [InlineData("(?<time>x)(?<user>x)(?<ip>x)(?=y)", "at character 29: a group begins with (?<name>")]
    [InlineData("(?<time>x)(?<user>x)(?<ip>x)(?>y)", "at character 29: a group begins with (?<name>")]
    [InlineData("(?<time>x)(?<user>x)(?<ip-user>x)", "at character 21: a group begins with (?<name>")]
    [InlineData("(?x)(?<time>x)(?<user>x)(?<ip>x)", "at character 1: a group begins with (?<name>")]
    [InlineData("(?<time>x)(?<user>x)(?<ip>x)(?#y)", "at character 29: a group begins with (?<name>")]
    [InlineData("(?<time>x)(?<user>x)(?<ip>x)\\k<ip>", "at character 29: a backslash stands before a sign")]
    [InlineData("(?<time>x)(?<user>x)(?<ip>x)\\1", "at character 29: a backslash stands before a sign")]
    [InlineData("(?<time>x)(?<user>x)(?<ip>[\\c]])", "at character 28: a backslash stands before a sign")]
    [InlineData("(?<time>x)(?<user>x)(?<ip>[a-z-[x]])", "at character 32: within [ ] write \\[")]
    [InlineData("(?<time>x)(?<user>x)(?<ip>(x{1000}){1000})", "is longer than 5000 characters once its repetitions are written out")]
    [InlineData("(?<time>x)(?<user>x)(?<ip>(?:(?:x{100}){100}){1,100})", "is longer than 5000 characters once its repetitions are written out")]
    [InlineData("(?<time>x)(?<user>x)(?<ip>(?:x{1000}[)(]{5}){1000})", "is longer than 5000 characters once its repetitions are written out")]
    [InlineData("(?<time>x)(?<user>x)(?<ip>x{99999999999999999999})", "is longer than 5000 characters once its repetitions are written out")]
    public void Refuses_a_pattern_that_cannot_be_run_or_would_be_large(string pattern, string message)
    {
        var watch = Stopwatch.StartNew();
        var refused = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(MailWith(pattern), "mail.yaml"));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.StartsWith("sources.mail-log.pattern: ", Assert.Single(refused.Errors).Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>With backtracking the first of these takes longer than anybody lives.</summary>
    [Theory]
    [InlineData("(?<time>x)(?<user>x)(?<ip>(?:a+)+)")]
    [InlineData("(?<time>x)(?<user>x)(?<ip>(?:a|aa)+)")]
    [InlineData("(?<time>x)(?<user>x)(?<ip>(?:a?){30}a{30})")]
    [InlineData("(?<time>.*)(?<user>.*)(?<ip>.*.*.*.*.*)x")]
    public void Takes_a_pattern_that_would_be_catastrophic_elsewhere_since_it_is_run_without_backtracking(string pattern)
    {
        var watch = Stopwatch.StartNew();

        Assert.Equal(pattern, PolicyFile.Parse(MailWith(pattern), "mail.yaml").Sources[0].Pattern);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("(?:", ")", 240)]
    [InlineData("(?:", ")+", 190)]
    [InlineData("(?:x?", ")*", 130)]
    public void Is_not_slowed_by_groups_in_groups(string open, string close, int depth)
    {
        var watch = Stopwatch.StartNew();
        var pattern = $"(?<time>x)(?<user>x)(?<ip>x){string.Concat(Enumerable.Repeat(open, depth))}x{string.Concat(Enumerable.Repeat(close, depth))}";

        Assert.Equal(pattern, PolicyFile.Parse(MailWith(pattern), "mail.yaml").Sources[0].Pattern);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(1001, "is longer than 1000 characters")]
    [InlineData(2001, "is longer than 2000 characters")]
    [InlineData(1000_000, "is longer than 2000 characters")]
    [InlineData(PolicyFile.LargestFile, "the file is larger than 1 MB")]
    public void Refuses_a_pattern_that_nobody_could_read(int length, string message)
    {
        const string parts = "(?<time>x)(?<user>x)(?<ip>x)";
        var watch = Stopwatch.StartNew();

        var refused = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(MailWith(parts + new string('(', length - parts.Length)), "mail.yaml"));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_missing_pattern_and_one_of_several_lines()
    {
        var at = Catalogue.Examples["mail-log"].Split('\n').Single(line => line.StartsWith("  pattern: ", StringComparison.Ordinal));

        var missing = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(Catalogue.Text("mail-log", at + "\n", ""), "mail.yaml"));
        var lines = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(Catalogue.Text("mail-log", at, "  pattern: |-\n    (?<time>x)\n    (?<user>x)(?<ip>x)"), "mail.yaml"));

        Assert.StartsWith("sources.mail-log: \"pattern\" is missing", Assert.Single(missing.Errors).Message, StringComparison.Ordinal);
        Assert.Contains("goes over several lines", Assert.Single(lines.Errors).Message, StringComparison.Ordinal);
    }

    /// <summary>A group that holds a forbidden one would carry it out under its own name.</summary>
    [Fact]
    public void Refuses_a_group_that_holds_another_and_leaves_whole()
    {
        const string nested = "(?<time>x) (?<ip>x) (?<user>a(?:(?<host>b)))";

        var refused = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(MailWith(nested), "mail.yaml"));

        Assert.Contains("sources.mail-log.fields.user: gives the whole of \"user\", which holds other named groups", Assert.Single(refused.Errors).Message, StringComparison.Ordinal);
        Assert.NotNull(PolicyFile.Parse(MailWith(nested).Replace("label: Mailbox,", "label: Mailbox, neverDisclosed: It holds the host.,", StringComparison.Ordinal), "mail.yaml"));
    }

    private static string MailWith(string pattern)
    {
        var line = Catalogue.Examples["mail-log"].Split('\n').Single(line => line.StartsWith("  pattern: ", StringComparison.Ordinal));

        return Catalogue.Text("mail-log", line, $"  pattern: '{pattern}'");
    }

    private static SourceDefinition Source(string name) => Catalogue.Policy.Sources.Single(source => source.Name == name);
}
