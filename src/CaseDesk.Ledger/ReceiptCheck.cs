using System.Text.Json;

namespace CaseDesk.Ledger;

/// <summary>What the check of a receipt found.</summary>
/// <param name="Checkpoint">The receipt's checkpoint, if its signatures hold.</param>
/// <param name="Index">The entry's number as the receipt gives it, if it could be read.</param>
/// <param name="Openings">How many openings in the receipt fit the entry.</param>
/// <param name="Finding">What is wrong first, or null.</param>
public sealed record ReceiptReport(VerifiedCheckpoint? Checkpoint, long? Index, int Openings, LedgerFinding? Finding)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsGood => Finding is null;
}

/// <summary>Checks that an entry is in the log that signed, with nothing but the receipt and the policy. Source: C2SP tlog-proof, "Verifying a tlog proof".</summary>
public static class ReceiptCheck
{
    private const string ReceiptName = "receipt";
    private const string EntryName = "entry";

    /// <param name="receipt">The text of the <c>.tlog-proof</c>.</param>
    /// <param name="entry">The entry's bytes exactly as in the log.</param>
    /// <param name="policy">Whom to believe.</param>
    /// <returns>A report for any input; it never throws for bad data.</returns>
    public static ReceiptReport Check(string receipt, ReadOnlySpan<byte> entry, TlogPolicy policy)
    {
        TlogProof? proof = null;
        VerifiedCheckpoint? checkpoint = null;
        try
        {
            proof = TlogProof.Parse(receipt);
            checkpoint = policy.Open(proof.Checkpoint);
            var signed = checkpoint.Checkpoint;
            if (!MerkleProof.CheckInclusion(proof.Index, signed.Size, Rfc6962.HashEntry(entry), proof.Hashes, signed.Root))
                throw new LedgerFormatException("receipt.inclusion", $"This is not entry {proof.Index} of the log's {signed.Size} entries: the entry, its number or the proof was changed.");
            if (EntryText.WrongSeq(entry, proof.Index) is { } wrong)
                return Bad("entry.seq", EntryName, $"Entry {proof.Index} {wrong}.");
            return new ReceiptReport(checkpoint, proof.Index, CheckOpenings(proof.Extra, entry, proof.Index), null);
        }
        catch (LedgerFormatException wrong)
        {
            return Bad(wrong.Code, ReceiptName, wrong.Message);
        }

        ReceiptReport Bad(string code, string where, string message) =>
            new(checkpoint, proof?.Index, 0, new LedgerFinding(code, where, proof?.Index, message));
    }

    /// <summary>
    /// Nothing signs the extra data, so openings in it count only if they fit the entry's commitments. Other extra data is the application's affair.
    /// </summary>
    private static int CheckOpenings(byte[]? extra, ReadOnlySpan<byte> entry, long index)
    {
        var count = 0;
        foreach (var opening in ReadOpenings(extra))
        {
            if (opening.Seq != index || !opening.IsCommittedIn(entry))
                throw new LedgerFormatException("opening.mismatch", $"The receipt's opening of \"{opening.Field}\" does not fit the entry: the value or the salt is another.");
            count++;
        }

        return count;
    }

    private static IReadOnlyList<Opening> ReadOpenings(byte[]? extra)
    {
        if (extra is null)
            return [];
        try
        {
            using var document = JsonDocument.Parse(extra);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("openings", out var list)
                ? Opening.FromJson(list)
                : [];
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
