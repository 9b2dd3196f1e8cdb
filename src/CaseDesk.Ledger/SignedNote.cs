using System.Buffers.Binary;
using System.Text;

namespace CaseDesk.Ledger;

/// <summary>A signature of a note that verified.</summary>
/// <param name="Key">Whose it is.</param>
/// <param name="Timestamp">POSIX seconds for a witness's cosignature, else null.</param>
public sealed record NoteSignature(NoteVerifier Key, long? Timestamp);

/// <summary>A note whose text may be believed, since at least one known key signed it.</summary>
/// <param name="Body">The text with its last newline.</param>
/// <param name="Signatures">Those of known keys, one for each key, in the note's order.</param>
public sealed record Opened(string Body, IReadOnlyList<NoteSignature> Signatures);

/// <summary>A text with signature lines below it. Source: C2SP signed-note.</summary>
public static class SignedNote
{
    // The bounds of golang.org/x/mod/sumdb/note; C2SP asks for at least 16 signatures.
    internal const int MaxLength = 1_000_000;
    private const int MaxSignatures = 100;

    /// <summary>Em dash and space.</summary>
    internal const string SignatureMark = "\u2014 ";

    /// <summary>Reads a note and checks the signatures of all known keys in it; those of other keys are ignored.</summary>
    /// <exception cref="LedgerFormatException">
    /// <c>note.malformed</c>; <c>note.signature-invalid</c> (one by a known key fails: the whole note is refused);
    /// <c>note.no-known-signature</c>; <c>note.key-ambiguous</c> (two known keys share a name and id).
    /// </exception>
    public static Opened Open(string text, IEnumerable<NoteVerifier> known)
    {
        var (body, lines) = Split(text);
        var keys = known.ToLookup(key => (key.Name, key.Id));
        List<NoteSignature> verified = [];
        foreach (var line in lines)
        {
            var (name, id, signature) = ReadLine(line);
            var candidates = keys[(name, id)].Distinct().ToList();
            if (candidates.Count == 0)
                continue;
            if (candidates.Count > 1)
                throw new LedgerFormatException("note.key-ambiguous", $"Two known keys have the name {name} and the id {id:x8}.");

            var key = candidates[0];
            if (!key.Verify(body, signature, out var time))
                throw new LedgerFormatException("note.signature-invalid", $"The signature of {name} (key {id:x8}) does not fit the text.");
            if (verified.TrueForAll(other => other.Key != key))
                verified.Add(new NoteSignature(key, time));
        }

        return verified.Count > 0
            ? new Opened(body, verified)
            : throw new LedgerFormatException("note.no-known-signature", "No known key signed this text.");
    }

    /// <summary>Whether a note can carry this text: valid UTF-8, no control characters but newlines, a newline at the end.</summary>
    internal static bool IsBody(string body) => body.EndsWith('\n') && body.Length <= MaxLength && IsClean(body);

    /// <summary>The body and the signature lines, nothing verified.</summary>
    /// <exception cref="LedgerFormatException"><c>note.malformed</c>.</exception>
    internal static (string Body, string[] Lines) Split(string text)
    {
        if (text.Length > MaxLength || !IsClean(text))
            throw Malformed($"a note is UTF-8 text without control characters, of at most {MaxLength} characters");

        // The last empty line parts text and signatures; the text itself may have empty lines.
        var end = text.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || end + 2 == text.Length || !text.EndsWith('\n'))
            throw Malformed("an empty line and signature lines must follow the text, each with its newline");

        var lines = text[(end + 2)..^1].Split('\n');
        return lines.Length <= MaxSignatures
            ? (text[..(end + 1)], lines)
            : throw Malformed($"it has more than {MaxSignatures} signatures");
    }

    private static (string Name, uint Id, byte[] Signature) ReadLine(string line)
    {
        if (!line.StartsWith(SignatureMark, StringComparison.Ordinal))
            throw Malformed("a signature line begins with an em dash and a space");
        var parts = line[SignatureMark.Length..].Split(' ');
        if (parts.Length != 2 || !NoteVerifier.IsName(parts[0]) || !StrictText.TryBase64(parts[1], out var bytes) || bytes.Length <= sizeof(uint))
            throw Malformed("a signature line has a name and a base64 signature");
        return (parts[0], BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[sizeof(uint)..]);
    }

    /// <summary>Valid UTF-8 without ASCII control characters other than newlines.</summary>
    internal static bool IsClean(string text)
    {
        foreach (var c in text)
        {
            if (c < ' ' && c != '\n')
                return false;
        }

        try
        {
            return StrictText.Utf8.GetByteCount(text) >= 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static LedgerFormatException Malformed(string why) => new("note.malformed", $"This is not a signed note: {why}.");
}
