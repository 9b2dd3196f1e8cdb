using CaseDesk.Policy;
using CsCheck;

namespace CaseDesk.Rules.Tests.Policy;

/// <summary>What holds for any request, any store and any reviewer.</summary>
public sealed class ScopeProperties
{
    [Fact]
    public void Answers_partition_the_period_and_neighbours_differ() =>
        Gen.Select(Any.Request, Any.Stores).Sample((request, stores) => AssertPartition(request.Items[0], Decide(request, stores)));

    [Fact]
    public void Every_word_of_a_demand_is_answered() =>
        Gen.Select(Any.Request, Any.Stores).Sample((request, stores) =>
        {
            var item = request.Items[0];
            var answers = Decide(request, stores);
            if (item.From >= item.To)
            {
                Assert.Empty(answers);
                return;
            }

            foreach (var want in item.Wants)
            {
                Assert.Contains(answers, answer =>
                    answer.Source == want
                    || $"{answer.Source}.{answer.Field}" == want
                    || (Courier.Policy.Sources.FirstOrDefault(source => source.Name == answer.Source)?.Field(answer.Field) is { } field && Names.Of(field.Category) == want));
            }
        });

    [Fact]
    public void Every_answer_gives_its_reasons() =>
        Gen.Select(Any.Request, Any.Stores).Sample((request, stores) =>
            Assert.All(Decide(request, stores), answer =>
            {
                Assert.Matches(@"\A[a-z0-9]+([.-][a-z0-9]+)+\z", answer.Rule);
                Assert.NotEmpty(answer.Citation);
                Assert.EndsWith(".", answer.Explanation, StringComparison.Ordinal);
            }));

    [Fact]
    public void A_field_that_never_leaves_is_available_to_nobody() =>
        Gen.Select(Any.Request, Any.Stores).Sample((request, stores) =>
            Assert.DoesNotContain(Decide(request, stores), answer =>
                answer.Outcome is Outcome.Available or Outcome.Overdue or Outcome.Preserved
                && Courier.Policy.Sources.First(source => source.Name == answer.Source).Field(answer.Field)!.NeverDisclosed is not null));

    [Fact]
    public void Nothing_is_available_after_service_or_past_retention() =>
        Gen.Select(Any.Request, Any.Stores).Sample((request, stores) =>
            Assert.All(Decide(request, stores).Where(answer => answer.Outcome == Outcome.Available), answer =>
            {
                Assert.True(answer.To <= request.ServedAt);
                if (Courier.Policy.Sources.First(source => source.Name == answer.Source).Retention is { } retention)
                {
                    Assert.True(answer.From >= new DateTimeOffset(request.ServedAt.AddDays(-retention.Days).Date, TimeSpan.Zero));
                }
            }));

    [Fact]
    public void Expired_is_said_only_where_the_store_holds_nothing_and_overdue_only_where_it_does() =>
        Gen.Select(Any.Request, Any.Stores).Sample((request, stores) =>
            Assert.All(Decide(request, stores).Where(answer => answer.Outcome is Outcome.Expired or Outcome.Overdue), answer =>
            {
                var store = stores[answer.Source];
                bool Holds(DateTimeOffset at) => store.First <= at && at < store.Last && !store.Gaps.Any(gap => gap.From <= at && at < gap.To);
                for (var at = answer.From; at < answer.To; at = at.AddHours(1))
                {
                    Assert.Equal(answer.Outcome == Outcome.Overdue, Holds(at));
                }
            }), iter: 500);

    [Fact]
    public void A_warrant_reaches_what_an_order_reaches_and_an_order_what_a_subpoena_reaches() =>
        Gen.Select(Any.Request, Any.Stores).Sample((request, stores) =>
        {
            HashSet<(string, string, DateTimeOffset, DateTimeOffset)> Available(string instrument, string issuer) =>
                [.. Decide(request with { Instrument = instrument, IssuerKind = issuer }, stores)
                    .Where(answer => answer.Outcome == Outcome.Available)
                    .Select(answer => (answer.Source, answer.Field, answer.From, answer.To))];

            var subpoena = Available("us-grand-jury-subpoena", "grand-jury");
            var order = Available("us-2703d-order", "court");
            Assert.Subset(order, subpoena);
            Assert.Subset(Available("us-search-warrant", "judge"), order);
        });

