using System.Text.RegularExpressions;
using CaseDesk.Pipeline;

namespace CaseDesk.Tests;

/// <summary>docs/ledger.md lists what is recorded; it is compared with the rulebook that the desk goes by.</summary>
public sealed partial class CataloguingActs
{
    [Fact]
    public void Every_act_of_the_rulebook_has_its_line_and_no_line_is_left_over()
    {
        var listed = Row().Matches(File.ReadAllText(Path.Combine(House.Root, "docs", "ledger.md"))).Select(row => row.Groups[1].Value).ToList();

        Assert.Equal(CaseDeskRulebook.Rules.Values.Select(rule => rule.Action).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `([a-z.-]+)` \|", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Row();
}
