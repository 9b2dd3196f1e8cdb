using System.Globalization;
using System.Text;

namespace CaseDesk.Ledger;

/// <summary>A receipt: an entry's index, its inclusion proof, and the checkpoint that it leads to (C2SP tlog-proof).</summary>
/// <param name="Checkpoint">Signed note.</param>
/// <param name="Extra">Application data, or null.</param>
public sealed record TlogProof(long Index, IReadOnlyList<byte[]> Hashes, string Checkpoint, byte[]? Extra = null)
{
    private const string Header = "c2sp.org/tlog-proof@v1";
    private const int MostHashes = 63;

    public string Format()
    {
        var text = new StringBuilder(Header).Append('\n');
        if (Extra is not null) text.Append("extra ").Append(Convert.ToBase64String(Extra)).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"index {Index}\n");
        foreach (var hash in Hashes) text.Append(Convert.ToBase64String(hash)).Append('\n');
        return text.Append('\n').Append(Checkpoint).ToString();
    }

    /// <exception cref="FormatException">Says which line is wrong.</exception>
    public static TlogProof Parse(string text)
    {
        if (text.Length > SignedNote.LargestNote) throw new FormatException("The receipt is too long.");
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0) throw new FormatException("The receipt has no checkpoint.");
        var lines = new Queue<string>(text[..end].Split('\n'));
        if (lines.Dequeue() != Header) throw new FormatException($"A receipt begins with {Header}.");

        byte[]? extra = null;
        if (lines.TryPeek(out var line) && line.StartsWith("extra ", StringComparison.Ordinal))
            extra = NoteVerifier.StrictBase64(lines.Dequeue()["extra ".Length..]) ?? throw new FormatException("The line \"extra\" is not base64.");
        if (!lines.TryDequeue(out line) || !line.StartsWith("index ", StringComparison.Ordinal)
            || !long.TryParse(line["index ".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index.ToString(CultureInfo.InvariantCulture) != line["index ".Length..])
            throw new FormatException("The line \"index\" is missing or no decimal number.");
        if (lines.Count > MostHashes) throw new FormatException("The proof has more than 63 hashes.");
        var hashes = lines.Select(hash => NoteVerifier.StrictBase64(hash) is { Length: Rfc6962.HashSize } bytes ? bytes : throw new FormatException("A line of the proof is no hash.")).ToList();
        return new TlogProof(index, hashes, text[(end + 2)..], extra);
    }
}
