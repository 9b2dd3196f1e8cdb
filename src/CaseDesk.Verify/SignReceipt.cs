using System.Text;
using CaseDesk.Ledger;

namespace CaseDesk.Verify;

/// <summary>
/// The receipt beside a released report. The report cannot carry it, since the entry commits to the signed bytes; so the receipt's
/// <c>extra</c> brings the entry and the opening of that commitment. Nothing signs <c>extra</c>: each part counts only if it fits.
/// </summary>
internal static class SignReceipt
{
    private const string Action = "disclosure.sign";
    private const string Where = "receipt";
    private const string FileField = "file.";

    /// <param name="hash">SHA-256 of the report, lower-case hex.</param>
    /// <param name="prepared">The entry in the report and its place, as far as they hold.</param>
    /// <returns>The place of the entry, or null if the receipt does not prove one.</returns>
    public static LedgerPlace? Check(byte[] receipt, string hash, (LedgerEntry? Entry, LedgerPlace? Place) prepared, TlogPolicy? policy, FindingList findings)
    {
        if (LedgerPlace.Parse(receipt, Where, findings) is not { } proof || Extra(proof, findings) is not var (entry, openings))
            return null;
        if (LedgerPlace.Find(proof, entry, policy, Where, findings) is not { } place || !entry.TellsOf(Action, Where, findings))
            return null;

        CheckOpenings(entry, openings, place, hash, findings);
        if (entry.Request is { } request && prepared.Entry is { } other && !string.Equals(request, other.Request, StringComparison.Ordinal))
            findings.Add("receipt.request", Where, $"The receipt is about request \"{request}\", the report about \"{other.Request}\".", place.Index);
        if (prepared.Place is not null)
            CheckSameLog(place, prepared.Place, findings);
        return place;
    }

    private static (LedgerEntry Entry, IReadOnlyList<Opening> Openings)? Extra(TlogProof proof, FindingList findings)
    {
        if (proof.Extra is null || StrictJson.Object(proof.Extra) is not { } extra || extra.Text("entry") is not { } text || extra.Member("openings") is not { } list)
        {
            findings.Add("receipt.extra", Where, "The receipt does not bring the entry and its openings: it is not the receipt of a report.");
            return null;
        }

        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length) || LedgerEntry.Parse(bytes[..length]) is not { } entry)
        {
            findings.Add("receipt.extra", Where, "The entry that the receipt brings is damaged.");
            return null;
        }

        try
        {
            return (entry, Opening.ParseList(Encoding.UTF8.GetBytes(list.GetRawText())));
        }
        catch (LedgerFormatException wrong)
        {
            findings.Add(wrong, Where);
            return null;
        }
    }

    private static void CheckOpenings(LedgerEntry entry, IReadOnlyList<Opening> openings, LedgerPlace place, string hash, FindingList findings)
    {
        var isGood = true;
        foreach (var opening in openings.Where(opening => opening.Seq != place.Index || !entry.CommitsTo(opening)))
            isGood = findings.Add("opening.mismatch", Where, $"The receipt's opening of \"{opening.Field}\" does not fit the entry: the value or the salt is another.", place.Index);

        List<Opening> files = [.. openings.Where(opening => opening.Field.StartsWith(FileField, StringComparison.Ordinal))];
        if (files.Count == 0)
            findings.Add("receipt.extra", Where, "The receipt does not open which file was signed.", place.Index);
        else if (isGood && !files.Any(file => string.Equals(file.Value, hash, StringComparison.Ordinal)))
            findings.Add("receipt.other-file", Where, $"The receipt is for another file: SHA-256 {files[0].Value}; this file's is {hash}.", place.Index);
    }

    private static void CheckSameLog(LedgerPlace signed, LedgerPlace prepared, FindingList findings)
    {
        var (later, earlier) = (signed.Checkpoint, prepared.Checkpoint);
        if (!string.Equals(later.Origin, earlier.Origin, StringComparison.Ordinal))
            findings.Add("receipt.other-log", Where, $"The receipt is of the log \"{later.Origin}\", the report's proof of \"{earlier.Origin}\".", signed.Index);
        else if (signed.Index <= prepared.Index)
            findings.Add("receipt.order", Where, $"The report was signed as entry {signed.Index}, but prepared only as entry {prepared.Index}.", signed.Index);
        else if (later.Size == earlier.Size && !later.Root.AsSpan().SequenceEqual(earlier.Root))
            findings.Add("against.fork", Where, $"The log signed two different states of {later.Size} entries.", signed.Index);
    }
}
