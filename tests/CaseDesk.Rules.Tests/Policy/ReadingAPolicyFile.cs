using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Policy;

public sealed class ReadingAPolicyFile
{
    private static readonly string Good = File.ReadAllText(Courier.File);

    [Fact]
    public void The_demo_policy_is_sound()
    {
        var policy = Courier.InForce;

        Assert.Equal(("courier-1", "Courier"), (policy.Id, policy.Provider));
        Assert.Equal(["access-log", "lookup-log", "accounts", "messages"], policy.Sources.Select(s => s.Name));
        Assert.Equal(new Retention(25, ByDay: true), policy.Sources[1].Retention);
        Assert.Equal(["queried_handle", "user_agent", "app", "response_code"], policy.Sources[1].Fields.Where(f => f.Category == DataCategory.Traffic && f.NeverDisclosed is null).Select(f => f.Name));
        Assert.True(policy.Sources[0].CollectedSinceInventory);
        Assert.Equal(PolicyFile.Parse(Good, "x").Sha256, policy.Sha256);
    }

    [Theory]
    [InlineData("{label: App, category: traffic}", "{label: App, catagory: traffic}", "unknown key \"catagory\"; did you mean \"category\"?")]
    [InlineData("{label: App, category: traffic}", "{label: App}", "\"category\" is missing")]
    [InlineData("{label: App, category: traffic}", "{label: App, category: trafic}", "did you mean \"traffic\"?")]
    [InlineData("{label: App, category: traffic}", "{label: App, label: App, category: traffic}", "stands here twice")]
    [InlineData("provider: Courier", "provider: &a Courier", "anchors are not allowed")]
    [InlineData("jurisdictions: [US]", "jurisdictions: &a [US]", "anchors are not allowed")]
    [InlineData("{label: App, category: traffic}", "{label: *a, category: traffic}", "aliases are not allowed")]
    [InlineData("{label: App, category: traffic}", "{label: !!str App, category: traffic}", "tags are not allowed")]
    [InlineData("{label: App, category: traffic}", "App", "expected keys and values")]
    [InlineData("      app: {label", "      time: {label", "the name \"time\" stands here twice")]
    [InlineData("      app: {label", "      App!: {label", "is no name")]
    [InlineData("method: {label: Method, category: traffic}", "method: {label: Method, category: traffic, from: verb}", "the format has no part \"verb\"")]
    [InlineData("effectiveFrom: 2025-11-01", "effectiveFrom: 2025-02-29", "is no date")]
    [InlineData("version: 1", "version: 0", "is no whole number from 1")]
    [InlineData("version: 1", "version: [1]", "expected text")]
    [InlineData("jurisdictions: [US]", "jurisdictions: US", "expected a list")]
    [InlineData("jurisdictions: [US]", "jurisdictions: [usa]", "unknown word \"usa\"")]
    [InlineData("instruments: [us-trial-subpoena]", "instruments: [us-trail-subpoena]", "did you mean \"us-trial-subpoena\"?")]
    [InlineData("issuerKinds: [court, judge, prosecutor]", "issuerKinds: [court, court]", "\"court\" stands here twice")]
    [InlineData("id: sca.trial-subpoena.basic", "id: sca.grand-jury-subpoena.basic", "the id \"sca.grand-jury-subpoena.basic\" stands here twice")]
    [InlineData("    citation: 18 U.S.C. § 2702(b)(3)\n", "", "\"citation\" is missing")]
    [InlineData("citation: 18 U.S.C. § 2702(b)(3)", "citation: \"\"", "\"citation\" is empty")]
    [InlineData("location: access-log/access.log", "location: ../access.log", "may not leave the logs directory")]
    [InlineData("location: access-log/access.log", "location: access-log/../../x", "may not leave the logs directory")]
    [InlineData("location: access-log/access.log", "location: /var/log/access.log", "not an absolute one")]
    [InlineData("location: access-log/access.log", "location: C:/access.log", "not an absolute one")]
    [InlineData("location: access-log/access.log", "location: access-log\\access.log", "not an absolute one")]
    [InlineData("location: access-log/access.log", "location: access-log/*.log", "use letters")]
    [InlineData("location: access-log/access.log", "location: a-{yyyy-MM-dd}/b-{yyyy-MM-dd}", "stands here twice")]
    [InlineData("timeField: time\n    timeFormat: common-log", "timeField: tine\n    timeFormat: common-log", "did you mean \"time\"?")]
    [InlineData("subjectKeys: {account: account, ip: ip}", "subjectKeys: {account: user}", "unknown field \"user\"")]
    [InlineData("subjectKeys: {account: account, ip: ip}", "subjectKeys: {passport: ip}", "is no name")]
    [InlineData("subjectKeys: {account: account, ip: ip}", "subjectKeys: {}", "is empty")]
    [InlineData("retention: {period: P25D, deletion: by-utc-day}", "retention: {period: 25 days, deletion: by-utc-day}", "is no number of whole days")]
    [InlineData("retention: {period: P25D, deletion: by-utc-day}", "retention: {period: P0D, deletion: by-utc-day}", "is no number of whole days")]
    [InlineData("retention: {period: P25D, deletion: by-utc-day}", "retention: {period: P25D, deletion: daily}", "unknown word \"daily\"")]
    [InlineData("collectedSince: inventory", "collectedSince: always", "is neither a day")]
    [InlineData("    collectedSince: inventory\n", "", "\"collectedSince\" is missing")]
    [InlineData("location: accounts/accounts.csv", "location: accounts/accounts.csv\n    retention: {period: P90D, deletion: exact}", "records without a timeField cannot be deleted by age")]
    [InlineData("neverCollected: messages", "caveat: x\n    neverCollected: messages", "a source that was never collected has none")]
    [InlineData("  messages:\n", "  content:\n", "no category's name")]
    [InlineData("sources:\n", "sources: [\n", "not valid YAML")]
    [InlineData("sources:\n", "---\nsources:\n", "a second document begins here")]
    public void A_fault_is_reported_with_line_and_column(string written, string instead, string message)
    {
        var at = Good.IndexOf(written, StringComparison.Ordinal);
        Assert.True(at >= 0, written);
        var line = Good[..at].Count(c => c == '\n') + 1;

        var refused = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(Good.Remove(at, written.Length).Insert(at, instead), "courier.yaml"));

