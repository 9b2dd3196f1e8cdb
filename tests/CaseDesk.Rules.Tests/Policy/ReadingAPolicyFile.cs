using System.Diagnostics;
using System.Text;
using CaseDesk.Policy;
using CsCheck;

namespace CaseDesk.Rules.Tests.Policy;

public sealed class ReadingAPolicyFile
{
    [Fact]
    public void Gives_the_demo_provider_with_its_fields_in_order()
    {
        var policy = Courier.Policy;

        Assert.Equal("courier-1", policy.Id);
        Assert.Equal(["access-log", "lookup-log", "accounts", "messages"], policy.Sources.Select(source => source.Name));
        Assert.Equal(
            ["ip", "time", "method", "path", "protocol", "status", "bytes", "user_agent", "query", "referrer"],
            policy.Sources[0].Fields.Select(field => field.Name));
        Assert.Equal(
            ["time", "account", "ip", "port", "queried_handle", "user_agent", "app", "response_code", "push_token", "geo", "contact_hash"],
            policy.Sources[1].Fields.Select(field => field.Name));
        Assert.Equal(new Retention(90, ByDay: true), policy.Sources[0].Retention);
        Assert.Equal(new Retention(25, ByDay: true), policy.Sources[1].Retention);
        Assert.True(policy.Sources[0].CollectedSinceInventory);
        Assert.Equal(Courier.At("2025-11-01T00:00:00Z"), policy.Sources[1].CollectedSince);
        Assert.Equal(TimeFormat.CommonLog, policy.Sources[0].TimeFormat);
        Assert.Equal("port", policy.Sources[1].PortField);
        Assert.Equal(
            "These logs record look-ups. They do not contain the content of conversations and do not prove that any communication took place.",
            policy.Sources[1].Caveat);
        Assert.Equal(64, policy.Sha256.Length);
    }

