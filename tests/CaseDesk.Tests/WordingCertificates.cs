using CaseDesk.Features.Certificates;
using CaseDesk.Features.Extractions;
using CaseDesk.Policy;

namespace CaseDesk.Tests;

/// <summary>What a certificate says of sources of which the policy states how they are kept, and of others.</summary>
public sealed class WordingCertificates
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 9, 30, 15, TimeSpan.Zero);

    [Theory]
    [InlineData("us", "902(11)")]
    [InlineData("foreign", "902(12)")]
    public void Makes_no_statement_about_a_source_of_which_the_policy_states_nothing(string form, string rule)
    {
        var facts = new BusinessRecord { Made = "At once.", By = "A program.", Kept = "To run it.", Practice = "Always.", Process = "It is written." };
        var words = CertificateWords.Declared(Of(form, Source("known", facts, 3), Source("unknown", null, 2), Source("empty", facts, 0))).Select(block => $"{block.Key}|{block.Text}").ToList();

        Assert.Single(words, word => word == "A regular practice of it, 803(6)(C)|Always.");
        Assert.Contains($"|The policy does not state how records of this source are made and kept. No statement is made about it under Rules 803(6) and {rule}.", words);
        Assert.Contains("|The policy does not state the process that makes these records. No statement is made about it under Rule 902(13).", words);
        Assert.Contains("|It was searched, and no record of it was disclosed: nothing is certified of it.", words);
        // The caveat of each stands in it, also of the one of which nothing is certified.
        Assert.All(new[] { "known", "unknown", "empty" }, name => Assert.Contains($"Log ({name})|Read {name} with care.", words));
    }

    [Fact]
    public void Names_no_identifier_and_ends_with_the_sentence_of_the_statute()
    {
        var words = CertificateWords.Declared(Of("abroad", Source("known", null, 1)));

        Assert.Equal("I declare under penalty of perjury under the laws of the United States of America that the foregoing is true and correct.", words[^1].Text);
        Assert.DoesNotContain(words, block => block.Text.Contains("203.0.113.7", StringComparison.Ordinal));
    }

    private static CertifiedSource Source(string name, BusinessRecord? facts, long rows) => new(
        new SourceDefinition { Name = name, Label = "Log", Description = "A line each.", Caveat = $"Read {name} with care.", BusinessRecord = facts, Fields = [] },
        [new CertifiedRead(1, [new PlannedWindow(At, At.AddDays(1), [new PlannedField("ip", "ip")])], rows, "", "")], rows);

    private static CertificateFacts Of(string form, params CertifiedSource[] sources) => new()
    {
        Certificate = 1,
        Number = "CD-2026-000001",
        Edition = 1,
        Provider = "Provider",
        Agency = "Agency",
        Reference = "R-1",
        Process = "subpoena",
        ServedAt = At,
        PolicyVersion = "p-1",
        PolicySha256 = "aa",
        DecidedAt = At,
        ReleasedAt = At,
        ReleaseEntry = "entry 1 of the provider's ledger",
        ReportSha256 = new string('0', 64),
        ReportSize = 1,
        PlanHash = "bb",
        ManifestHash = "cc",
        Manifest = new ManifestView("Nothing else was read.", [], 0, [], 0, 0, [], 5, []),
        ExtractedFrom = At,
        ExtractedTo = At,
        Sources = sources,
        Declarant = "Robin",
        Form = CertificateForm.Find(form)!,
        Country = form == "foreign" ? "Germany" : null,
    };
}
