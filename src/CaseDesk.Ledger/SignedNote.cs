namespace CaseDesk.Ledger;

/// <param name="Body">Ends with a line feed; the empty line after it does not belong to it.</param>
/// <param name="Signers">Keys whose signatures hold, with the time of a cosignature.</param>
public sealed record OpenedNote(string Body, IReadOnlyList<NoteSignature> Signers);

/// <param name="Time">Unix seconds, of a witness only.</param>
public sealed record NoteSignature(NoteVerifier Key, long? Time);

/// <summary>Opens signed notes (C2SP signed-note). Signatures by unknown keys are passed over; at least one known key must hold, and none may fail.</summary>
public static class SignedNote
{
    public const int LargestNote = 1_000_000;
    private const int MostSignatures = 100;

    /// <exception cref="FormatException">It is no note, or no known key signed it; the message says which.</exception>
    public static OpenedNote Open(string text, IEnumerable<NoteVerifier> known)
    {
        if (text.Length > LargestNote) throw new FormatException("The note is too long.");
        if (text.Any(c => c < ' ' && c != '\n')) throw new FormatException("The note holds control characters.");
        var end = text.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0) throw new FormatException("The note has no empty line before its signatures.");
        if (!text.EndsWith('\n')) throw new FormatException("The note does not end with a line feed.");

        var body = text[..(end + 1)];
        var lines = text[(end + 2)..].Split('\n')[..^1];
        if (lines.Length is 0 or > MostSignatures) throw new FormatException("The note has no signatures, or too many.");

        var keys = known.ToList();
        List<NoteSignature> signers = [];
        foreach (var line in lines)
        {
            var parts = line.Split(' ');
            if (parts.Length != 3 || parts[0] != "\u2014" || !NoteVerifier.IsKeyName(parts[1]) || NoteVerifier.StrictBase64(parts[2]) is not { Length: > 4 } bytes)
                throw new FormatException("A line after the empty line is no signature.");
            var key = keys.FirstOrDefault(k => k.Name == parts[1] && k.KeyId.SequenceEqual(bytes[..4]));
            if (key is null || signers.Any(s => s.Key == key)) continue;
            if (!key.Verify(body, bytes.AsSpan(4), out var time)) throw new FormatException($"The signature of {key.Name} does not hold.");
            signers.Add(new NoteSignature(key, time));
        }
        if (signers.Count == 0) throw new FormatException("No known key signed the note.");
        return new OpenedNote(body, signers);
    }
}