    /// <summary>Each row breaks the demo policy in one place; the message stands at the place of the break.</summary>
    [Theory]
    [InlineData("{ name: ip, label: IP address, type: ip, category: identification }", "{ name: ip, label: IP address, catagory: identification }", "did you mean \"category\"?", "catagory")]
    [InlineData("provider: Courier", "provider: Courier\nprovider: Again", "already given on line", "provider: Again")]
    [InlineData("version: 1", "version: one", "must be a whole number from 1", "one")]
    [InlineData("version: 1", "version: [1]", "must be text, not a list", "[1]")]
    [InlineData("effectiveFrom: 2025-11-01", "effectiveFrom: 1 November", "is not a day", "1 November")]
    [InlineData("effect: permit", "effect: allow", "unknown word \"allow\"", "allow")]
    [InlineData("instruments: [us-2703d-order]\n    categories", "instruments: [us-2703d]\n    categories", "did you mean \"us-2703d-order\"?", "us-2703d]")]
    [InlineData("instruments: [us-2703d-order]\n    categories", "instruments: [us-nsl]\n    categories", "us-nsl cannot permit anything", "[us-nsl]")]
    [InlineData("issuerKinds: [court, judge]", "issuerKinds: [cuort]", "did you mean \"court\"?", "cuort")]
    [InlineData("citation: 18 U.S.C. § 2703(c)(2)(A)\n", "citation: ''\n", "is empty", "''")]
    [InlineData("    citation: 18 U.S.C. § 2703(c)(2)(A)\n", "", "\"citation\" is missing; cite the statute", "id: sca.subpoena.name")]
    [InlineData("id: sca.2703d.traffic", "id: sca.2703d.subscriber", "already used on line", "sca.2703d.subscriber\n    effect: permit\n    instruments: [us-2703d-order]\n    categories: [traffic]")]
    [InlineData("name: lookup-log", "name: access-log", "already used on line", "access-log\n    label: Capability")]
    [InlineData("name: messages", "name: content", "is a data category", "content\n    label: Message")]
    [InlineData("{ name: time, label: Time, type: instant, category: identification }", "{ name: ip, label: Time, category: identification }", "already used on line", "ip, label: Time")]
    [InlineData("{ name: time, label: Time, type: instant, category: identification }", "{ name: time, label: Time }", "\"category\" is missing", "{ name: time, label: Time }")]
    [InlineData("location: access-log/access.log", "location: ../access.log", "must not contain", "../access.log")]
    [InlineData("location: access-log/access.log", "location: /var/log/access.log", "must be a relative path", "/var/log")]
    [InlineData("location: access-log/access.log", "location: C:/access.log", "must be a relative path", "C:/access")]
    [InlineData("location: access-log/access.log", "location: 'access-log\\access.log'", "must be a relative path", "'access-log\\")]
    [InlineData("location: access-log/access.log", "location: '*.log'", "may hold letters", "'*.log'")]
    [InlineData("lookup-{yyyy-MM-dd}.jsonl.gz", "{yyyy-MM-dd}/{yyyy-MM-dd}.gz", "each once and none left out", "lookup-log/{yyyy")]
    [InlineData("timeField: time\n    collectedSince: inventory", "timeField: tiem\n    collectedSince: inventory", "did you mean \"time\"?", "tiem")]
    [InlineData("    subjectKeys:\n      ip: ip", "    subjectKeys:\n      ip: adress", "names no field", "adress")]
    [InlineData("    subjectKeys:\n      ip: ip", "    subjectKeys:\n      fax: ip", "unknown key \"fax\"", "fax")]
    [InlineData("portField: port", "portField: prot", "did you mean \"port\"?", "prot\n")]
    [InlineData("retention: P25D", "retention: 25", "is not a period of whole days", "25\n")]
    [InlineData("retention: P25D", "retention: P0D", "is not a period of whole days", "P0D")]
    [InlineData("retention: life-of-account", "retention: P90D\n    deletion: by-record", "name the timeField", "P90D\n    deletion: by-record")]
    [InlineData("collectedSince: inventory", "collectedSince: always", "is not an instant", "always")]
    [InlineData("category: traffic }", "category: trafic }", "did you mean \"traffic\"?", "trafic")]
    [InlineData("format: combined", "format: xml", "use one of combined, jsonl, csv", "xml")]
    [InlineData("{ name: path, label: Path, category: traffic }", "{ name: request, label: Path, category: traffic }", "is not a part of a combined log", "{ name: request")]
    [InlineData("neverCollected: Messages", "retention: P1D\n    neverCollected: Messages", "has no meaning for a source that was never collected", "P1D")]
    [InlineData("provider: Courier", "provider: &c Courier", "anchor &c is not allowed", "&c")]
    [InlineData("provider: Courier", "provider: *c", "alias *c is not allowed", "*c")]
    [InlineData("provider: Courier", "provider: !!str Courier", "a tag is not allowed", "!!str")]
    [InlineData("provider: Courier", "provider: \"Cou\\0rier\"", "control character", "\"Cou")]
    [InlineData("jurisdictions: [US]", "jurisdictions: [US", "close every [", "[US\nother")]
    [InlineData("jurisdictions: [US]", "jurisdictions: []", "is empty", "[]")]
    [InlineData("jurisdictions: [US]", "jurisdictions: [us]", "unknown word \"us\"", "us]")]
    [InlineData("regime: pen-trap", "regime: pen-trp", "did you mean \"pen-trap\"?", "{ name: us-pen-register-order")]
    [InlineData("name: user-consent", "name: user-consnt", "did you mean \"user-consent\"?", "user-consnt")]
    [InlineData("fields: [accounts.name]", "fields: [accounts.nane]", "did you mean \"accounts.name\"?", "id: sca.subpoena.name")]
    [InlineData("fields: [accounts.name]", "fields: [access-log.path]", "no field of \"access-log.path\" is in the categories", "id: sca.subpoena.name")]
    [InlineData("instruments: [us-preservation-request]", "instruments: [us-emergency-request]", "us-emergency-request cannot preserve anything here; the provider decides it", "[us-emergency-request]\n    categories: [subscriber, identification, traffic, content]")]
    [InlineData("effect: preserve\n    instruments: [us-preservation-request]", "effect: permit\n    instruments: [us-preservation-request]", "us-preservation-request cannot permit anything here; it keeps data", "[us-preservation-request]\n    categories")]
    [InlineData("verified: false", "verified: no", "must be true or false", "no\n    instruments: [eu-epoc]")]
    [InlineData("instruments: [us-administrative-subpoena, us-2703d-order, us-search-warrant]", "instruments: [us-administrative-subpoena, us-search-warrant, us-2703d-order]", "us-2703d-order reaches less than us-search-warrant: not access-log.query", "{ id: sca.chain.administrative")]
    [InlineData("instruments: [us-administrative-subpoena, us-2703d-order, us-search-warrant]", "instruments: [us-search-warrant]", "a chain has at least two", "[us-search-warrant]")]
    [InlineData("longestPeriod: P180D", "longestPeriod: P-1D", "is not a period of whole days", "P-1D")]
    [InlineData("    longestPeriod: P180D\n    mostIdentifiers: 50\n", "", "limits nothing", "id: courier.limit.voluminous")]
    [InlineData("means: [accounts.name]", "means: [accounts.nane]", "did you mean \"accounts.name\"?", "id: sca.phrase.name")]
    [InlineData("means: [accounts.name]", "means: [accounts.name]\n    notReached: never", "must have exactly one of means, choose, notReached, neverCollected", "id: sca.phrase.name")]
    [InlineData("say: [postal address,", "say: [customer name,", "is said by sca.phrase.name too", "id: sca.phrase.postal-address")]
    [InlineData("say: [postal address,", "say: [accounts,", "it cannot mean anything else", "id: sca.phrase.postal-address")]
    [InlineData("name: user_agent, label: User agent, category", "name: user_agent, label: User agent, retention: P7D, category", "deletion: is missing", "{ name: user_agent")]
    [InlineData("name: user_agent, label: User agent, category", "name: user_agent, label: User agent, retention: P91D, deletion: by-record, category", "a field cannot outlive the record", "name: access-log")]
    [InlineData("{ name: name, label: Name, category", "{ name: name, label: Name, retention: P7D, deletion: by-record, category", "name the timeField of the source", "name: accounts")]
    [InlineData("retention: life-of-account", "retention: not-stated\n    deletion: by-record", "has no meaning with retention not-stated", "by-record\n    retentionNote")]
    [InlineData("retention: P25D", "retention: P1M", "months and years have no one length", "P1M")]
    [InlineData("      made: Each line is written when the web server has finished answering the request that it records.\n", "", "\"made\" is missing; say when the record is made", "by: The web server")]
    [InlineData("made: Each line", "mede: Each line", "did you mean \"made\"?", "mede")]
    [InlineData("by: The web server's own program writes the line, from what it received and what it answered; no person enters or edits it.", "by: '--'", "says nothing", "'--'")]
    [InlineData("kept: Courier keeps the log to run, secure and repair its web service.", "kept: [Courier]", "must be text, not a list", "[Courier]")]
    [InlineData("practice: A line is written for every request that the web server answers, at all times and in the same way.", "practice: ''", "is empty", "''")]
    [InlineData("      - The user agent is what the program that asked said of itself; it can say anything.", "      - ''", "is empty; list the notes", "''")]
    [InlineData("      - The user agent is what the program that asked said of itself; it can say anything.", "      - '...'", "says nothing; list the notes", "'...'")]
    [InlineData("      - The user agent is what the program that asked said of itself; it can say anything.", "      - { a: b }", "must be text, not a block of keys", "{ a: b }")]
    [InlineData("      - The user agent is what the program that asked said of itself; it can say anything.", "      - \"a\\0b\"", "control character", "\"a\\0b")]
    [InlineData("      - The user agent is what the program that asked said of itself; it can say anything.", "      - Twice.\n      - Twice.", "is given twice", "Twice.\n    businessRecord")]
    [InlineData("neverCollected: Messages", "interpretation: [Nothing.]\n    neverCollected: Messages", "has no meaning for a source that was never collected", "[Nothing.]")]
    public void Refuses_a_slip_with_its_line_column_and_remedy(string right, string wrong, string message, string place)
    {
        var text = Courier.Text();
        Assert.Contains(right, text, StringComparison.Ordinal);
        var at = text.IndexOf(right, StringComparison.Ordinal);
        text = text[..at] + wrong + text[(at + right.Length)..];

        var refused = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(text, "courier.yaml"));

