namespace CaseDesk.Policy;

/// <summary>What a plan would read and is not allowed.</summary>
/// <param name="Item">Number of the item.</param>
/// <param name="Source">Source name.</param>
/// <param name="Field">Field name; <c>*</c> where the whole read is meant.</param>
/// <param name="From">Inclusive, UTC.</param>
/// <param name="To">Exclusive, UTC.</param>
/// <param name="Subject">Set where a subject is not allowed; it is personal, and no part of the reason.</param>
/// <param name="Reason">One plain sentence.</param>
public sealed record PlanExcess(int Item, string Source, string Field, DateTimeOffset From, DateTimeOffset To, PlannedSubject? Subject, string Reason);

/// <summary>Whether one plan lies within another: an approval stays lawful under another policy where its plan lies within what that policy would let a reviewer approve.</summary>
public static class PlanContainment
{
    private const string NotAllowed = "It may not be read for this period.";

    /// <summary>What an approved plan reads and nobody could approve under this policy.</summary>
    /// <param name="policy">The version that <paramref name="decision"/> was made under, for example one that is to be published.</param>
    /// <param name="decision">The answers to the same request under that policy.</param>
    public static IReadOnlyList<PlanExcess> Exceeds(ExtractionPlan plan, RequestFacts facts, PolicyDocument policy, ScopeDecision decision) =>
        Exceeds(plan, PlanCompiler.Compile(plan.Request, plan.ScopeHash, facts, policy, decision, [.. decision.Items.Select(item => new ItemVerdict(item.Item, Verdict.Approve))]));

    /// <summary>What <paramref name="plan"/> reads and <paramref name="allowed"/> does not, in the order of the plan: for a read that is made in another way or of other subjects that, then field by field. Empty where it lies within.</summary>
    public static IReadOnlyList<PlanExcess> Exceeds(ExtractionPlan plan, ExtractionPlan allowed)
    {
        var excesses = new List<PlanExcess>();
        foreach (var read in plan.Reads)
        {
            var other = allowed.Reads.FirstOrDefault(other => other.Item == read.Item && string.Equals(other.Source.Name, read.Source.Name, StringComparison.Ordinal));
            if (other is not null)
            {
                var whole = new PlanExcess(read.Item, read.Source.Name, "*", read.Windows[0].From, read.Windows[^1].To, null, "");
                excesses.AddRange(Changed(read.Source, other.Source).Select(reason => whole with { Reason = reason }));
                excesses.AddRange(read.Subjects.Where(subject => !other.Subjects.Contains(subject)).Select(subject => whole with { Subject = subject, Reason = "The subject is not one whose records may be read here, or its records are found in another way." }));
            }

            foreach (var field in read.Windows.SelectMany(window => window.Fields).Distinct())
            {
                foreach (var window in read.Windows.Where(window => window.Fields.Contains(field)))
                {
                    AddField(excesses, read, window, field, other?.Windows ?? []);
                }
            }
        }

        return excesses;
    }

    private static IEnumerable<string> Changed(PlannedSource source, PlannedSource allowed)
    {
        if (source.Location != allowed.Location)
        {
            yield return $"The source is now read from {allowed.Location}, not from {source.Location}.";
        }

        if ((source.Format, source.Compression) != (allowed.Format, allowed.Compression))
        {
            yield return $"The source is now read as {Names.Of(allowed.Format)} with compression {Names.Of(allowed.Compression)}, not as {Names.Of(source.Format)} with {Names.Of(source.Compression)}.";
        }

        if ((source.TimeFrom, source.TimeFormat) != (allowed.TimeFrom, allowed.TimeFormat))
        {
            yield return $"The time of a record is now {Time(allowed)}, not {Time(source)}.";
        }

        if ((source.Zone, source.Year) != (allowed.Zone, allowed.Year))
        {
            yield return $"A time that says less is now taken {Clock(allowed)}, not {Clock(source)}.";
        }

        if (source.Encoding != allowed.Encoding)
        {
            yield return $"The source is now read in {Names.Of(allowed.Encoding)}, not in {Names.Of(source.Encoding)}.";
        }

        if (source.Pattern != allowed.Pattern)
        {
            yield return "The lines of the source are now described by another pattern.";
        }

        // The engine is left out: whichever reads, it gives the same records.
        if ((source.Lateness, source.LiteralSafe, source.SortedBy) != (allowed.Lateness, allowed.LiteralSafe, allowed.SortedBy))
        {
            yield return $"The records are now looked for {Search(allowed)}, not {Search(source)}.";
        }
    }

    private static string Clock(PlannedSource source) =>
        $"in {source.Zone ?? "no zone"}{(source.Year is { } year ? FormattableString.Invariant($" and in {year}") : "")}";

    private static string Search(PlannedSource source) =>
        $"in the files within {Durations.Write(source.Lateness)} of the period{(source.SortedBy is { } sorted ? $" that are sorted by {sorted}" : "")}{(source.LiteralSafe ? "" : ", in every record of them")}";

    private static string Told(PlannedField field) =>
        field.Derive is { } derive ? $"{Names.Of(derive)}{(field.Parameter is { } name ? $" {name}" : "")} of {field.From}" : field.From;

    private static string Time(PlannedSource source) => source.TimeFrom is null ? "without meaning" : $"read from {source.TimeFrom} as {Names.Of(source.TimeFormat)}";

    private static void AddField(List<PlanExcess> excesses, PlannedRead read, PlannedWindow window, PlannedField field, IReadOnlyList<PlannedWindow> allowed)
    {
        var rest = new Period(window.From, window.To);
        foreach (var other in allowed)
        {
            var part = rest.Within(new Period(other.From, other.To));
            if (part.IsEmpty)
            {
                continue;
            }

            Add(new Period(rest.From, part.From), NotAllowed);
            if (!other.Fields.Contains(field))
            {
                var changed = other.Fields.FirstOrDefault(same => string.Equals(same.Name, field.Name, StringComparison.Ordinal));
                Add(part, changed is null ? NotAllowed : $"Its value is now read from {Told(changed)}, not from {Told(field)}.");
            }

            rest = rest.Since(part.To);
        }

        Add(rest, NotAllowed);

        void Add(Period period, string reason)
        {
            if (period.IsEmpty)
            {
                return;
            }

            var excess = new PlanExcess(read.Item, read.Source.Name, field.Name, period.From, period.To, null, reason);
            if (excesses.Count > 0 && excesses[^1] is var last && last.To == excess.From && last with { From = excess.From, To = excess.To } == excess)
            {
                excesses[^1] = last with { To = excess.To };
            }
            else
            {
                excesses.Add(excess);
            }
        }
    }
}
