namespace CaseDesk.Policy;

/// <summary>A policy as it was published: in law from its own first day, known to the desk from an instant on.</summary>
public sealed record PublishedPolicy(PolicyDocument Policy, DateTimeOffset RecordedAt);

/// <summary>Which version speaks, by two times: the one it is about, and the one at which it was known.</summary>
public static class PolicyVersions
{
    /// <summary>The version in force at an instant as the desk knew it at another; of two with the same first day the one recorded later.</summary>
    /// <returns>Null where none was in force, or none known.</returns>
    public static PolicyDocument? At(IEnumerable<PublishedPolicy> versions, DateTimeOffset effectiveAt, DateTimeOffset knownAt) => versions
        .Where(version => version.RecordedAt <= knownAt && new DateTimeOffset(version.Policy.EffectiveFrom, TimeOnly.MinValue, TimeSpan.Zero) <= effectiveAt)
        .OrderBy(version => version.Policy.EffectiveFrom).ThenBy(version => version.RecordedAt)
        .LastOrDefault()?.Policy;
}
