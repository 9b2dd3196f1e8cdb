using System.Globalization;
using System.Text;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Policy;

/// <summary>Files that were made to hurt, or that contradict themselves: each is refused at its line and column, with what to do.</summary>
public sealed class ReadingHostilePolicies
{
    [Fact]
    public void Refuses_aliases_that_would_unfold_to_gigabytes()
    {
        var bomb = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (var i = 1; i < 30; i++)
        {
            bomb.Append(CultureInfo.InvariantCulture, $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n");
        }

        var refused = Refused(bomb.ToString());

        Assert.Contains(refused, error => error.ToString() == "hostile.yaml:1:5: anchor &a0 is not allowed; write the value out where it is used");
        Assert.Contains(refused, error => error.ToString() == "hostile.yaml:2:10: alias *a0 is not allowed; write the value out where it is used");
    }

    [Fact]
    public void Refuses_a_value_that_holds_itself() =>
        Assert.Contains(Refused("rules: &r\n  - *r\n"), error => error.ToString() == "hostile.yaml:2:5: alias *r is not allowed; write the value out where it is used");

    [Theory]
    [InlineData("means: [accounts.name]", "means: [sca.phrase.service]", "is a phrase itself; words mean categories, sources and fields", "id: sca.phrase.name")]
    [InlineData("means: [accounts.name]", "means: [length of service]", "is a phrase itself; words mean categories, sources and fields", "id: sca.phrase.name")]
    [InlineData("means: [accounts.name]", "means: [customer name]", "is a phrase itself; words mean categories, sources and fields", "id: sca.phrase.name")]
    [InlineData("instruments: [us-trial-subpoena, us-2703d-order, us-search-warrant]", "instruments: [us-trial-subpoena, us-2703d-order, us-trial-subpoena]", "\"us-trial-subpoena\" is given twice; remove one", "us-trial-subpoena] }")]
    [InlineData("retention: P25D", "retention: P-25D", "is not a period of whole days; write P90D", "P-25D")]
    [InlineData("retention: P25D", "retention: -P25D", "is not a period of whole days; write P90D", "-P25D")]
    [InlineData("retention: P25D", "retention: P99999999999D", "is not a period of whole days; write P90D", "P99999999999D")]
    [InlineData("name: user_agent, label: User agent, category", "name: user_agent, label: User agent, retention: P-7D, deletion: by-record, category", "is not a period of whole days", "P-7D")]
    [InlineData("citation: 18 U.S.C. § 2703(c)(2)(A)\n", "citation: '   '\n", "is empty", "'   '")]
    [InlineData("citation: 18 U.S.C. § 2703(c)(2)(A)\n", "citation: \"\\u200B—\"\n", "says nothing; cite the statute or the clause", "\"\\u200B")]
    [InlineData("fields: [accounts.name]", "fields: [invoices.name]", "\"invoices.name\" names no source and no field (source.field)", "id: sca.subpoena.name")]
    [InlineData("fields: [accounts.name]", "fields: [accounts.address]", "\"accounts.address\" names no source and no field (source.field)", "id: sca.subpoena.name")]
    public void Refuses_what_contradicts_itself(string right, string wrong, string message, string place)
    {
        var text = Courier.Text();
        var at = text.IndexOf(right, StringComparison.Ordinal);
        Assert.True(at >= 0, right);
        text = text.Remove(at, right.Length).Insert(at, wrong);
        var before = text[..text.IndexOf(place, StringComparison.Ordinal)];

        var error = Assert.Single(Refused(text), error => error.Message.Contains(message, StringComparison.Ordinal));

        Assert.Equal((before.Count(c => c == '\n') + 1, before.Length - before.LastIndexOf('\n')), (error.Line, error.Column));
    }

    [Fact]
    public void Refuses_chains_that_lead_in_a_circle_over_one_another()
    {
        // Each reaches what the next one reaches, so only the circle itself is wrong.
        const string chains = """
            chains:
              - { id: round.a, instruments: [us-administrative-subpoena, us-grand-jury-subpoena] }
              - { id: round.b, instruments: [us-grand-jury-subpoena, us-trial-subpoena] }
              - { id: round.c, instruments: [us-trial-subpoena, us-administrative-subpoena] }

            """;
        var text = Courier.Text().Replace("chains:\n", chains.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        var refused = Refused(text);

        Assert.Equal(3, refused.Count);
        Assert.Contains("chains: puts us-administrative-subpoena below us-grand-jury-subpoena, and round.b, round.c puts it above: the chains lead in a circle; correct one of them", refused[0].Message, StringComparison.Ordinal);
        Assert.Equal(text[..text.IndexOf("{ id: round.a", StringComparison.Ordinal)].Count(c => c == '\n') + 1, refused[0].Line);
    }

    [Fact]
    public void Refuses_ten_megabytes()
    {
        var text = new StringBuilder(Courier.Text());
        while (text.Length < 10 * 1024 * 1024)
        {
            text.Append("# a policy is a few pages, and this is the rest of it\n");
        }

        var file = Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7()}.yaml");
        try
        {
            File.WriteAllText(file, text.ToString());
            var refused = Assert.Throws<PolicyFileException>(() => PolicyFile.Load(file));

            Assert.Equal($"{Path.GetFileName(file)}:1:1: the file is larger than 1 MB; a policy is a few pages, split the sources over providers", refused.Message);
            Assert.False(refused.Unreadable);
            Assert.Equal("hostile.yaml:1:1: the file is larger than 1 MB; a policy is a few pages, split the sources over providers", Assert.Single(Refused(text.ToString())).ToString());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Tells_a_file_that_cannot_be_opened_from_one_that_is_wrong()
    {
        Assert.True(Assert.Throws<PolicyFileException>(() => PolicyFile.Load(Path.Combine(Path.GetTempPath(), "there-is-no-such-policy.yaml"))).Unreadable);
        Assert.True(Assert.Throws<PolicyFileException>(() => PolicyFile.Load(Path.GetTempPath())).Unreadable);
    }

    [Fact]
    public void Refuses_a_list_that_nobody_could_read() =>
        Assert.Contains(
            "jurisdictions: has 2001 entries, more than 2000",
            string.Join('\n', Refused(Courier.Text().Replace("[US]", $"[{string.Join(", ", Enumerable.Repeat("US", 2001))}]", StringComparison.Ordinal))), StringComparison.Ordinal);

    /// <summary>Each rule names fields that there are not, or all that there are.</summary>
    [Theory]
    [InlineData("log.f{0}", "log.g{0}")]
    [InlineData("log.f{0}", "log.f{0}")]
    public void Answers_many_rules_about_many_fields_along_many_chains(string field, string named)
    {
        var fields = string.Concat(Enumerable.Range(0, 300).Select(f => string.Create(CultureInfo.InvariantCulture, $"      - {{ name: f{f}, label: F, category: traffic }}\n")));
        var names = string.Join(", ", Enumerable.Range(0, 300).Select(f => string.Format(CultureInfo.InvariantCulture, named, f)));
        var rules = string.Concat(Enumerable.Range(0, 30).Select(r => string.Create(CultureInfo.InvariantCulture, $"  - {{ id: r{r}, effect: permit, instruments: [us-2703d-order, us-search-warrant], categories: [traffic], citation: c, explanation: e, fields: [{names}] }}\n")));
        var chains = string.Concat(Enumerable.Range(0, 400).Select(c => string.Create(CultureInfo.InvariantCulture, $"  - {{ id: c{c}, instruments: [us-2703d-order, us-search-warrant] }}\n")));
        var text = $"""
            name: hostile
            version: 1
            provider: P
            effectiveFrom: 2025-11-01
            jurisdictions: [US]
            otherJurisdictions: o
            chains:
            {chains}rules:
            {rules}sources:
              - name: log
                label: l
                description: d
                format: jsonl
                location: log
                retention: life-of-account
                subjectKeys: {"{ account: f0 }"}
                caveat: c
                fields:
            {fields}
            """;
        if (field == named)
        {
            Assert.Equal(30, PolicyFile.Parse(text, "hostile.yaml").Rules.Count);
        }
        else
        {
            Assert.Equal(200, Refused(text).Count);
        }
    }

    private static IReadOnlyList<PolicyFileError> Refused(string text)
    {
        var errors = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(text, "hostile.yaml")).Errors;
        Assert.All(errors, error => Assert.True(error is { File: "hostile.yaml", Line: > 0, Column: > 0 }));

        return errors;
    }
}
