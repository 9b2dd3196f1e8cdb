using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace CaseDesk.Ledger;

/// <summary>What a note key signs. The number is the first byte of the key in its text form (C2SP signed-note, "Signature types").</summary>
public enum NoteKeyType
{
    /// <summary>Ed25519 over the body: logs.</summary>
    Ed25519 = 0x01,

    /// <summary>Ed25519 over a time and a checkpoint: witnesses (C2SP tlog-cosignature, cosignature/v1).</summary>
    CosignatureV1 = 0x04,
}

/// <summary>A key that checks signatures of a note: <c>name+id+key</c>.</summary>
public sealed record NoteVerifier
{
    internal const int KeySize = 32;
    internal const int SignatureSize = 64;
    private const int TimeSize = sizeof(ulong);

    private readonly byte[] publicKey;

    private NoteVerifier(string name, NoteKeyType type, byte[] publicKey)
    {
        Name = name;
        Type = type;
        this.publicKey = publicKey;
        Id = KeyId(name, type, publicKey);
    }

    /// <summary>The key's name; a log's is the origin of its checkpoints.</summary>
    public string Name { get; }

    /// <summary>What it signs.</summary>
    public NoteKeyType Type { get; }

    /// <summary>The four bytes before a signature; a handle, not a secure hash.</summary>
    public uint Id { get; }

    /// <summary>32 bytes as in RFC 8032.</summary>
    public ReadOnlySpan<byte> PublicKey => publicKey;

    /// <summary>The key in its text form.</summary>
    public string VerifierKey => FormatKey(Name, Type, publicKey);

    /// <exception cref="LedgerFormatException"><c>key.malformed</c>, <c>key.type</c> (neither Ed25519 nor cosignature/v1) or <c>key.id</c> (the id is not that of this name and key).</exception>
    public static NoteVerifier Parse(string vkey)
    {
        // The base64 may contain plus signs, the name and the id may not.
        var parts = vkey.Split('+', 3);
        if (parts.Length != 3 || !IsName(parts[0]) || parts[1].Length != 8 || !StrictText.TryBase64(parts[2], out var key) || key.Length == 0)
            throw new LedgerFormatException("key.malformed", "A verifier key has the form name+id+base64.");
        if (key[0] is not ((byte)NoteKeyType.Ed25519 or (byte)NoteKeyType.CosignatureV1))
            throw new LedgerFormatException("key.type", $"Keys of type 0x{key[0]:x2} are not supported, only Ed25519 (0x01) and cosignature/v1 (0x04).");

        // A key of small order would pass signatures over any text.
        if (key.Length != 1 + KeySize || !Ed25519.ValidatePublicKeyFull(key, 1))
            throw new LedgerFormatException("key.malformed", "The key is not an Ed25519 public key.");

        var verifier = new NoteVerifier(parts[0], (NoteKeyType)key[0], key[1..]);
        return string.Equals(parts[1], Hex(verifier.Id), StringComparison.Ordinal)
            ? verifier
            : throw new LedgerFormatException("key.id", $"The key id is {Hex(verifier.Id)}, the text says otherwise: name or key was changed.");
    }

    /// <summary>Whether the signature is this key's over the body.</summary>
    /// <param name="body">The note's body with its last newline.</param>
    /// <param name="signature">What follows the key id: 64 bytes, for a cosignature 8 bytes of time before them.</param>
    /// <param name="timestamp">For a cosignature that verifies: POSIX seconds; else null.</param>
    public bool Verify(string body, ReadOnlySpan<byte> signature, out long? timestamp)
    {
        timestamp = null;
        var message = body;
        if (Type == NoteKeyType.CosignatureV1)
        {
            if (signature.Length != TimeSize + SignatureSize)
                return false;
            var time = BinaryPrimitives.ReadUInt64BigEndian(signature);
            if (time > long.MaxValue)
                return false;
            timestamp = (long)time;
            message = CosignedMessage(body, timestamp.Value);
            signature = signature[TimeSize..];
        }

        var bytes = StrictText.Utf8.GetBytes(message);
        if (signature.Length == SignatureSize && Ed25519.Verify(signature.ToArray(), 0, publicKey, 0, bytes, 0, bytes.Length))
            return true;
        timestamp = null;
        return false;
    }

    /// <summary>Keys are the same when their text forms are.</summary>
    public bool Equals(NoteVerifier? other) => other is not null && string.Equals(VerifierKey, other.VerifierKey, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => VerifierKey.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => VerifierKey;

    internal static string CosignedMessage(string body, long time) => $"cosignature/v1\ntime {StrictText.Decimal(time)}\n{body}";

    internal static string FormatKey(string name, NoteKeyType type, ReadOnlySpan<byte> publicKey) =>
        $"{name}+{Hex(KeyId(name, type, publicKey))}+{Convert.ToBase64String([(byte)type, .. publicKey])}";

    /// <summary>SHA-256(name || 0x0A || type || key)[:4].</summary>
    internal static uint KeyId(string name, NoteKeyType type, ReadOnlySpan<byte> publicKey) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. StrictText.Utf8.GetBytes(name), (byte)'\n', (byte)type, .. publicKey]));

    /// <summary>Not empty, without Unicode spaces, plus signs and control characters, and writable as UTF-8.</summary>
    internal static bool IsName(string name) =>
        name.Length > 0 && SignedNote.IsClean(name) && !name.Any(c => c == '+' || char.IsWhiteSpace(c) || char.IsControl(c));

    private static string Hex(uint id) => id.ToString("x8", CultureInfo.InvariantCulture);
}
