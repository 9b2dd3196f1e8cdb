namespace CaseDesk.Extraction.Generating;

/// <summary>Counts the records of every account and address while they are made.</summary>
internal sealed class SubjectCounts(AccountRanks ranks, int accounts, ClientPool pool)
{
    private readonly int[] ofAccounts = new int[accounts];
    private readonly long[] ofClients = new long[pool.Count];

    public long Rows { get; private set; }

    public long DistinctAccounts => ofAccounts.LongCount(count => count > 0);

    public void Take(Lookup lookup)
    {
        ofAccounts[lookup.Rank]++;
        ofClients[lookup.Client]++;
        Rows++;
    }

    /// <summary>The account with the most records, one between it and the median, a median one, a rare one, and one that has none.</summary>
    public IReadOnlyList<KnownSubject> Accounts()
    {
        // The rank behind the last one is drawn by no row.
        return [.. Choose([.. ofAccounts.Select(count => (long)count)], ranks.Id), new KnownSubject("absent", ranks.Id(ofAccounts.Length), 0)];
    }

    /// <summary>The same of addresses. The absent one is reserved for documentation (RFC 5737).</summary>
    public IReadOnlyList<KnownSubject> Addresses()
    {
        var byIp = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var client = 0; client < ofClients.Length; client++)
            byIp[pool.IpText(client)] = byIp.GetValueOrDefault(pool.IpText(client)) + ofClients[client];
        // A dictionary that nothing is removed from keeps its order, but no one promises it.
        var ips = byIp.Keys.Order(StringComparer.Ordinal).ToList();
        return [.. Choose([.. ips.Select(ip => byIp[ip])], i => ips[i]), new KnownSubject("absent", "203.0.113.7", 0)];
    }

    private static IEnumerable<KnownSubject> Choose(long[] counts, Func<int, string> name)
    {
        var found = counts.Where(count => count > 0).Order().ToList();
        var (most, median) = (found[^1], found[found.Count / 2]);
        var between = (long)Math.Sqrt((double)most * median);
        var busy = found.Aggregate((one, other) => Math.Abs(other - between) < Math.Abs(one - between) ? other : one);
        foreach (var (kind, count) in new[] { ("frequent", most), ("busy", busy), ("median", median), ("rare", found[0]) })
            yield return new KnownSubject(kind, name(Array.IndexOf(counts, count)), count);
    }
}
