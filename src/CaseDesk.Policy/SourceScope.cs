namespace CaseDesk.Policy;

/// <summary>A period of equal outcome and why. Fields that share their reasons share the list of these.</summary>
internal readonly record struct Part(Period Period, Reason Reason);

/// <summary>The answers of one item about one source: for each field the list of its parts.</summary>
internal sealed record SourceAnswers(SourceDefinition Source, IReadOnlyList<Part>[] ByField);

/// <summary>Answers for one item about one source it wants. The order of the questions below is the order of precedence.</summary>
internal sealed class SourceScope(ItemFacts item, WantedSource wanted, Period asked, Authority authority, SourceTimeline timeline, IReadOnlyList<HoldFacts> knownHolds, Reasons reasons)
{
    private readonly Period ordered = asked.Before(timeline.ServedAt);
    private readonly Period afterService = asked.Since(timeline.ServedAt);
    private readonly IReadOnlyList<PlannedSubject> subjects = Subjects.Fitting(item.Identifiers, wanted.Source);
    private readonly List<(Reach? Reach, Retention? Shorter, IReadOnlyList<Part> Parts)> shared = [];
    private IReadOnlyList<Part>? notWanted;
    private IReadOnlyList<Part>? never;
    private Holds? holds;

    public SourceAnswers Answer()
    {
        var source = wanted.Source;
        var byField = new IReadOnlyList<Part>[source.Fields.Count];
        if (reasons.OutOfJurisdiction is { } elsewhere)
        {
            Array.Fill(byField, [new Part(asked, elsewhere)]);

            return new SourceAnswers(source, byField);
        }

        for (var f = 0; f < byField.Length; f++)
        {
            byField[f] = wanted.Fields[f] ? Wanted(f) : notWanted ??= [new Part(asked, Reasons.NotWanted)];
        }

        return new SourceAnswers(source, byField);
    }

    private IReadOnlyList<Part> Wanted(int position)
    {
        var field = wanted.Source.Fields[position];
        if (field.NeverDisclosed is not null)
        {
            return never ??= Parts(reasons.NeverDisclosed);
        }

        var reach = authority.Over(wanted.Source, position);
        foreach (var known in shared)
        {
            if (ReferenceEquals(known.Reach, reach) && Equals(known.Shorter, field.Retention))
            {
                return known.Parts;
            }
        }

        var parts = Reached(reach, field.Retention);
        shared.Add((reach, field.Retention, parts));

        return parts;
    }

    private List<Part> Reached(Reach reach, Retention? shorter)
    {
        if (!reach.Permitted)
        {
            return Parts(Reasons.Insufficient(reach, wanted.Source));
        }

        // A source that was never collected has no keys; no identifier could fit, and that would be the wrong reason.
        if (subjects.Count == 0 && wanted.Source.NeverCollected is null)
        {
            return Parts(reasons.IdentifierInvalid(wanted.Source, item.Identifiers));
        }

        holds ??= new Holds(knownHolds, wanted.Source, subjects, timeline.ServedAt);
        var parts = new List<Part>();
        foreach (var (period, outcome) in ordered.IsEmpty ? [] : timeline.Cut(ordered, shorter, holds))
        {
            parts.Add(new Part(period, new ByTime(reasons, timeline, outcome, reach, shorter, holds, Subjects.LosePort(item.Identifiers, wanted.Source))));
        }

        return WithAfterService(parts);
    }

    private List<Part> Parts(Reason reason) => WithAfterService(ordered.IsEmpty ? [] : [new Part(ordered, reason)]);

    private List<Part> WithAfterService(List<Part> parts)
    {
        if (!afterService.IsEmpty)
        {
            parts.Add(new Part(afterService, reasons.AfterService));
        }

        return parts;
    }
}
