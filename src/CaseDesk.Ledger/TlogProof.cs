using System.Text;

namespace CaseDesk.Ledger;

/// <summary>
/// A receipt: proof that an entry is in the log, which can be checked without the log. Source: C2SP tlog-proof, file extension <c>.tlog-proof</c>.
/// </summary>
/// <param name="Index">Number of the entry, from 0.</param>
/// <param name="Hashes">Inclusion proof, the leaf's sibling first; at most 63 hashes of 32 bytes.</param>
/// <param name="Checkpoint">The signed note, verbatim.</param>
/// <param name="Extra">Data of the application; nothing authenticates it. Null if there is none.</param>
public sealed record TlogProof(long Index, IReadOnlyList<byte[]> Hashes, string Checkpoint, byte[]? Extra)
{
    internal const string Header = "c2sp.org/tlog-proof@v1";
    private const string ExtraMark = "extra ";
    private const string IndexMark = "index ";
    private const int MaxHashes = 63;

    /// <summary>The text form.</summary>
    public string Format()
    {
        var text = new StringBuilder(Header).Append('\n');
        if (Extra is not null)
            text.Append(ExtraMark).Append(Convert.ToBase64String(Extra)).Append('\n');
        text.Append(IndexMark).Append(StrictText.Decimal(Index)).Append('\n');
        foreach (var hash in Hashes)
            text.Append(Convert.ToBase64String(hash)).Append('\n');
        return text.Append('\n').Append(Checkpoint).ToString();
    }

    /// <summary>Reads the text form. The checkpoint must look like one, its signatures are not checked here: see <see cref="ReceiptCheck"/>.</summary>
    /// <exception cref="LedgerFormatException"><c>proof.malformed</c>, or the reason why the checkpoint in it is none.</exception>
    public static TlogProof Parse(string text)
    {
        if (text.Length > 2 * SignedNote.MaxLength)
            throw Malformed("it is too long");

        var lines = new LineReader(text);
        if (!lines.Next(out var line) || !line.SequenceEqual(Header))
            throw Malformed($"it begins with {Header}");

        byte[]? extra = null;
        if (lines.Next(out line) && line.StartsWith(ExtraMark, StringComparison.Ordinal))
        {
            if (!StrictText.TryBase64(line[ExtraMark.Length..].ToString(), out extra) || !lines.Next(out line))
                throw Malformed("its extra data is not base64");
        }

        if (!line.StartsWith(IndexMark, StringComparison.Ordinal) || !StrictText.TryDecimal(line[IndexMark.Length..], out var index))
            throw Malformed("the line with the index is missing or has no plain number");

        List<byte[]> hashes = [];
        while (true)
        {
            if (!lines.Next(out line))
                throw Malformed("an empty line and the checkpoint must follow the hashes");
            if (line.IsEmpty)
                break;
            if (hashes.Count == MaxHashes || !StrictText.TryHash(line.ToString(), out var hash))
                throw Malformed($"it has at most {MaxHashes} hashes, each one line of base64");
            hashes.Add(hash);
        }

        var checkpoint = lines.Rest.ToString();
        _ = CaseDesk.Ledger.Checkpoint.Parse(SignedNote.Split(checkpoint).Body);
        return new TlogProof(index, hashes, checkpoint, extra);
    }

    private static LedgerFormatException Malformed(string why) => new("proof.malformed", $"This is not a receipt (tlog-proof): {why}.");

    /// <summary>Lines that end with a newline, the last one too.</summary>
    private ref struct LineReader(string text)
    {
        public ReadOnlySpan<char> Rest { get; private set; } = text;

        public bool Next(out ReadOnlySpan<char> line)
        {
            var end = Rest.IndexOf('\n');
            line = end < 0 ? default : Rest[..end];
            if (end < 0)
                return false;
            Rest = Rest[(end + 1)..];
            return true;
        }
    }
}