    [Fact]
    public void The_same_facts_give_the_same_answers() =>
        Gen.Select(Any.Request, Any.Stores).Sample((request, stores) =>
            Assert.Equal(
                ScopeJson.Decision(ScopeEngine.Decide(request, Courier.Policy, stores)).ToJsonString(),
                ScopeJson.Decision(ScopeEngine.Decide(request, PolicyFile.Parse(Courier.Text(), "again.yaml"), stores.Reverse().ToDictionary())).ToJsonString()), iter: 50);

    [Fact]
    public void A_plan_lies_inside_the_decision_and_the_verdict() =>
        Gen.Select(Any.Request, Any.Stores, Gen.OneOf(Verdict.Approve, Verdict.Narrow), Gen.Int[0, 63], Any.Instant, Any.Instant).Sample((request, stores, kind, mask, from, to) =>
        {
            var decision = ScopeEngine.Decide(request, Courier.Policy, stores);
            var allowed = decision.Items[0].Answers.Where(answer => answer.Outcome is Outcome.Available or Outcome.Overdue).ToList();
            var names = allowed.Select(answer => $"{answer.Source}.{answer.Field}").Distinct().Where((_, i) => (mask & (1 << (i % 6))) != 0).ToList();
            var kept = allowed.Where(answer => names.Contains($"{answer.Source}.{answer.Field}")).ToList();
            if (kept.Count > 0)
            {
                // Any period inside what is available may be asked for; one outside is refused, which has its own story.
                (from, to) = (Clamp(from, kept), Clamp(to, kept));
            }

            var verdict = kind == Verdict.Approve ? new ItemVerdict(1, kind) : new ItemVerdict(1, kind, names, from, to);
            var plan = PlanCompiler.Compile("CD-2026-000001", "hash", request, Courier.Policy, decision, [verdict]);

            foreach (var read in plan.Reads)
            {
                Assert.NotEmpty(read.Subjects);
                foreach (var window in read.Windows)
                {
                    foreach (var field in window.Fields)
                    {
                        // Two neighbours (overdue, available) may together carry one window.
                        var carried = allowed.Where(answer => answer.Source == read.Source.Name && answer.Field == field.Name && answer.From < window.To && window.From < answer.To).ToList();
                        Assert.Equal(window.To - window.From, carried.Aggregate(TimeSpan.Zero, (sum, answer) => sum + (Min(answer.To, window.To) - Max(answer.From, window.From))));
                        Assert.True(kind == Verdict.Approve || (names.Contains($"{read.Source.Name}.{field.Name}") && from <= window.From && window.To <= to));
                    }
                }
            }

            Assert.Equal(PlanJson.ToJson(plan).ToJsonString(), PlanJson.ToJson(PlanJson.Parse(PlanJson.ToJson(plan).ToJsonString())).ToJsonString());
        });

    [Fact]
    public void Holds_keep_what_would_be_gone_and_touch_nothing_else() =>
        Gen.Select(Any.Request, Any.Stores, Any.Hold.List[0, 3]).Sample((request, stores, holds) =>
        {
            var without = Decide(request, stores);
            var with = ScopeEngine.Decide(request, Courier.Policy, stores, holds).Items[0].Answers;
            AssertPartition(request.Items[0], with);
            foreach (var answer in with)
            {
                foreach (var before in without.Where(before => before.Source == answer.Source && before.Field == answer.Field && before.From < answer.To && answer.From < before.To))
                {
                    Assert.True(answer.Outcome == before.Outcome || (answer.Outcome == Outcome.Preserved && before.Outcome is Outcome.Expired or Outcome.Overdue));
                }
            }

            Assert.DoesNotContain(with, answer => answer.Outcome == Outcome.Preserved && Courier.Policy.Sources.First(source => source.Name == answer.Source).Field(answer.Field)!.NeverDisclosed is not null);
        });

    [Fact]
    public void A_narrower_period_changes_no_answer_inside_it() =>
        Gen.Select(Any.Request, Any.Stores, Any.Instant, Any.Instant).Sample((request, stores, from, to) =>
        {
            var wide = Decide(request, stores);
            var item = request.Items[0];
            var narrow = Decide(request with { Items = [item with { From = Max(item.From, from), To = Min(item.To, to) }] }, stores);
            Assert.All(narrow, answer => Assert.Equal(answer.Outcome, wide.First(other => other.Source == answer.Source && other.Field == answer.Field && other.From <= answer.From && answer.From < other.To).Outcome));
        });

