namespace CaseDesk.Ledger;

/// <summary>The state of a log: what it is called, how many entries it has, and their root. Source: C2SP tlog-checkpoint.</summary>
/// <param name="Origin">Name of the log, one line; equal to its key name.</param>
/// <param name="Size">Number of entries.</param>
/// <param name="Root">32 bytes.</param>
public sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    /// <summary>The body of the note, three lines.</summary>
    /// <exception cref="ArgumentException">The values cannot be a checkpoint's.</exception>
    public string ToBody()
    {
        if (Origin.Length == 0 || !SignedNote.IsBody(Origin + "\n") || Origin.Contains('\n', StringComparison.Ordinal))
            throw new ArgumentException("An origin is one line that is not empty.");
        ArgumentOutOfRangeException.ThrowIfNegative(Size);
        Rfc6962.RequireHash(Root, nameof(Root));
        return $"{Origin}\n{StrictText.Decimal(Size)}\n{Convert.ToBase64String(Root)}\n";
    }

    /// <summary>
    /// Reads a body. Extension lines are refused, although C2SP lets logs add them: no monitor can audit them,
    /// ML-DSA cosignatures do not cover them, and our log never writes them.
    /// </summary>
    /// <exception cref="LedgerFormatException"><c>checkpoint.malformed</c>, <c>checkpoint.extension</c>.</exception>
    public static Checkpoint Parse(string body)
    {
        var lines = body.Split('\n');
        if (!SignedNote.IsBody(body) || lines.Length < 4 || lines[0].Length == 0)
            throw Malformed("it has three lines, each with its newline, the first not empty");
        if (!StrictText.TryDecimal(lines[1], out var size))
            throw Malformed("its second line is the number of entries, without leading zeros");
        if (!StrictText.TryHash(lines[2], out var root))
            throw Malformed("its third line is a SHA-256 hash in base64");
        if (lines.Length > 4)
            throw new LedgerFormatException("checkpoint.extension", "The checkpoint has lines after the root hash, which nobody can audit.");
        if (size == 0 && !root.AsSpan().SequenceEqual(Rfc6962.EmptyRoot))
            throw Malformed("the root of a log without entries is the hash of nothing");

        return new Checkpoint(lines[0], size, root);
    }

    /// <summary>The checkpoint that a signed note claims, its signatures unread. A note's body ends at its first empty line: a checkpoint has none in it (docs/ledger-formats.md, 3).</summary>
    /// <exception cref="LedgerFormatException"><c>checkpoint.malformed</c>, <c>checkpoint.extension</c>.</exception>
    public static Checkpoint Claimed(string note) => Parse(note[..(note.IndexOf("\n\n", StringComparison.Ordinal) + 1)]);

    private static LedgerFormatException Malformed(string why) => new("checkpoint.malformed", $"This is not a checkpoint: {why}.");
}
