using System.Collections.Concurrent;
using System.Text;
using CaseDesk.Model;
using CaseDesk.Policy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CaseDesk.Features.Policies;

/// <summary>
/// The published versions of the policy. They lie in the database, so that all processes go by the same one from the moment it is published; a version is
/// read once, since nothing of it changes. The operator's file is what a new desk begins with, and is checked at each start: with a wrong file the desk does not start.
/// </summary>
internal sealed class PolicyShelf
{
    private readonly ConcurrentDictionary<Guid, PublishedPolicy> read = new();
    private readonly TimeProvider clock;

    public PolicyShelf(IOptions<CaseDeskOptions> options, TimeProvider clock)
    {
        this.clock = clock;
        var path = Locate(options.Value.Policy);
        try
        {
            _ = PolicyFile.Load(path);
            FirstText = Encoding.UTF8.GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
            // From the text that is kept, so that its hash is the text's.
            First = PolicyFile.Parse(FirstText, Path.GetFileName(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CannotStart($"The policy file {path} cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>The operator's file.</summary>
    public PolicyDocument First { get; }

    public string FirstText { get; }

    public static string Locate(string path) =>
        new[] { Path.GetFullPath(path), Path.Combine(AppContext.BaseDirectory, path) }.FirstOrDefault(File.Exists)
        ?? throw new CannotStart($"The policy file {path} does not exist. CaseDesk:Policy names it.");

    /// <summary>The version in force now. Until the first one is written, which a start does, it is the operator's file.</summary>
    public async Task<PolicyDocument> InForce(CaseDeskDb db, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var published = await Published(db, cancel);
        // Before its first day the desk's own first version stands in: the operator's file is law only until it is one.
        return PolicyVersions.At(published, now, now) ?? published.MinBy(version => version.Policy.EffectiveFrom)?.Policy ?? First;
    }

    /// <summary>The version that was in force at an instant, as it was known then; null where there was none.</summary>
    public async Task<PolicyDocument?> AsOf(CaseDeskDb db, DateTimeOffset at, CancellationToken cancel) => PolicyVersions.At(await Published(db, cancel), at, at);

    public async Task<PolicyDocument?> Find(CaseDeskDb db, string id, CancellationToken cancel) =>
        (await Published(db, cancel)).FirstOrDefault(version => string.Equals(version.Policy.Id, id, StringComparison.Ordinal))?.Policy;

    /// <summary>All published versions, the first recorded first.</summary>
    public async Task<IReadOnlyList<PublishedPolicy>> Published(CaseDeskDb db, CancellationToken cancel)
    {
        var ids = await db.PolicyVersions.AsNoTracking().Where(v => v.PublishedAt != null).Select(v => v.Id).ToListAsync(cancel);
        var missing = ids.Where(id => !read.ContainsKey(id)).ToList();
        if (missing.Count > 0)
        {
            foreach (var version in await db.PolicyVersions.AsNoTracking().Where(v => missing.Contains(v.Id)).ToListAsync(cancel))
                read[version.Id] = new PublishedPolicy(PolicyFile.Parse(version.Text, version.PolicyId), version.PublishedAt!.Value);
        }
        return [.. ids.Select(id => read[id]).OrderBy(version => version.RecordedAt)];
    }
}