        var error = Assert.Single(refused.Errors, error => error.Message.Contains(message, StringComparison.Ordinal));
        Assert.Equal(Position(text, place), (error.Line, error.Column));
        Assert.StartsWith($"courier.yaml:{error.Line}:{error.Column}: ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_the_notes_and_the_facts_of_a_business_record_and_knows_when_there_are_none()
    {
        var log = Courier.Policy.Sources[1];

        Assert.Equal(5, log.Interpretation.Count);
        Assert.StartsWith("The time is when the look-up service received the query", log.Interpretation[0], StringComparison.Ordinal);
        Assert.Equal("Each record is written when the look-up service has answered the query that it records.", log.BusinessRecord!.Made);
        Assert.All(Courier.Policy.Sources.Where(source => source.NeverCollected is null), source => Assert.NotNull(source.BusinessRecord));
        Assert.All(Catalogue.Policy.Sources, source => Assert.Equal((0, null), (source.Interpretation.Count, source.BusinessRecord)));
    }

    [Fact]
    public void Takes_fifty_notes_on_a_source_and_no_more()
    {
        string With(int notes) => Courier.Text().Replace(
            "      - The user agent is what the program that asked said of itself; it can say anything.\n",
            string.Concat(Enumerable.Range(4, notes - 3).Select(n => FormattableString.Invariant($"      - Note {n}.\n"))), StringComparison.Ordinal);

        Assert.Equal(50, PolicyFile.Parse(With(50), "courier.yaml").Sources[0].Interpretation.Count);
        Assert.Contains("has 51 entries, more than 50", Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(With(51), "courier.yaml")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Demands_a_caveat_for_every_collected_source()
    {
        var text = Courier.Text();
        var start = text.IndexOf("    caveat: These logs", StringComparison.Ordinal);
        text = text.Remove(start, text.IndexOf('\n', start) - start + 1);

        var refused = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(text, "courier.yaml"));

        Assert.StartsWith("sources.lookup-log: \"caveat\" is missing", Assert.Single(refused.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_every_error_at_once_and_in_order()
    {
        var text = Courier.Text()
            .Replace("id: sca.pen-register.prospective\n    effect: forbid", "id: sca.pen-register.prospective\n    effect: never", StringComparison.Ordinal)
            .Replace("provider: Courier", "provder: Courier", StringComparison.Ordinal)
            .Replace("retention: P25D", "retention: soon", StringComparison.Ordinal);

        var refused = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(text, "courier.yaml"));

        Assert.Equal(4, refused.Errors.Count);
        Assert.Equal(refused.Errors.OrderBy(error => error.Line), refused.Errors);
        Assert.Contains("unknown key \"provder\"; did you mean \"provider\"?", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing")]
    [InlineData("just text")]
    [InlineData("- a\n- list")]
    [InlineData("a: [1, 2")]
    [InlineData("a: b\n---\nc: d")]
    [InlineData("%YAML 99999999999999999999.1\n---\na: b")]
    [InlineData("? [a]\n: b")]
    [InlineData(": [\ne")]
    [InlineData("!!]")]
    [InlineData("\t- x")]
    [InlineData("a: \uD800")]
    public void Refuses_what_is_no_policy(string text)
    {
        var refused = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(text, "odd.yaml"));

        Assert.All(refused.Errors, error => Assert.True(error is { File: "odd.yaml", Line: > 0, Column: > 0 }));
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('-')]
    [InlineData('"')]
    [InlineData('&')]
    public void Is_not_slowed_by_a_megabyte_of_one_sign(char sign)
    {
        var text = new StringBuilder();
        for (var i = 0; i < 500_000; i++)
        {
            text.Append(sign).Append(i % 1000 == 999 ? '\n' : ' ');
        }

        var watch = Stopwatch.StartNew();

        Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(text.ToString(), "deep.yaml"));

        // Generous, since the machine may be busy: a reader that is quadratic here takes hours.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Refuses_a_file_over_a_megabyte()
    {
        var refused = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(new string('#', PolicyFile.LargestFile + 1), "big.yaml"));

        Assert.Contains("larger than 1 MB", Assert.Single(refused.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_file_that_is_not_there()
    {
        var refused = Assert.Throws<PolicyFileException>(() => PolicyFile.Load(Path.Combine(Path.GetDirectoryName(Courier.File)!, "absent.yaml")));

        Assert.Equal("absent.yaml", Assert.Single(refused.Errors).File);
    }

    [Fact]
    public void Throws_nothing_else_whatever_the_bytes() =>
        Gen.Select(Gen.Int[0, 9000], Gen.Int[0, 40], Gen.String[Gen.OneOf(Gen.Char, Gen.OneOf(':', '-', '[', ']', '{', '}', '&', '*', '!', '|', '>', '"', '\'', '%', '#', '\n', '\t', ' ')), 0, 12]).Sample((at, cut, put) =>
        {
            var text = Courier.Text();
            at = Math.Min(at, text.Length);
            cut = Math.Min(cut, text.Length - at);
            try
            {
                PolicyFile.Parse(text[..at] + put + text[(at + cut)..], "fuzz.yaml");
            }
            catch (PolicyFileException refused)
            {
                Assert.NotEmpty(refused.Errors);
            }
        }, iter: 2000);

    private static (int Line, int Column) Position(string text, string place)
    {
        var at = text.IndexOf(place, StringComparison.Ordinal);
        Assert.True(at >= 0, place);
        var before = text[..at];

        return (before.Count(c => c == '\n') + 1, at - before.LastIndexOf('\n'));
    }
}
