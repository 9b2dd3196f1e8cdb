using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Policy;

public sealed class DecidingScope
{
    [Theory]
    [InlineData("us-administrative-subpoena", "agency", "identification", Outcome.Available)]
    [InlineData("us-grand-jury-subpoena", "grand-jury", "identification", Outcome.Available)]
    [InlineData("us-trial-subpoena", "prosecutor", "identification", Outcome.Available)]
    [InlineData("us-grand-jury-subpoena", "grand-jury", "traffic", Outcome.InstrumentInsufficient)]
    [InlineData("us-2703d-order", "judge", "traffic", Outcome.Available)]
    [InlineData("us-2703d-order", "police", "traffic", Outcome.InstrumentInsufficient)]
    [InlineData("us-search-warrant", "judge", "traffic", Outcome.Available)]
    [InlineData("us-search-warrant", "prosecutor", "traffic", Outcome.InstrumentInsufficient)]
    [InlineData("user-consent", "user", "traffic", Outcome.Available)]
    [InlineData("us-civil-subpoena", "party", "identification", Outcome.InstrumentInsufficient)]
    [InlineData("us-pen-register-order", "court", "identification", Outcome.InstrumentInsufficient)]
    [InlineData("mlat-request", "prosecutor", "identification", Outcome.InstrumentInsufficient)]
    [InlineData("uk-copo", "judge", "identification", Outcome.InstrumentInsufficient)]
    [InlineData("us-emergency-request", "police", "identification", Outcome.InstrumentInsufficient)]
    [InlineData("a-polite-letter", "police", "identification", Outcome.InstrumentInsufficient)]
    public void Asks_whether_the_instrument_reaches_the_category(string instrument, string issuer, string want, Outcome expected)
    {
        var answers = Courier.Answers(Courier.Request(want, instrument, issuer));

        var field = want == "traffic" ? "queried_handle" : "account";
        Assert.Equal(expected, Assert.Single(answers.About("lookup-log", field)).Outcome);
    }

