using System.Text.Json.Nodes;
using CaseDesk.Model.Requests;
using CaseDesk.Policy;

namespace CaseDesk.Features.Letters;

/// <summary>A half-open period, UTC.</summary>
internal readonly record struct Span(DateTimeOffset From, DateTimeOffset To);

internal enum Standing
{
    /// <summary>All that the item asks for is allowed.</summary>
    Whole,
    Part,

    /// <summary>Nothing of it leaves: the item is refused, by a person or by the rules.</summary>
    None,
}

/// <summary>What was decided about one item, from the stored decision alone: what a letter can say of it.</summary>
/// <param name="Reason">The reviewer's words, where she took away what the rules allow; else null, since then the rules speak.</param>
internal sealed record ItemAccount(int Item, string Text, Span Asked, Standing Standing, string? Reason, IReadOnlyList<AllowedData> Allowed, IReadOnlyList<WithheldData> Withheld)
{
    private const string NotWanted = "order.field.not-wanted";

    // The engine's words where a store holds what the policy says was never collected.
    private const string Contradiction = "have the policy corrected before this is sent";

    /// <summary>The cause of data that the rules allow and a reviewer took away; every other cause is the name of an outcome.</summary>
    public const string LeftOut = "left-out";

    /// <summary>True where the decision itself says that it must not be sent as it stands.</summary>
    public bool IsContradicted => Withheld.Any(data => data.Grounds.Any(ground => ground.Explanation.Contains(Contradiction, StringComparison.Ordinal)));

    /// <param name="policy">The policy of the decision, for the names that people read; null where it is not at hand any more.</param>
    public static IReadOnlyList<ItemAccount> Of(LegalRequest request, Approval approval, PolicyDocument? policy)
    {
        var decided = JsonNode.Parse(approval.ScopeJson)!["items"]!.AsArray().ToDictionary(i => i!["item"]!.GetValue<int>(), i => i!["answers"]!.AsArray().Select(Answer.Of).Where(a => a.Rule != NotWanted).ToList());
        var reads = approval.PlanJson.Length == 0 ? [] : PlanJson.Parse(approval.PlanJson).Reads;
        return [.. request.Items.OrderBy(i => i.Number).Select(i => Of(i, approval.Verdicts.First(v => v.Item == i.Number), decided[i.Number], [.. reads.Where(r => r.Item == i.Number)], policy))];
    }

    private static ItemAccount Of(DemandedItem item, ItemVerdictRecord verdict, IReadOnlyList<Answer> answers, IReadOnlyList<PlannedRead> reads, PolicyDocument? policy)
    {
        var names = new DataNames(policy);
        var withheld = WithheldOf(answers, reads, names);
        var standing = reads.Count == 0 ? Standing.None : withheld.Count == 0 ? Standing.Whole : Standing.Part;
        var takenAway = verdict.Decision != "approve" && withheld.Any(w => w.Cause is LeftOut or "overdue");
        return new ItemAccount(item.Number, item.Text, new Span(item.From, item.To), standing, takenAway ? verdict.Reason : null, AllowedOf(answers, reads, names), withheld);
    }

    private static IReadOnlyList<AllowedData> AllowedOf(IReadOnlyList<Answer> answers, IReadOnlyList<PlannedRead> reads, DataNames names) =>
    [
        .. reads.SelectMany(read => read.Windows.GroupBy(window => string.Join(' ', window.Fields.Select(f => f.Name)), StringComparer.Ordinal).Select(same =>
        {
            var fields = same.First().Fields.Select(f => f.Name).ToList();
            return new AllowedData(
                names.Source(read.Source.Name), [.. fields.Select(field => names.Field(read.Source.Name, field))], [.. same.Select(window => new Span(window.From, window.To)).Distinct()],
                read.Source.TimeFrom is null, read.Source.Caveat,
                [.. answers.Where(a => a.MayLeave && a.Source == read.Source.Name && fields.Contains(a.Field)).Select(a => new Ground(a.Explanation, a.Rule, a.Citation)).Distinct()]);
        })),
    ];