        var fault = refused.Errors.FirstOrDefault(e => e.Message.Contains(message, StringComparison.Ordinal));
        Assert.True(fault is not null, refused.Message);
        Assert.StartsWith($"courier.yaml:{fault.Line}:{fault.Column}: ", fault.ToString(), StringComparison.Ordinal);
        // A missing key is reported where its section begins, which is a little above.
        if (instead.Length > 0 && !message.Contains("not valid", StringComparison.Ordinal)) Assert.InRange(fault.Line, line - 1, line + 1 + instead.Count(c => c == '\n'));
    }

    [Fact]
    public void The_place_is_exact()
    {
        var refused = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(Good.Replace("app: {label: App, category:", "app: {label: App, catagory:", StringComparison.Ordinal), "courier.yaml"));

        var lines = Good.Split('\n');
        var line = Array.FindIndex(lines, l => l.Contains("app: {label: App", StringComparison.Ordinal));
        Assert.Contains(
            $"courier.yaml:{line + 1}:{lines[line].IndexOf("category", StringComparison.Ordinal) + 1}: sources.lookup-log.fields.app: unknown key \"catagory\"; did you mean \"category\"?",
            refused.Errors.Select(e => e.ToString()));
    }

    [Fact]
    public void All_faults_come_out_in_one_run_in_order()
    {
        var bad = Good.Replace("version: 1", "version: one", StringComparison.Ordinal).Replace("P25D", "P25", StringComparison.Ordinal).Replace("caveat: >-", "caveats: >-", StringComparison.Ordinal);

        var errors = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(bad, "courier.yaml")).Errors;

        Assert.Equal(8, errors.Count); // version, period, and for each of three sources the wrong key and the missing caveat
        Assert.Equal(errors.OrderBy(e => e.Line).ThenBy(e => e.Column), errors);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("just text")]
    [InlineData("- a\n- b")]
    [InlineData("{}")]
    [InlineData("\t")]
    [InlineData("? {a: b}\n: c")]
    [InlineData("\0")]
    [InlineData("a: \"\\x")]
    public void What_is_no_policy_is_refused(string text) => Assert.NotEmpty(Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(text, "x.yaml")).Errors);

    [Fact]
    public void Deep_nesting_and_large_files_are_refused()
    {
        Assert.Contains("nested deeper", Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(new string('[', 10_000), "x.yaml")).Message, StringComparison.Ordinal);
        Assert.Contains("larger than 1 MiB", Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(Good + new string('#', PolicyFile.LargestFile), "x.yaml")).Message, StringComparison.Ordinal);
    }
}
