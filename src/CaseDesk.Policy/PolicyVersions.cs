using System.Globalization;

namespace CaseDesk.Policy;

/// <summary>A policy as it was published: in law from its own first day, known to the desk from an instant on.</summary>
public sealed record PublishedPolicy(PolicyDocument Policy, DateTimeOffset RecordedAt);

/// <summary>Why a draft cannot follow the published versions.</summary>
/// <param name="Key">Key of the policy file that is in the way: <c>name</c>, <c>version</c> or <c>effectiveFrom</c>.</param>
/// <param name="Sentence">The problem and the remedy.</param>
public sealed record VersionProblem(string Key, string Sentence);

/// <summary>Which version speaks, by two times: the one it is about, and the one at which it was known; and which can be the next.</summary>
public static class PolicyVersions
{
    /// <summary>The version in force at an instant as the desk knew it at another; of two with the same first day the one recorded later.</summary>
    /// <returns>Null where none was in force, or none known.</returns>
    public static PolicyDocument? At(IEnumerable<PublishedPolicy> versions, DateTimeOffset effectiveAt, DateTimeOffset knownAt) => versions
        .Where(version => version.RecordedAt <= knownAt && new DateTimeOffset(version.Policy.EffectiveFrom, TimeOnly.MinValue, TimeSpan.Zero) <= effectiveAt)
        .OrderBy(version => version.Policy.EffectiveFrom).ThenBy(version => version.RecordedAt)
        .LastOrDefault()?.Policy;

    /// <summary>What keeps a draft from following the versions that are published; empty where nothing does, and where it is the first.</summary>
    public static IReadOnlyList<VersionProblem> Refuse(IEnumerable<PublishedPolicy> published, PolicyDocument draft)
    {
        var policies = published.Select(version => version.Policy).ToList();
        if (policies.Count == 0)
        {
            return [];
        }

        var problems = new List<VersionProblem>();
        if (!policies.Exists(policy => string.Equals(policy.Name, draft.Name, StringComparison.Ordinal)))
        {
            problems.Add(new VersionProblem("name", $"\"{draft.Name}\" is not the policy that is published, {policies[^1].Name}: write {policies[^1].Name}"));
        }

        var newest = policies.MaxBy(policy => policy.Version)!;
        if (draft.Version <= newest.Version)
        {
            problems.Add(new VersionProblem("version", string.Create(CultureInfo.InvariantCulture, $"{draft.Version} does not follow {newest.Id}, which is published: write {newest.Version + 1L}")));
        }

        // A version applies until the next one does, so one that begins no later would take days from it.
        var last = policies.MaxBy(policy => policy.EffectiveFrom)!;
        if (draft.EffectiveFrom <= last.EffectiveFrom)
        {
            problems.Add(new VersionProblem("effectiveFrom", string.Create(CultureInfo.InvariantCulture, $"{draft.EffectiveFrom:yyyy-MM-dd} overlaps {last.Id}, which applies from {last.EffectiveFrom:yyyy-MM-dd}: give a later first day")));
        }

        return problems;
    }
}
