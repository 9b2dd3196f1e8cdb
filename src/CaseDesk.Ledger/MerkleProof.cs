using System.Security.Cryptography;

namespace CaseDesk.Ledger;

/// <summary>Checks proofs as RFC 9162 sections 2.1.3.2 and 2.1.4.2 describe. Malformed input is a no, never an exception.</summary>
public static class MerkleProof
{
    public static bool CheckInclusion(long index, long size, ReadOnlySpan<byte> leafHash, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= size || leafHash.Length != Rfc6962.HashSize || root.Length != Rfc6962.HashSize || proof.Any(p => p.Length != Rfc6962.HashSize)) return false;

        var (node, last) = (index, size - 1);
        var hash = leafHash.ToArray();
        foreach (var step in proof)
        {
            if (last == 0) return false;
            if ((node & 1) == 1 || node == last)
            {
                hash = Rfc6962.HashNode(step, hash);
                while ((node & 1) == 0 && node != 0) (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                hash = Rfc6962.HashNode(hash, step);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && CryptographicOperations.FixedTimeEquals(hash, root);
    }

    /// <summary>
    /// True where the tree of <paramref name="second"/> entries begins with the tree of <paramref name="first"/>.
    /// Size 0 is the empty tree: consistent with everything, by an empty proof.
    /// </summary>
    public static bool CheckConsistency(long first, long second, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> firstRoot, ReadOnlySpan<byte> secondRoot)
    {
        if (first < 0 || first > second || firstRoot.Length != Rfc6962.HashSize || secondRoot.Length != Rfc6962.HashSize || proof.Any(p => p.Length != Rfc6962.HashSize)) return false;
        if (first == second) return proof.Count == 0 && firstRoot.SequenceEqual(secondRoot);
        if (first == 0) return proof.Count == 0 && firstRoot.SequenceEqual(Rfc6962.EmptyRoot);
        if (proof.Count == 0) return false;

        IEnumerable<byte[]> steps = System.Numerics.BitOperations.IsPow2(first) ? [firstRoot.ToArray(), .. proof] : proof;
        var (node, last) = (first - 1, second - 1);
        while ((node & 1) == 1) (node, last) = (node >> 1, last >> 1);

        byte[]? oldHash = null, newHash = null;
        foreach (var step in steps)
        {
            if (oldHash is null || newHash is null)
            {
                oldHash = newHash = step;
                continue;
            }
            if (last == 0) return false;
            if ((node & 1) == 1 || node == last)
            {
                (oldHash, newHash) = (Rfc6962.HashNode(step, oldHash), Rfc6962.HashNode(step, newHash));
                while ((node & 1) == 0 && node != 0) (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                newHash = Rfc6962.HashNode(newHash, step);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && CryptographicOperations.FixedTimeEquals(oldHash, firstRoot) && CryptographicOperations.FixedTimeEquals(newHash, secondRoot);
    }
}
