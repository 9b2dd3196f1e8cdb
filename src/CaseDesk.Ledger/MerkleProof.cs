namespace CaseDesk.Ledger;

/// <summary>Checks proofs against roots; needs no tree. <see cref="TreeReader"/> makes the proofs.</summary>
public static class MerkleProof
{
    /// <summary>Whether the leaf is number <paramref name="index"/> of the tree with this size and root. RFC 9162 2.1.3.2.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="size">Number of leaves.</param>
    /// <param name="leafHash">32 bytes.</param>
    /// <param name="proof">The leaf's sibling first, the root's child last.</param>
    /// <param name="root">32 bytes.</param>
    /// <returns>False for anything that does not fit, also for hashes of another length; it never throws.</returns>
    public static bool CheckInclusion(long index, long size, ReadOnlySpan<byte> leafHash, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= size || !IsHash(leafHash) || !IsHash(root) || !AreHashes(proof))
            return false;

        return Climb(index, size, leafHash, proof, steps: null) is { } top && root.SequenceEqual(top);
    }

    /// <summary>The way from a leaf to the root, one neighbour at a time, to be shown to people; <see cref="CheckInclusion"/> judges it.</summary>
    public static IReadOnlyList<MerkleStep> Steps(long index, long size, ReadOnlySpan<byte> leafHash, IReadOnlyList<byte[]> proof)
    {
        List<MerkleStep> steps = [];
        Climb(index, size, leafHash, proof, steps);
        return [.. steps.Zip(Neighbours(index, size), (step, range) => step with { From = range.From, To = range.To })];
    }

    /// <summary>Which leaves stand under each neighbour on the way up, the leaf's sibling first.</summary>
    private static List<(long From, long To)> Neighbours(long index, long size)
    {
        List<(long From, long To)> ranges = [];
        var (from, to) = (0L, size);
        while (to - from > 1)
        {
            // RFC 6962's k: the largest power of two below the number of leaves.
            var middle = from + (1L << System.Numerics.BitOperations.Log2((ulong)(to - from - 1)));
            if (index < middle)
            {
                ranges.Add((middle, to));
                to = middle;
            }
            else
            {
                ranges.Add((from, middle));
                from = middle;
            }
        }

        ranges.Reverse();
        return ranges;
    }

    /// <summary>Climbs from the leaf by the proof's siblings.</summary>
    /// <returns>The hash at the top; null where a proof of this length does not end there.</returns>
    private static byte[]? Climb(long index, long size, ReadOnlySpan<byte> leafHash, IReadOnlyList<byte[]> proof, List<MerkleStep>? steps)
    {
        var node = index;
        var last = size - 1;
        var hash = leafHash.ToArray();
        foreach (var sibling in proof)
        {
            if (last == 0)
                return null;
            var isLeft = HasLeftSibling(ref node, ref last);
            if (isLeft)
                Rfc6962.HashNode(sibling, hash, hash);
            else
                Rfc6962.HashNode(hash, sibling, hash);
            steps?.Add(new MerkleStep(sibling, isLeft, [.. hash], 0, 0));
            node >>= 1;
            last >>= 1;
        }

        return last == 0 ? hash : null;
    }

    /// <summary>Whether the second tree only adds to the first. RFC 9162 2.1.4.2.</summary>
    /// <param name="first">Size of the older tree, at least 1: what size 0 means is the caller's to decide (C2SP tlog-witness), here it is false.</param>
    /// <param name="second">Size of the newer tree.</param>
    /// <param name="proof">Empty if and only if both have one size.</param>
    /// <param name="firstRoot">32 bytes.</param>
    /// <param name="secondRoot">32 bytes.</param>
    /// <returns>False for anything that does not fit; it never throws.</returns>
    public static bool CheckConsistency(long first, long second, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> firstRoot, ReadOnlySpan<byte> secondRoot)
    {
        if (first < 1 || second < first || !IsHash(firstRoot) || !IsHash(secondRoot) || !AreHashes(proof))
            return false;
        if (first == second)
            return proof.Count == 0 && firstRoot.SequenceEqual(secondRoot);
        if (proof.Count == 0)
            return false;

        // A perfect older tree is itself the first node of the path; the proof leaves it out.
        var isPerfect = (first & (first - 1)) == 0;
        var node = first - 1;
        var last = second - 1;
        while ((node & 1) == 1)
        {
            node >>= 1;
            last >>= 1;
        }

        var older = isPerfect ? firstRoot.ToArray() : [.. proof[0]];
        var newer = older.ToArray();
        foreach (var sibling in isPerfect ? proof : proof.Skip(1))
        {
            if (last == 0)
                return false;
            if (HasLeftSibling(ref node, ref last))
            {
                Rfc6962.HashNode(sibling, older, older);
                Rfc6962.HashNode(sibling, newer, newer);
            }
            else
            {
                Rfc6962.HashNode(newer, sibling, newer);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && firstRoot.SequenceEqual(older) && secondRoot.SequenceEqual(newer);
    }

    /// <summary>Also climbs past the levels where the rightmost node has no sibling (step 4.b.ii of RFC 9162).</summary>
    private static bool HasLeftSibling(ref long node, ref long last)
    {
        if ((node & 1) == 0 && node != last)
            return false;

        while ((node & 1) == 0 && node != 0)
        {
            node >>= 1;
            last >>= 1;
        }

        return true;
    }

    private static bool IsHash(ReadOnlySpan<byte> hash) => hash.Length == Rfc6962.HashSize;

    private static bool AreHashes(IReadOnlyList<byte[]> proof) => proof.All(hash => hash is { Length: Rfc6962.HashSize });
}

/// <summary>One step of a proof.</summary>
/// <param name="Sibling">The neighbour's hash.</param>
/// <param name="IsLeft">True where the neighbour stands on the left.</param>
/// <param name="Above">What both hash to.</param>
/// <param name="From">First leaf under the neighbour.</param>
/// <param name="To">The leaf after its last.</param>
public sealed record MerkleStep(byte[] Sibling, bool IsLeft, byte[] Above, long From, long To);
