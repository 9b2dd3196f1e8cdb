using CaseDesk.Policy;
using static CaseDesk.Rules.Tests.Policy.Courier;

namespace CaseDesk.Rules.Tests.Policy;

public sealed class DecidingTheScope
{
    [Fact]
    public void Forty_days_are_partly_expired_and_partly_available()
    {
        var answers = Answers(Order(Item("2026-10-11T00:00:00Z", "2026-11-20T00:00:00Z", "lookup-log")), "lookup-log", "queried_handle");

        Assert.Equal(["expired 2026-10-11T00:00:00Z..2026-10-26T00:00:00Z", "available 2026-10-26T00:00:00Z..2026-11-20T00:00:00Z"], Told(answers));
        Assert.Equal("courier.lookup-log.retention", answers[0].Rule);
        Assert.Contains("before 2026-10-26T00:00:00Z had been deleted", answers[0].Explanation, StringComparison.Ordinal);
        Assert.Equal(("sca.2703d.traffic", "18 U.S.C. § 2703(c)(1)(B), (d)"), (answers[1].Rule, answers[1].Citation));
    }

    [Fact]
    public void What_should_be_gone_and_is_still_held_is_overdue_and_never_expired()
    {
        var stores = new Dictionary<string, SourceInventory>
        {
            ["lookup-log"] = new(At("2026-10-20T00:00:00Z"), At("2026-11-20T00:00:00Z"), [(At("2026-10-22T00:00:00Z"), At("2026-10-23T00:00:00Z"))]),
        };

        var answers = Answers(Order(Item("2026-10-18T00:00:00Z", "2026-10-27T00:00:00Z", "lookup-log.time")), "lookup-log", "time", stores);

        Assert.Equal(
            [
                "expired 2026-10-18T00:00:00Z..2026-10-20T00:00:00Z", "overdue 2026-10-20T00:00:00Z..2026-10-22T00:00:00Z",
                "expired 2026-10-22T00:00:00Z..2026-10-23T00:00:00Z", "overdue 2026-10-23T00:00:00Z..2026-10-26T00:00:00Z",
                "available 2026-10-26T00:00:00Z..2026-10-27T00:00:00Z",
            ], Told(answers));
        Assert.DoesNotContain(answers, a => a.Outcome == Outcome.Overdue && a.Explanation.Contains("deleted, and", StringComparison.Ordinal));
    }

