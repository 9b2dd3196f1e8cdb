namespace CaseDesk.Ledger;

/// <summary>
/// Compares the log with kept statements. The pass over the entries goes through every earlier size, so that the root of each is at hand
/// and no consistency proof is needed.
/// </summary>
internal sealed class KeptRoots
{
    private readonly IReadOnlyList<KeptCheckpoint> kept;
    private readonly Checkpoint current;
    private readonly Dictionary<long, byte[]?> roots;
    private readonly Dictionary<long, byte[]?> leaves;

    public KeptRoots(IReadOnlyList<KeptCheckpoint> kept, Checkpoint current)
    {
        this.kept = kept;
        this.current = current;
        roots = kept.Select(k => k.Checkpoint.Size).Distinct().ToDictionary(size => size, _ => (byte[]?)null);
        leaves = kept.Where(k => k.Receipt is not null).Select(k => k.Receipt!.Index).Distinct().ToDictionary(index => index, _ => (byte[]?)null);
        if (roots.ContainsKey(0))
            roots[0] = Rfc6962.EmptyRoot;
    }

    public void See(long index, ReadOnlySpan<byte> leaf, Frontier frontier)
    {
        if (leaves.ContainsKey(index))
            leaves[index] = leaf.ToArray();
        if (roots.ContainsKey(frontier.Size))
            roots[frontier.Size] = frontier.Root();
    }

    /// <returns>How many the log is consistent with.</returns>
    public int Report(Findings findings)
    {
        var consistent = 0;
        foreach (var statement in kept.OrderBy(k => k.Checkpoint.Size))
        {
            if (Problem(statement) is var (code, message))
                findings.Add(code, statement.Name, message, statement.Receipt?.Index);
            else
                consistent++;
        }

        return consistent;
    }

    private (string Code, string Message)? Problem(KeptCheckpoint statement)
    {
        var (name, old, receipt) = statement;
        if (!string.Equals(old.Origin, current.Origin, StringComparison.Ordinal))
            return ("against.other-log", $"{name} is about the log \"{old.Origin}\", this is \"{current.Origin}\".");
        if (old.Size > current.Size)
            return ("against.shorter", $"The log has {current.Size} entries, but signed {name} over {old.Size}: its end was cut off or an old state was restored.");

        // Two signed trees of one size are a contradiction whatever the entries are.
        if (old.Size == current.Size && !old.Root.AsSpan().SequenceEqual(current.Root))
            return ("against.fork", $"The log signed two different trees of {old.Size} entries: this one and {name}.");
        if (roots[old.Size] is not { } root)
            return ("against.unchecked", $"The check ended before entry {old.Size}, so {name} could not be compared.");
        if (!root.AsSpan().SequenceEqual(old.Root))
            return ("against.rewritten", $"The first {old.Size} entries are not those that the log signed in {name}: history was rewritten.");

        return receipt is not null && !(leaves.GetValueOrDefault(receipt.Index) is { } leaf && MerkleProof.CheckInclusion(receipt.Index, old.Size, leaf, receipt.Hashes, old.Root))
            ? ("against.receipt", $"Entry {receipt.Index} is not the one that the receipt {name} was given for.")
            : null;
    }
}
