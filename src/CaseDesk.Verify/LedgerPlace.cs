using CaseDesk.Ledger;

namespace CaseDesk.Verify;

/// <summary>Where a proof says that an entry stands.</summary>
/// <param name="Index">Number of the entry.</param>
/// <param name="Checkpoint">The state of the log that the proof leads to.</param>
/// <param name="Verified">The same with its signatures; null if no key was given to check them.</param>
internal sealed record LedgerPlace(long Index, Checkpoint Checkpoint, VerifiedCheckpoint? Verified)
{
    /// <summary>
    /// Checks that the proof leads from the entry to its checkpoint, and the checkpoint's signatures where a policy is given. Without one
    /// only carelessness is found: whoever forges a report can forge a log around it.
    /// </summary>
    /// <returns>Null if it does not; then a finding says why.</returns>
    public static LedgerPlace? Find(TlogProof proof, LedgerEntry entry, TlogPolicy? policy, string where, FindingList findings)
    {
        try
        {
            var verified = policy?.Open(proof.Checkpoint);
            var checkpoint = verified?.Checkpoint ?? Checkpoint.Claimed(proof.Checkpoint);
            if (!MerkleProof.CheckInclusion(proof.Index, checkpoint.Size, Rfc6962.HashEntry(entry.Bytes), proof.Hashes, checkpoint.Root))
            {
                findings.Add("receipt.inclusion", where, $"This is not entry {proof.Index} of the log's {checkpoint.Size} entries: the entry, its number or the proof was changed.", proof.Index);
                return null;
            }

            if (entry.Json.Whole("seq") != proof.Index)
            {
                findings.Add("entry.seq", where, $"Entry {proof.Index} does not call itself by that number.", proof.Index);
                return null;
            }

            return new LedgerPlace(proof.Index, checkpoint, verified);
        }
        catch (LedgerFormatException wrong)
        {
            findings.Add(wrong, where, proof.Index);
            return null;
        }
    }

    /// <summary>The proof as text, or null with a finding.</summary>
    public static TlogProof? Parse(byte[] bytes, string where, FindingList findings)
    {
        try
        {
            return TlogProof.Parse(InputFiles.Text(bytes));
        }
        catch (LedgerFormatException wrong)
        {
            findings.Add(wrong, where);
            return null;
        }
    }
}
