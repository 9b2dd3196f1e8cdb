namespace CaseDesk.Policy;

/// <summary>A period of equal outcome.</summary>
internal readonly record struct Part(Period Period, Outcome Outcome);

/// <summary>The answers about a field, and about every other field of the source of which the same holds.</summary>
/// <param name="reason">Why each part is what it is.</param>
/// <param name="afterService">Why the part after service is outside the order; null where the whole is, for a reason of its own.</param>
internal sealed class FieldAnswers(List<Part> parts, Reason reason, Reason? afterService)
{
    public List<Part> Parts => parts;

    public ScopeAnswer Answer(SourceDefinition source, FieldDefinition field, Part part) =>
        (part.Outcome == Outcome.OutsideOrder && afterService is not null ? afterService : reason).Answer(source, field, part);
}

/// <summary>The answers of one item about one source, by the position of a field.</summary>
internal sealed record SourceAnswers(SourceDefinition Source, FieldAnswers[] ByField);

/// <summary>Answers for one item about one source it wants. The order of the questions below is the order of precedence.</summary>
internal sealed class SourceScope(ItemFacts item, WantedSource wanted, Period asked, Authority authority, SourceTimeline timeline, IReadOnlyList<HoldFacts> knownHolds, Reasons reasons)
{
    private readonly Period ordered = asked.Before(timeline.ServedAt);
    private readonly Period afterService = asked.Since(timeline.ServedAt);
    private readonly IReadOnlyList<PlannedSubject> subjects = Subjects.Fitting(item.Identifiers, wanted.Source);
    private readonly Reach?[] reaches = authority.Asked(wanted.Source);
    private FieldAnswers? notWanted;
    private FieldAnswers? never;
    private List<Part>? byTime;
    private Holds? holds;
    private bool? losesPort;

    public SourceAnswers Answer()
    {
        var source = wanted.Source;
        var byField = new FieldAnswers[source.Fields.Count];
        if (reasons.OutOfJurisdiction is { } elsewhere)
        {
            Array.Fill(byField, new FieldAnswers([new Part(asked, Outcome.OutOfJurisdiction)], elsewhere, null));

            return new SourceAnswers(source, byField);
        }

        for (var f = 0; f < byField.Length; f++)
        {
            byField[f] = wanted.Fields[f] ? Wanted(f, byField) : notWanted ??= new FieldAnswers([new Part(asked, Outcome.OutsideOrder)], Reasons.NotWanted, null);
        }

        return new SourceAnswers(source, byField);
    }

    private FieldAnswers Wanted(int position, FieldAnswers[] before)
    {
        var field = wanted.Source.Fields[position];
        if (field.NeverDisclosed is not null)
        {
            return never ??= Whole(Outcome.NeverDisclosed, reasons.NeverDisclosed);
        }

        var reach = reaches[position] ??= authority.Ask(wanted.Source, field);
        for (var other = 0; other < position; other++)
        {
            // What another item asked of the rules is known too: only a field that this item wants has answers to share.
            if (ReferenceEquals(reaches[other], reach) && wanted.Fields[other] && Equals(wanted.Source.Fields[other].Retention, field.Retention))
            {
                return before[other];
            }
        }

        return Reached(reach, field.Retention);
    }

    private FieldAnswers Reached(Reach reach, Retention? shorter)
    {
        if (!reach.Permitted)
        {
            return Whole(Outcome.InstrumentInsufficient, Reasons.Insufficient(reach, wanted.Source));
        }

        // A source that was never collected has no keys; no identifier could fit, and that would be the wrong reason.
        if (subjects.Count == 0 && wanted.Source.NeverCollected is null)
        {
            return Whole(Outcome.IdentifierInvalid, reasons.IdentifierInvalid(wanted.Source, item.Identifiers));
        }

        holds ??= knownHolds.Count == 0 ? Holds.None : new Holds(knownHolds, wanted.Source, subjects, timeline.ServedAt);
        var parts = shorter is null ? byTime ??= Cut(null, holds) : Cut(shorter, holds);

        return new FieldAnswers(parts, new ByTime(reasons, timeline, reach, shorter, holds, losesPort ??= Subjects.LosePort(item.Identifiers, wanted.Source)), reasons.AfterService);
    }

    private List<Part> Cut(Retention? shorter, Holds kept) => WithAfterService(ordered.IsEmpty ? [] : timeline.Cut(ordered, shorter, kept));

    private FieldAnswers Whole(Outcome outcome, Reason reason) => new(WithAfterService(ordered.IsEmpty ? [] : [new Part(ordered, outcome)]), reason, reasons.AfterService);

    private List<Part> WithAfterService(List<Part> parts)
    {
        if (!afterService.IsEmpty)
        {
            parts.Add(new Part(afterService, Outcome.OutsideOrder));
        }

        return parts;
    }
}
