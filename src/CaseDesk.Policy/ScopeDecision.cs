namespace CaseDesk.Policy;

/// <summary>The computed answer to a legal request: for each item × wanted source × field, one answer per maximal half-open interval of equal outcome.</summary>
public sealed record ScopeDecision(string PolicyVersion, IReadOnlyList<ItemDecision> Items);

public sealed record ItemDecision(int Item, IReadOnlyList<ScopeAnswer> Answers);

/// <param name="Source">Source name; for <see cref="Outcome.UnknownSource"/> the word that was asked for.</param>
/// <param name="Field">Field name; <c>*</c> where the answer is about the whole source.</param>
/// <param name="From">Inclusive, UTC.</param>
/// <param name="To">Exclusive, UTC.</param>
/// <param name="Rule">Stable rule id, for example <c>sca.2703d.traffic</c> or <c>courier.retention.lookup-log</c>.</param>
/// <param name="Citation">Statute or policy clause.</param>
/// <param name="Explanation">One plain sentence; for refusals with the remedy.</param>
public sealed record ScopeAnswer(string Source, string Field, DateTimeOffset From, DateTimeOffset To, Outcome Outcome, string Rule, string Citation, string Explanation);

public enum Outcome
{
    Available,
    Overdue,
    Expired,
    NeverCollected,
    Preserved,
    OutsideOrder,
    InstrumentInsufficient,
    NeverDisclosed,
    OutOfJurisdiction,
    IdentifierInvalid,
    UnknownSource,
}
