namespace CaseDesk.Policy;

/// <summary>The answers of one item about one source it wants. The order of the questions below is the order of precedence.</summary>
internal sealed class SourceScope(
    ItemFacts item,
    WantedSource wanted,
    Period asked,
    DateTimeOffset servedAt,
    Authority authority,
    SourceTimeline timeline,
    Reasons reasons)
{
    private readonly IReadOnlyList<PlannedSubject> subjects = Subjects.Fitting(item.Identifiers, wanted.Source);

    private readonly IReadOnlyList<(Period Period, Outcome Outcome)> byTime = [.. timeline.Cut(asked.Before(servedAt))];

    public IEnumerable<ScopeAnswer> Of(FieldDefinition field)
    {
        var source = wanted.Source;
        if (reasons.OutOfJurisdiction is { } elsewhere)
        {
            return [elsewhere.Answer(source.Name, field.Name, asked)];
        }

        if (!wanted.Fields.Contains(field.Name))
        {
            return [Reasons.NotWanted(source, field).Answer(source.Name, field.Name, asked)];
        }

        var afterService = asked.Since(servedAt);
        var answers = UpToService(field);

        return afterService.IsEmpty ? answers : [.. answers, reasons.AfterService.Answer(source.Name, field.Name, afterService)];
    }

    private List<ScopeAnswer> UpToService(FieldDefinition field)
    {
        var source = wanted.Source;
        var ordered = asked.Before(servedAt);
        if (ordered.IsEmpty)
        {
            return [];
        }

        if (field.NeverDisclosed is not null)
        {
            return [reasons.NeverDisclosed(source, field).Answer(source.Name, field.Name, ordered)];
        }

        var reach = authority.Over(field.Category);
        if (!reach.Permitted)
        {
            return [Reasons.Insufficient(reach, source).Answer(source.Name, field.Name, ordered)];
        }

        // A source that was never collected has no keys; no identifier could fit, and that would be the wrong reason.
        if (subjects.Count == 0 && source.NeverCollected is null)
        {
            return [reasons.IdentifierInvalid(source, item.Identifiers).Answer(source.Name, field.Name, ordered)];
        }

        return [.. byTime.Select(part => ByTime(part.Period, part.Outcome, reach).Answer(source.Name, field.Name, part.Period))];
    }

    private Reason ByTime(Period period, Outcome outcome, Reach reach) => outcome switch
    {
        Outcome.NeverCollected => reasons.NeverCollected(timeline, period),
        Outcome.Expired => reasons.Expired(timeline),
        Outcome.Overdue => reasons.Overdue(timeline),
        _ => Reasons.Available(timeline, period, reach, Subjects.LosePort(item.Identifiers, wanted.Source)),
    };
}