    [Fact]
    public void A_log_whose_collection_began_with_its_first_record_was_never_collected_before()
    {
        var answers = Answers(Warrant(Item("2026-11-01T00:00:00Z", "2026-11-20T00:00:00Z", "access-log")), "access-log", "query");

        Assert.Equal(["never-collected 2026-11-01T00:00:00Z..2026-11-15T10:05:03Z", "available 2026-11-15T10:05:03Z..2026-11-20T00:00:00Z"], Told(answers));
        Assert.Contains("holds no records of [2026-11-19T21:05:16Z, 2026-11-20T00:00:00Z)", answers[1].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_collected_since_a_day_was_never_collected_before_it()
    {
        var answers = Answers(Order(Item("2025-10-30T00:00:00Z", "2025-11-02T00:00:00Z", "lookup-log")), "lookup-log", "app");

        Assert.Equal(["never-collected 2025-10-30T00:00:00Z..2025-11-01T00:00:00Z", "expired 2025-11-01T00:00:00Z..2025-11-02T00:00:00Z"], Told(answers));
    }

    [Fact]
    public void An_empty_store_claims_nothing_about_what_was_collected()
    {
        var answers = Answers(Order(Item("2026-08-01T00:00:00Z", "2026-11-19T00:00:00Z", "access-log.path")), "access-log", "path", new Dictionary<string, SourceInventory>());

        Assert.Equal(["expired 2026-08-01T00:00:00Z..2026-08-22T00:00:00Z", "available 2026-08-22T00:00:00Z..2026-11-19T00:00:00Z"], Told(answers));
        Assert.Contains("holds no records of [2026-08-22T00:00:00Z, 2026-11-19T00:00:00Z)", answers[1].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void An_item_ends_at_the_instant_of_service()
    {
        var answers = Answers(Order(Item("2026-11-20T09:00:00Z", "2026-11-21T00:00:00Z", "lookup-log")), "lookup-log", "time");

        Assert.Equal(["available 2026-11-20T09:00:00Z..2026-11-20T09:12:00Z", "outside-order 2026-11-20T09:12:00Z..2026-11-21T00:00:00Z"], Told(answers));
    }

    [Fact]
    public void An_item_that_ends_or_starts_exactly_at_service_has_one_answer()
    {
        Assert.Equal(["available 2026-11-20T09:00:00Z..2026-11-20T09:12:00Z"], Told(Answers(Order(Item("2026-11-20T09:00:00Z", "2026-11-20T09:12:00Z", "lookup-log")), "lookup-log", "time")));
        Assert.Equal(["outside-order 2026-11-20T09:12:00Z..2026-11-21T00:00:00Z"], Told(Answers(Order(Item("2026-11-20T09:12:00Z", "2026-11-21T00:00:00Z", "lookup-log")), "lookup-log", "time")));
    }

    [Fact]
    public void Fields_that_were_not_wanted_are_outside_the_order_and_other_sources_do_not_appear()
    {
        var item = ScopeEngine.Decide(Order(Item("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", "lookup-log.time")), InForce, Stores).Items.Single();

        Assert.Equal(["lookup-log"], item.Answers.Select(a => a.Source).Distinct());
        Assert.Equal(InForce.Sources.Single(s => s.Name == "lookup-log").Fields.Select(f => f.Name), item.Answers.Select(a => a.Field));
        Assert.All(item.Answers, a => Assert.Equal(a.Field == "time" ? Outcome.Available : Outcome.OutsideOrder, a.Outcome));
    }

    [Theory]
    [InlineData("messages.attachments")]
    [InlineData("lookup-log.")]
    [InlineData("everything")]
    public void A_word_that_names_nothing_gets_an_answer(string want)
    {
        var answer = ScopeEngine.Decide(Order(Item("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", want)), InForce, Stores).Items.Single().Answers.Single();

        Assert.Equal((want, "*", Outcome.UnknownSource), (answer.Source, answer.Field, answer.Outcome));
    }

    [Fact]
    public void An_identifier_that_no_key_of_the_source_fits_is_invalid_there()
    {
        var item = Item("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", "identification", "subscriber") with { Identifiers = [new IdentifierFacts("account", "acc-1001")] };

        Assert.Equal(Outcome.IdentifierInvalid, Answers(Subpoena(item), "access-log", "ip").Single().Outcome);
        Assert.Equal(Outcome.Available, Answers(Subpoena(item), "lookup-log", "ip").Single().Outcome);
        Assert.Equal(Outcome.Available, Answers(Subpoena(item), "accounts", "payment").Single().Outcome);
    }

    [Fact]
    public void Subscriber_records_have_no_instant_and_are_not_cut()
    {
        var answers = Answers(Subpoena(Item("2015-01-01T00:00:00Z", "2026-11-01T00:00:00Z", "subscriber")), "accounts", "name");

        Assert.Equal(["available 2015-01-01T00:00:00Z..2026-11-01T00:00:00Z"], Told(answers));
    }

    [Theory]
    [InlineData("DE")]
    [InlineData("GB")]
    [InlineData("USA")]
    [InlineData("")]
    public void Another_jurisdiction_comes_by_treaty(string jurisdiction)
    {
        var facts = Order(Item("2026-11-01T00:00:00Z", "2026-11-22T00:00:00Z", "lookup-log")) with { Jurisdiction = jurisdiction };

        var answer = Answers(facts, "lookup-log", "time").Single();

        Assert.Equal(Outcome.OutOfJurisdiction, answer.Outcome);
        Assert.Contains("MLAT", answer.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_content_was_never_collected_even_for_a_warrant()
    {
        var item = Item("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", "messages");

        Assert.Equal(Outcome.NeverCollected, Answers(Warrant(item), "messages", "content").Single().Outcome);
        var toAnOrder = Answers(Order(item), "messages", "content").Single();
        Assert.Equal(Outcome.InstrumentInsufficient, toAnOrder.Outcome);
        Assert.Contains("end-to-end encrypted", toAnOrder.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void An_insufficient_instrument_says_so_even_for_expired_data()
    {
        var answer = Answers(Subpoena(Item("2026-01-01T00:00:00Z", "2026-11-01T00:00:00Z", "traffic")), "lookup-log", "queried_handle").Single();

        Assert.Equal(Outcome.InstrumentInsufficient, answer.Outcome);
        Assert.Contains("needs a US 2703(d) order", answer.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_period_has_no_answers() =>
        Assert.Empty(ScopeEngine.Decide(Order(Item("2026-11-02T00:00:00Z", "2026-11-01T00:00:00Z", "traffic")), InForce, Stores).Items.Single().Answers);
}
