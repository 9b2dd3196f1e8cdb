using CaseDesk.Policy;
using static CaseDesk.Rules.Tests.Policy.Courier;

namespace CaseDesk.Rules.Tests.Policy;

public sealed class AskingTheRules
{
    private static readonly string[] Everything = ["subscriber", "identification", "traffic", "content"];

    [Theory]
    [InlineData("us-administrative-subpoena", "agency", "subscriber identification")]
    [InlineData("us-grand-jury-subpoena", "grand-jury", "subscriber identification")]
    [InlineData("us-trial-subpoena", "court", "subscriber identification")]
    [InlineData("us-2703d-order", "court", "subscriber identification traffic")]
    [InlineData("us-search-warrant", "judge", "subscriber identification traffic content")]
    [InlineData("user-consent", "user", "subscriber identification traffic content")]
    [InlineData("us-civil-subpoena", "party", "")]
    [InlineData("us-civil-subpoena", "court", "")]
    [InlineData("us-pen-register-order", "court", "")]
    [InlineData("uk-copo", "judge", "")]
    [InlineData("mlat-request", "agency", "")]
    [InlineData("us-emergency-request", "police", "")]
    [InlineData("no-such-instrument", "court", "")]
    [InlineData("us-2703d-order", "prosecutor", "")]
    [InlineData("us-search-warrant", "police", "")]
    [InlineData("us-grand-jury-subpoena", "party", "")]
    public void Each_instrument_reaches_its_categories_and_no_others(string instrument, string issuer, string reached)
    {
        var answers = ScopeEngine.Decide(Request(instrument, issuer, Item("2026-11-16T00:00:00Z", "2026-11-17T00:00:00Z", Everything)), InForce, Stores).Items.Single().Answers;

        var categories = answers.Where(a => a.Outcome == Outcome.Available)
            .Select(a => Names.Of(InForce.Sources.Single(s => s.Name == a.Source).Field(a.Field)!.Category)).Distinct().OrderBy(c => Array.IndexOf(Everything, c));
        Assert.Equal(reached, string.Join(' ', categories));
        Assert.All(answers.Where(a => a.Outcome == Outcome.InstrumentInsufficient), a =>
        {
            Assert.NotEmpty(a.Citation);
            Assert.Contains("needs", a.Explanation, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_wrong_issuer_is_named_with_the_remedy()
    {
        var answer = Answers(Request("us-2703d-order", "prosecutor", Item("2026-11-16T00:00:00Z", "2026-11-17T00:00:00Z", "lookup-log.app")), "lookup-log", "app").Single();

        Assert.Equal((Outcome.InstrumentInsufficient, "sca.2703d.traffic"), (answer.Outcome, answer.Rule));
        Assert.Contains("has to come from court or judge, and this one states prosecutor", answer.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_forbid_outweighs_a_permit_wherever_it_stands()
    {
        var forbid = new AuthorityRule
        {
            Id = "test.forbid", Effect = RuleEffect.Forbid, Instruments = ["us-search-warrant"], IssuerKinds = [], Categories = [DataCategory.Traffic],
            Citation = "test", Explanation = "Not today.",
        };
        var facts = Warrant(Item("2026-11-16T00:00:00Z", "2026-11-17T00:00:00Z", "lookup-log.app"));

        foreach (var rules in new[] { InForce with { Rules = [forbid, .. InForce.Rules] }, InForce with { Rules = [.. InForce.Rules, forbid] } })
        {
            var answer = ScopeEngine.Decide(facts, rules, Stores).Items.Single().Answers.Single(a => a.Field == "app");

            Assert.Equal((Outcome.InstrumentInsufficient, "test.forbid"), (answer.Outcome, answer.Rule));
            Assert.Equal("Not today; needs a US 2703(d) order or Consent of the account holder.", answer.Explanation);
        }
    }

    [Fact]
    public void Without_rules_nothing_is_reached() =>
        Assert.DoesNotContain(
            ScopeEngine.Decide(Warrant(Item("2026-11-16T00:00:00Z", "2026-11-17T00:00:00Z", Everything)), InForce with { Rules = [] }, Stores).Items.Single().Answers,
            a => a.Outcome == Outcome.Available);

    [Fact]
    public void The_catalogue_holds_the_contract()
    {
        Assert.Equal(15, Instruments.All.Count);
        Assert.Equal(["us-preservation-request", "us-emergency-request", "eu-epoc", "eu-epoc-pr"], Instruments.All.Where(i => i.NotSupportedYet is not null).Select(i => i.Name));
        Assert.Equal(["us-nsl"], Instruments.All.Where(i => i.HandledElsewhere is not null).Select(i => i.Name));
        Assert.Equal(["us-preservation-request", "us-emergency-request", "user-consent"], Instruments.All.Where(i => !i.Compulsory).Select(i => i.Name));
    }
}
