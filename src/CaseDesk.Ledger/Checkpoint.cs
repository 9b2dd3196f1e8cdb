using System.Globalization;

namespace CaseDesk.Ledger;

/// <summary>State of a log: its name, its size, its root (C2SP tlog-checkpoint).</summary>
/// <param name="Root">32 bytes.</param>
public sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    public string ToBody() => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n");

    /// <exception cref="FormatException">Says which line is wrong.</exception>
    public static Checkpoint Parse(string body)
    {
        var lines = body.Split('\n');
        if (lines.Length < 4 || lines[0].Length == 0) throw new FormatException("A checkpoint has a name, a size and a root, one a line.");
        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size.ToString(CultureInfo.InvariantCulture) != lines[1])
            throw new FormatException("The size of the checkpoint is no decimal number.");
        if (NoteVerifier.StrictBase64(lines[2]) is not { Length: Rfc6962.HashSize } root) throw new FormatException("The root of the checkpoint is no hash.");
        return new Checkpoint(lines[0], size, root);
    }
}
