using CaseDesk.Policy;

namespace CaseDesk.Look;

/// <summary>One part of a source's time with one answer.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Fields">How many of the wanted fields have this answer, in words; empty where all have it.</param>
/// <param name="Why">One plain sentence.</param>
public sealed record StripSegment(DateTimeOffset From, DateTimeOffset To, Outcome Outcome, string Fields = "", string Why = "");

/// <summary>The band of a source's retention: what is kept at the instant of service.</summary>
/// <param name="From">First instant kept.</param>
/// <param name="Words">For example <c>kept 25 days</c>.</param>
public sealed record StripRetention(DateTimeOffset From, string Words);

/// <summary>One row of a strip: a source, its answers over time, and what is kept of it.</summary>
/// <param name="Segments">Disjoint, in order of time.</param>
public sealed record StripSource(string Label, IReadOnlyList<StripSegment> Segments, StripRetention? Kept = null)
{
    /// <summary>
    /// The answer that a strip shows where the fields of a source differ: what can be given before what cannot,
    /// then what time took away before what the law does not reach, and last what nobody asked for.
    /// </summary>
    private static readonly Outcome[] Precedence =
    [
        Outcome.Available, Outcome.Preserved, Outcome.Overdue, Outcome.Expired, Outcome.NeverCollected,
        Outcome.InstrumentInsufficient, Outcome.OutOfJurisdiction, Outcome.IdentifierInvalid, Outcome.UnknownSource,
        Outcome.NeverDisclosed, Outcome.OutsideOrder,
    ];

    /// <summary>Folds the answers of one source, one for each field and interval, into one row. Fields that were not wanted do not count.</summary>
    public static StripSource Of(string label, IEnumerable<ScopeAnswer> answers, StripRetention? kept = null)
    {
        ScopeAnswer[] all = [.. answers.Where(answer => answer.From < answer.To)];
        DateTimeOffset[] cuts = [.. all.SelectMany(answer => new[] { answer.From, answer.To }).Distinct().Order()];

        var segments = new List<StripSegment>();
        foreach (var (from, to) in cuts.Zip(cuts.Skip(1)))
        {
            ScopeAnswer[] here = [.. all.Where(answer => answer.From <= from && answer.To >= to)];
            if (here.Length == 0) continue;

            var segment = Fold(from, to, here);
            if (segments.Count > 0 && segments[^1] is var last && last.To == from && last with { From = from, To = to } == segment) segments[^1] = last with { To = to };
            else segments.Add(segment);
        }
        return new StripSource(label, segments, kept);
    }

    private static StripSegment Fold(DateTimeOffset from, DateTimeOffset to, ScopeAnswer[] here)
    {
        var shown = here.MinBy(answer => Array.IndexOf(Precedence, answer.Outcome))!;
        var wanted = here.Count(answer => answer.Outcome is not Outcome.OutsideOrder);
        var alike = here.Count(answer => answer.Outcome == shown.Outcome);
        var fields = shown.Outcome is Outcome.OutsideOrder || alike == wanted ? "" : $"{alike} of {Words.Count(wanted, "field", "fields")}";
        return new StripSegment(from, to, shown.Outcome, fields, shown.Explanation);
    }
}