    [Fact]
    public void Asking_for_less_yields_no_more() =>
        Gen.Select(Any.Request, Any.Stores, Gen.Int[0, 15]).Sample((request, stores, mask) =>
        {
            static HashSet<(string, string, DateTimeOffset, DateTimeOffset, Outcome)> May(IEnumerable<ScopeAnswer> answers) =>
                [.. answers.Where(answer => answer.Outcome is Outcome.Available or Outcome.Overdue or Outcome.Preserved).Select(answer => (answer.Source, answer.Field, answer.From, answer.To, answer.Outcome))];

            var item = request.Items[0];
            var less = request with { Items = [item with { Wants = [.. item.Wants.Where((_, i) => (mask & (1 << i)) != 0)] }] };
            Assert.Subset(May(Decide(request, stores)), May(Decide(less, stores)));
        });

    [Fact]
    public void Along_each_chain_more_authority_never_yields_less() =>
        Gen.Select(Any.Request, Any.Stores).Sample((request, stores) =>
        {
            // Whoever may issue each: a person who may not issue an instrument has no authority to compare.
            IEnumerable<(string, string)> May(string instrument) => Instruments.IssuerKinds
                .SelectMany(kind => Decide(request with { Instrument = instrument, IssuerKind = kind.Name }, stores))
                .Where(answer => answer.Outcome is Outcome.Available or Outcome.Overdue).Select(answer => (answer.Source, answer.Field));

            foreach (var (lower, higher) in Courier.Policy.Chains.SelectMany(chain => chain.Instruments.Zip(chain.Instruments.Skip(1))))
            {
                Assert.Subset(May(higher).ToHashSet(), May(lower).ToHashSet());
            }
        }, iter: 50);

    /// <summary>Days that clocks repeat or skip, leap days and ends of years, in the zones that people write; instants have no such days, and no answer may.</summary>
    [Fact]
    public void Answers_partition_the_period_over_zones_clock_changes_and_leap_days()
    {
        DateTimeOffset[] odd =
        [
            new(2028, 2, 29, 0, 0, 0, TimeSpan.Zero), new(2028, 3, 1, 0, 0, 0, TimeSpan.FromHours(14)), new(2026, 3, 8, 2, 30, 0, TimeSpan.FromHours(-6)), new(2026, 11, 1, 1, 30, 0, TimeSpan.FromHours(-5)),
            new(2026, 11, 1, 1, 30, 0, TimeSpan.FromHours(-6)), new(2026, 3, 29, 2, 0, 0, TimeSpan.FromHours(1)), new(2026, 12, 31, 23, 59, 59, TimeSpan.FromHours(-12)), new(2027, 1, 1, 0, 0, 0, new TimeSpan(5, 45, 0)),
            DateTimeOffset.MinValue, DateTimeOffset.MaxValue,
        ];
        Gen.Select(Any.Request, Any.Stores, Gen.OneOf([.. odd]), Gen.OneOf([.. odd]), Gen.OneOf([.. odd])).Sample((request, stores, from, to, servedAt) =>
        {
            var asked = request with { ServedAt = servedAt, Items = [request.Items[0] with { From = from, To = to }] };
            AssertPartition(asked.Items[0], Decide(asked, stores));
        });
    }

    private static void AssertPartition(ItemFacts item, IReadOnlyList<ScopeAnswer> all)
    {
        Assert.Equal(all.Count, all.ToList().Count);
        Assert.Equal(all, Enumerable.Range(0, all.Count).Select(i => all[i]));
        foreach (var group in all.GroupBy(answer => (answer.Source, answer.Field)))
        {
            var answers = group.ToList();
            Assert.Equal(item.From, answers[0].From);
            Assert.Equal(item.To, answers[^1].To);
            Assert.All(answers, answer => Assert.True(answer.From < answer.To && answer.From.Offset == TimeSpan.Zero));
            Assert.All(answers.Zip(answers.Skip(1)), pair =>
            {
                Assert.Equal(pair.First.To, pair.Second.From);
                Assert.NotEqual(pair.First.Outcome, pair.Second.Outcome);
            });
        }
    }

    private static IReadOnlyList<ScopeAnswer> Decide(RequestFacts request, Dictionary<string, SourceInventory> stores) =>
        ScopeEngine.Decide(request, Courier.Policy, stores).Items[0].Answers;

    private static DateTimeOffset Clamp(DateTimeOffset at, List<ScopeAnswer> answers) =>
        Max(answers.Min(answer => answer.From), Min(answers.Max(answer => answer.To), at));

    private static DateTimeOffset Min(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;

    private static DateTimeOffset Max(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