    [Fact]
    public void Reaches_subscriber_records_by_subpoena_whatever_the_period()
    {
        var answers = Courier.Answers(Courier.Request("accounts", "us-grand-jury-subpoena", "grand-jury", from: "2020-01-01T00:00:00Z"));

        Assert.Equal(["account", "name", "email", "phone", "created", "payment"], answers.Select(answer => answer.Field));
        Assert.All(answers, answer => Assert.Equal(Outcome.Available, answer.Outcome));
        Assert.Contains("life of the account plus 90 days", answers[0].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Reaches_a_query_string_by_warrant_only()
    {
        var ip = new IdentifierFacts("ip", "203.0.113.7");
        var from = "2026-11-21T00:00:00Z";
        var to = "2026-11-22T00:00:00Z";

        var byOrder = Courier.Answers(Courier.Request("access-log", from: from, to: to, identifier: ip));
        var byWarrant = Courier.Answers(Courier.Request("access-log", "us-search-warrant", from: from, to: to, identifier: ip));

        Assert.Equal(Outcome.Available, Assert.Single(byOrder.About("access-log", "path")).Outcome);
        Assert.Equal(Outcome.InstrumentInsufficient, Assert.Single(byOrder.About("access-log", "query")).Outcome);
        Assert.Equal("sca.warrant.content", Assert.Single(byWarrant.About("access-log", "query")).Rule);
        Assert.Equal(Outcome.NeverDisclosed, Assert.Single(byWarrant.About("access-log", "referrer")).Outcome);
    }

    [Fact]
    public void Tells_what_would_be_enough()
    {
        var answer = Courier.Answers(Courier.Request("lookup-log", "us-grand-jury-subpoena", "grand-jury")).About("lookup-log", "app")[0];

        Assert.Contains("It needs a 2703(d) order, a search warrant or the consent of the user.", answer.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_who_would_have_to_issue_it()
    {
        var answer = Courier.Answers(Courier.Request("traffic", issuer: "police")).About("lookup-log", "app")[0];

        Assert.Equal("authority.issuer.not-entitled", answer.Rule);
        Assert.Contains("A 2703(d) order that was issued by a police department does not reach traffic data", answer.Explanation, StringComparison.Ordinal);
        Assert.EndsWith("issued by court or judge.", answer.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Lets_a_forbid_outweigh_a_permit()
    {
        var forbid = Courier.Policy.Rules[0] with { Id = "courier.test.forbid", Effect = RuleEffect.Forbid, Instruments = ["us-2703d-order"], IssuerKinds = [], Categories = [DataCategory.Traffic], Fields = [] };
        var policy = Courier.Policy with { Rules = [.. Courier.Policy.Rules, forbid] };

        var answers = Courier.Answers(Courier.Request("traffic"), policy: policy);

        Assert.Equal("courier.test.forbid", answers.About("lookup-log", "app")[0].Rule);
        Assert.Equal(Outcome.InstrumentInsufficient, answers.About("lookup-log", "app")[0].Outcome);
    }

    [Theory]
    [InlineData("us-civil-subpoena", "party", "traffic", "sca.civil.records", "may be disclosed if Courier determines so")]
    [InlineData("us-civil-subpoena", "party", "content", "sca.civil.content", "never yields the contents")]
    [InlineData("us-emergency-request", "police", "traffic", "sca.emergency.records", "may be disclosed if Courier determines in good faith")]
    [InlineData("us-preservation-request", "police", "traffic", "sca.preservation", "it discloses nothing")]
    [InlineData("eu-epoc", "judge", "traffic", "authority.instrument.not-supported", "Regulation (EU) 2023/1543")]
    [InlineData("us-nsl", "agency", "subscriber", "authority.instrument.not-supported", "national security counsel")]
    public void Says_what_may_be_done_where_nothing_is_reached(string instrument, string issuer, string want, string rule, string words)
    {
        var answers = Courier.Answers(Courier.Request(want, instrument, issuer)).Where(answer => answer.Outcome == Outcome.InstrumentInsufficient).ToList();

        Assert.NotEmpty(answers);
        Assert.All(answers, answer =>
        {
            Assert.Equal(rule, answer.Rule);
            Assert.Contains(words, answer.Explanation, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Lets_a_rule_that_nobody_verified_decide_nothing()
    {
        var answers = Courier.Answers(Courier.Request("traffic", "uk-copo", "judge"));

        Assert.All(answers.Where(answer => answer.Outcome != Outcome.OutsideOrder && answer.Outcome != Outcome.NeverDisclosed), answer => Assert.Equal("authority.instrument.silent", answer.Rule));
    }

    [Fact]
    public void Reaches_no_field_that_a_rule_of_fields_does_not_name()
    {
        var rules = Courier.Policy.Rules.Where(rule => rule.Id != "sca.subpoena.payment").ToList();
        var answers = Courier.Answers(Courier.Request("accounts", "us-trial-subpoena", "prosecutor"), policy: Courier.Policy with { Rules = rules });

        Assert.Equal(Outcome.InstrumentInsufficient, answers.About("accounts", "payment")[0].Outcome);
        Assert.Equal("18 U.S.C. § 2703(c)(2)(A)", answers.About("accounts", "name")[0].Citation);
    }

    [Fact]
    public void Keeps_a_field_shorter_than_the_record_it_stands_in()
    {
        var lookups = Courier.Policy.Sources[1];
        var policy = Courier.Policy with
        {
            Sources = [Courier.Policy.Sources[0], lookups with { Fields = [.. lookups.Fields.Select(field => field.Name == "ip" ? field with { Retention = new Retention(7, ByDay: true) } : field)] }],
        };

        var answers = Courier.Answers(Courier.Request("lookup-log", from: "2026-10-15T00:00:00Z"), policy: policy);

        Assert.Equal([Outcome.Expired, Outcome.Available], answers.About("lookup-log", "time").Select(answer => answer.Outcome));
        Assert.Equal([Outcome.Expired, Outcome.Overdue, Outcome.Available], answers.About("lookup-log", "ip").Select(answer => answer.Outcome));
        Assert.Equal(Courier.At("2026-11-17T00:00:00Z"), answers.About("lookup-log", "ip")[2].From);
        Assert.Equal("courier-1, sources.lookup-log.fields.ip.retention", answers.About("lookup-log", "ip")[1].Citation);
        Assert.Contains("whether they are still there is not known", answers.About("lookup-log", "ip")[1].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Cuts_at_the_start_of_the_utc_day_of_service_less_the_period()
    {
        var answers = Courier.Answers(Courier.Request("lookup-log.time", from: "2026-10-15T00:00:00Z")).About("lookup-log", "time");

        Assert.Equal([Outcome.Expired, Outcome.Available], answers.Select(answer => answer.Outcome));
        Assert.Equal(Courier.LookupCutOff, answers[0].To);
        Assert.Equal(Courier.LookupCutOff, answers[1].From);
        Assert.Equal("courier.lookup-log.retention", answers[0].Rule);
        Assert.Contains("before 2026-10-30 UTC", answers[0].Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-10-30T00:00:00Z", Outcome.Available)]
    [InlineData("2026-10-29T23:59:59.9999999Z", Outcome.Expired)]
    public void Keeps_the_first_instant_of_the_cut_off_day(string from, Outcome first)
    {
        var answers = Courier.Answers(Courier.Request("lookup-log.time", from: from)).About("lookup-log", "time");

        Assert.Equal(first, answers[0].Outcome);
    }

    [Fact]
    public void Cuts_to_the_tick_where_the_store_deletes_by_record()
    {
        var policy = WithLookups(source => source with { Retention = new Retention(25, ByDay: false) });

        var answers = Courier.Answers(Courier.Request("lookup-log.time", from: "2026-10-15T00:00:00Z"), SourceInventory.Empty, policy).About("lookup-log", "time");

        Assert.Equal(Courier.At("2026-10-30T02:03:04Z"), answers[1].From);
    }

    [Fact]
    public void Counts_a_leap_day_as_a_day()
    {
        var request = Courier.Request("lookup-log.time", from: "2028-02-01T00:00:00Z", to: "2028-03-20T00:00:00Z") with { ServedAt = Courier.At("2028-03-25T12:00:00Z") };

        var answers = Courier.Answers(request, SourceInventory.Empty).About("lookup-log", "time");

        // 25 days before 25 March 2028 is 29 February; in a common year it would be 28 February.
        Assert.Equal(Courier.At("2028-02-29T00:00:00Z"), answers[1].From);
    }

    [Fact]
    public void Says_overdue_and_not_expired_while_the_store_still_holds_the_data()
    {
        var store = new SourceInventory(
            Courier.At("2026-10-10T00:00:00Z"),
            Courier.At("2026-11-24T00:00:00Z"),
            [(Courier.At("2026-10-12T00:00:00Z"), Courier.At("2026-10-14T00:00:00Z"))]);

        var answers = Courier.Answers(Courier.Request("lookup-log.time", from: "2026-10-01T00:00:00Z"), store).About("lookup-log", "time");

        Assert.Equal([Outcome.Expired, Outcome.Overdue, Outcome.Expired, Outcome.Overdue, Outcome.Available], answers.Select(answer => answer.Outcome));
        Assert.Equal(Courier.At("2026-10-12T00:00:00Z"), answers[1].To);
        Assert.Contains("a reviewer decides", answers[1].Explanation, StringComparison.Ordinal);
        Assert.DoesNotContain("no longer holds", answers[1].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_gaps_that_overlap_or_stand_out_of_order()
    {
        var store = new SourceInventory(
            Courier.At("2026-10-10T00:00:00Z"),
            Courier.At("2026-11-24T00:00:00Z"),
            [
                (Courier.At("2026-10-13T00:00:00Z"), Courier.At("2026-10-14T00:00:00Z")),
                (Courier.At("2026-10-12T00:00:00Z"), Courier.At("2026-10-20T00:00:00Z")),
                (Courier.At("2026-10-09T00:00:00Z"), Courier.At("2026-10-11T00:00:00Z")),
            ]);

        var answers = Courier.Answers(Courier.Request("lookup-log.time", from: "2026-10-01T00:00:00Z"), store).About("lookup-log", "time");

        Assert.Equal([Outcome.Expired, Outcome.Overdue, Outcome.Expired, Outcome.Overdue, Outcome.Available], answers.Select(answer => answer.Outcome));
        Assert.Equal(
            ["2026-10-01T00:00:00Z", "2026-10-11T00:00:00Z", "2026-10-12T00:00:00Z", "2026-10-20T00:00:00Z", "2026-10-30T00:00:00Z"],
            answers.Select(answer => Instants.Write(answer.From)));
    }

    [Fact]
    public void Says_never_collected_before_collection_began()
    {
        var answers = Courier.Answers(Courier.Request("lookup-log.time", from: "2025-10-01T00:00:00Z")).About("lookup-log", "time");

        Assert.Equal([Outcome.NeverCollected, Outcome.Expired, Outcome.Available], answers.Select(answer => answer.Outcome));
        Assert.Equal(Courier.At("2025-11-01T00:00:00Z"), answers[0].To);
    }

    [Fact]
    public void Takes_the_first_record_held_as_the_beginning_of_collection_where_the_policy_says_so()
    {
        var ip = new IdentifierFacts("ip", "203.0.113.7");

        var answers = Courier.Answers(Courier.Request("access-log.time", from: "2026-11-01T00:00:00Z", to: "2026-11-24T00:00:00Z", identifier: ip)).About("access-log", "time");
        var empty = ScopeEngine.Decide(Courier.Request("access-log.time", identifier: ip), Courier.Policy, new Dictionary<string, SourceInventory>()).Items[0].Answers.About("access-log", "time");

        Assert.Equal([Outcome.NeverCollected, Outcome.Available], answers.Select(answer => answer.Outcome));
        Assert.Equal(Courier.At("2026-11-20T00:05:00Z"), answers[0].To);
        Assert.Contains("2026-11-23 23:59:00 UTC to 2026-11-24 UTC", answers[1].Explanation, StringComparison.Ordinal);
        Assert.Equal(Outcome.NeverCollected, Assert.Single(empty).Outcome);
    }

    [Fact]
    public void Says_never_collected_of_messages_even_to_a_warrant()
    {
        var answer = Assert.Single(Courier.Answers(Courier.Request("messages", "us-search-warrant", "judge")));

        Assert.Equal(Outcome.NeverCollected, answer.Outcome);
        Assert.Contains("end-to-end encrypted", answer.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Does_not_send_anyone_for_a_warrant_that_would_find_nothing()
    {
        var answer = Assert.Single(Courier.Answers(Courier.Request("messages", "us-grand-jury-subpoena", "grand-jury")));

        Assert.Equal(Outcome.InstrumentInsufficient, answer.Outcome);
        Assert.Contains("Even then there would be none", answer.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Ends_every_item_at_service()
    {
        var answers = Courier.Answers(Courier.Request("lookup-log.time", to: "2026-12-01T00:00:00Z")).About("lookup-log", "time");

        Assert.Equal([Outcome.Available, Outcome.OutsideOrder], answers.Select(answer => answer.Outcome));
        Assert.Equal(Courier.ServedAt, answers[1].From);
        Assert.Equal("order.period.after-service", answers[1].Rule);
    }

    [Fact]
    public void Leaves_out_what_the_item_does_not_want()
    {
        var answers = Courier.Answers(Courier.Request("lookup-log.time"));

        Assert.Equal(11, answers.Count);
        Assert.Equal(Outcome.Available, answers[0].Outcome);
        Assert.All(answers.Skip(1), answer => Assert.Equal(Outcome.OutsideOrder, answer.Outcome));
        Assert.All(answers, answer => Assert.Equal("lookup-log", answer.Source));
    }

    [Fact]
    public void Never_discloses_a_field_that_never_leaves()
    {
        var answers = Courier.Answers(Courier.Request("lookup-log", "us-search-warrant", "judge"));

        Assert.Equal(
            ["push_token", "geo", "contact_hash"],
            answers.Where(answer => answer.Outcome == Outcome.NeverDisclosed).Select(answer => answer.Field));
    }

    [Fact]
    public void Sends_other_jurisdictions_to_the_treaty()
    {
        var answers = Courier.Answers(Courier.Request("lookup-log", jurisdiction: "FR"));

        Assert.All(answers, answer => Assert.Equal(Outcome.OutOfJurisdiction, answer.Outcome));
        Assert.Contains("MLAT", answers[0].Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("US", true)]
    [InlineData("US-NY", true)]
    [InlineData("USA", false)]
    [InlineData("UM", false)]
    [InlineData("", false)]
    public void Serves_a_country_with_its_subdivisions(string jurisdiction, bool served)
    {
        var answers = Courier.Answers(Courier.Request("lookup-log", jurisdiction: jurisdiction));

        Assert.Equal(served, answers[0].Outcome != Outcome.OutOfJurisdiction);
    }

    [Theory]
    [InlineData("email", "a@b.example")]
    [InlineData("ip", "not-an-address")]
    public void Says_when_no_identifier_fits(string type, string value)
    {
        var answers = Courier.Answers(Courier.Request("lookup-log.time", identifier: new IdentifierFacts(type, value)));

        Assert.Equal(Outcome.IdentifierInvalid, answers[0].Outcome);
        Assert.Equal("courier.lookup-log.subject-keys", answers[0].Rule);
    }

    [Theory]
    [InlineData("lookuplog")]
    [InlineData("lookup-log.colour")]
    [InlineData("Traffic")]
    [InlineData("")]
    public void Answers_once_for_a_word_that_names_nothing(string want)
    {
        var answers = Courier.Answers(Courier.Request([want, "lookup-log.time"], to: "2026-12-20T00:00:00Z"));

        var answer = Assert.Single(answers, answer => answer.Outcome == Outcome.UnknownSource);
        Assert.Equal((want, "*"), (answer.Source, answer.Field));
        Assert.Equal(Courier.At("2026-12-20T00:00:00Z"), answer.To);
        Assert.NotEmpty(answers.About("lookup-log", "time"));
    }

    [Fact]
    public void Asks_the_instrument_before_it_looks_at_time()
    {
        var answers = Courier.Answers(Courier.Request("lookup-log.app", "us-grand-jury-subpoena", "grand-jury", from: "2025-01-01T00:00:00Z", to: "2025-02-01T00:00:00Z"));

        Assert.Equal(Outcome.InstrumentInsufficient, answers.About("lookup-log", "app")[0].Outcome);
    }

    [Fact]
    public void Puts_its_reasons_in_the_order_that_is_documented()
    {
        // Everything at once is wrong with this demand; each repair uncovers the next reason.
        var email = new IdentifierFacts("email", "a@b.example");
        var (from, to) = ("2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z");
        Outcome First(string want, string jurisdiction, string instrument, IdentifierFacts identifier, string field) =>
            Courier.Answers(Courier.Request(want, instrument, "judge", jurisdiction, from, to, identifier)).First(answer => answer.Field == field).Outcome;

        Assert.Equal(Outcome.UnknownSource, First("nothing", "FR", "us-civil-subpoena", email, "*"));
        Assert.Equal(Outcome.OutOfJurisdiction, First("lookup-log.time", "FR", "us-civil-subpoena", email, "geo"));
        Assert.Equal(Outcome.OutsideOrder, First("lookup-log.time", "US", "us-civil-subpoena", email, "geo"));
        Assert.Equal(Outcome.NeverDisclosed, First("lookup-log", "US", "us-civil-subpoena", email, "geo"));
        Assert.Equal(Outcome.InstrumentInsufficient, First("lookup-log", "US", "us-civil-subpoena", email, "app"));
        Assert.Equal(Outcome.IdentifierInvalid, First("lookup-log", "US", "us-2703d-order", email, "app"));
        Assert.Equal(Outcome.NeverCollected, First("lookup-log", "US", "us-2703d-order", Courier.Account, "app"));
    }

    [Fact]
    public void Warns_that_an_address_is_matched_without_its_port_where_the_log_has_none()
    {
        var ip = new IdentifierFacts("ip", "203.0.113.7", Port: 4711);

        var answers = Courier.Answers(Courier.Request(["access-log.time", "lookup-log.time"], from: "2026-11-21T00:00:00Z", to: "2026-11-22T00:00:00Z", identifier: ip));

        Assert.Contains("records no ports", answers.About("access-log", "time")[0].Explanation, StringComparison.Ordinal);
        Assert.DoesNotContain("records no ports", answers.About("lookup-log", "time")[0].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Does_not_hide_that_the_store_contradicts_the_policy()
    {
        var store = new SourceInventory(Courier.At("2025-01-01T00:00:00Z"), Courier.At("2026-11-24T00:00:00Z"), []);

        var answer = Courier.Answers(Courier.Request("lookup-log.time", from: "2025-01-01T00:00:00Z"), store).About("lookup-log", "time")[0];

        Assert.Equal(Outcome.NeverCollected, answer.Outcome);
        Assert.Contains("nevertheless holds", answer.Explanation, StringComparison.Ordinal);
    }

    private static PolicyDocument WithLookups(Func<SourceDefinition, SourceDefinition> change) =>
        Courier.Policy with { Sources = [.. Courier.Policy.Sources.Select(source => source.Name == "lookup-log" ? change(source) : source)] };
}