    private static IReadOnlyList<WithheldData> WithheldOf(IReadOnlyList<Answer> answers, IReadOnlyList<PlannedRead> reads, DataNames names)
    {
        var pieces = answers.SelectMany(answer => Left(answer, reads).Select(left => (Answer: answer, Left: left, Cause: answer switch { { Outcome: "overdue" } => "overdue", { MayLeave: true } => LeftOut, _ => answer.Outcome }))).ToList();
        // First the fields of one cause and one period, then the periods of one set of fields: never a field beside a period that is not its own.
        var byPeriod = pieces.GroupBy(p => (p.Cause, p.Answer.Source, Rule: p.Cause == LeftOut ? "" : p.Answer.Rule, p.Left))
            .Select(g => (g.Key.Cause, g.Key.Source, g.Key.Rule, g.Key.Left, Fields: g.Select(p => p.Answer.Field).Distinct(StringComparer.Ordinal).ToList(), Grounds: g.Select(p => new Ground(p.Answer.Explanation, p.Answer.Rule, p.Answer.Citation)).ToList()));
        return
        [
            .. byPeriod.GroupBy(p => (p.Cause, p.Source, p.Rule, Fields: string.Join(' ', p.Fields))).Select(g => new WithheldData(
                g.Key.Cause, names.Source(g.Key.Source), [.. g.First().Fields.Where(field => field != "*").Select(field => names.Field(g.Key.Source, field))],
                [.. g.Select(p => p.Left).Where(left => left.From < left.To).OrderBy(left => left.From)], [.. g.SelectMany(p => p.Grounds).Distinct()])),
        ];
    }

    /// <summary>What of an answer does not leave: all of it, or of what may leave the parts that the plan does not read.</summary>
    private static List<Span> Left(Answer answer, IReadOnlyList<PlannedRead> reads)
    {
        if (!answer.MayLeave) return [new Span(answer.From, answer.To)];

        List<Span> left = [];
        var from = answer.From;
        foreach (var window in reads.Where(r => r.Source.Name == answer.Source).SelectMany(r => r.Windows).Where(w => w.Fields.Any(f => f.Name == answer.Field)).OrderBy(w => w.From))
        {
            if (window.To <= from || window.From >= answer.To) continue;
            if (window.From > from) left.Add(new Span(from, window.From));
            from = window.To;
        }
        if (from < answer.To) left.Add(new Span(from, answer.To));
        return left;
    }

    private sealed record Answer(string Source, string Field, DateTimeOffset From, DateTimeOffset To, string Outcome, string Rule, string Citation, string Explanation)
    {
        public bool MayLeave => Outcome is "available" or "preserved" or "overdue";

        public static Answer Of(JsonNode? answer) => new(
            answer!["source"]!.ToString(), answer["field"]!.ToString(), answer["from"]!.GetValue<DateTimeOffset>(), answer["to"]!.GetValue<DateTimeOffset>(),
            answer["outcome"]!.ToString(), answer["rule"]!.ToString(), answer["citation"]!.ToString(), answer["explanation"]!.ToString());
    }
}

/// <param name="IsTimeless">True for records without an event time: the record as it stands answers for any period.</param>
/// <param name="Grounds">What the decision says of them, such as days of which the store holds nothing.</param>
internal sealed record AllowedData(string Source, IReadOnlyList<string> Fields, IReadOnlyList<Span> Periods, bool IsTimeless, string Caveat, IReadOnlyList<Ground> Grounds);

/// <param name="Cause">An outcome of the contract, or <see cref="ItemAccount.LeftOut"/>.</param>
/// <param name="Fields">Empty where words of the order name no field.</param>
internal sealed record WithheldData(string Cause, string Source, IReadOnlyList<string> Fields, IReadOnlyList<Span> Periods, IReadOnlyList<Ground> Grounds);

/// <summary>A sentence of the stored decision with what it rests on.</summary>
internal sealed record Ground(string Explanation, string Rule, string Citation);

/// <summary>The names that people read, as the policy of the decision has them.</summary>
internal sealed class DataNames(PolicyDocument? policy)
{
    public string Source(string name) => Find(name)?.Label ?? name;

    public string Field(string source, string field) => Find(source)?.Field(field)?.Label is { Length: > 0 } label ? label : field;

    private SourceDefinition? Find(string name) => policy?.Sources.FirstOrDefault(source => source.Name == name);
}
