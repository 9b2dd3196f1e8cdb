using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace CaseDesk.Ledger;

/// <summary>A public key of a log (type 0x01) or of a witness (0x04, C2SP tlog-cosignature cosignature/v1).</summary>
public sealed class NoteVerifier
{
    internal const byte Ed25519Type = 1;
    internal const byte CosignatureType = 4;

    private readonly byte[] publicKey;

    private NoteVerifier(string name, byte type, byte[] keyId, byte[] publicKey) => (Name, Type, KeyId, this.publicKey) = (name, type, keyId, publicKey);

    public string Name { get; }

    public byte Type { get; }

    public IReadOnlyList<byte> KeyId { get; }

    public bool IsWitness => Type == CosignatureType;

    /// <param name="vkey"><c>name+8 hex digits+base64</c>.</param>
    /// <exception cref="FormatException">Says what is wrong with the key.</exception>
    public static NoteVerifier Parse(string vkey)
    {
        // The base64 part may contain a plus itself.
        var parts = vkey.Trim().Split('+', 3);
        if (parts.Length != 3 || !IsKeyName(parts[0]) || parts[1].Length != 8 || !parts[1].All(char.IsAsciiHexDigitLower)) throw new FormatException($"\"{Short(vkey)}\" is no verifier key: name+keyid+key.");
        var key = StrictBase64(parts[2]) ?? throw new FormatException($"The key of {parts[0]} is not base64.");
        if (key.Length != 1 + Ed25519.PublicKeySize || key[0] is not (Ed25519Type or CosignatureType)) throw new FormatException($"The key of {parts[0]} is of an unknown type.");

        var keyId = Convert.FromHexString(parts[1]);
        if (!keyId.AsSpan().SequenceEqual(KeyIdOf(parts[0], key[0], key.AsSpan(1)))) throw new FormatException($"The key id of {parts[0]} does not belong to its key.");
        return new NoteVerifier(parts[0], key[0], keyId, key[1..]);
    }

    /// <param name="signature">What follows the key id.</param>
    /// <param name="time">Unix seconds of a witness's cosignature.</param>
    internal bool Verify(string body, ReadOnlySpan<byte> signature, out long? time)
    {
        time = null;
        byte[] message;
        if (IsWitness)
        {
            if (signature.Length != 8 + Ed25519.SignatureSize) return false;
            var seconds = BinaryPrimitives.ReadUInt64BigEndian(signature);
            message = Encoding.UTF8.GetBytes($"cosignature/v1\ntime {seconds}\n{body}");
            time = (long)seconds;
            signature = signature[8..];
        }
        else
        {
            if (signature.Length != Ed25519.SignatureSize) return false;
            message = Encoding.UTF8.GetBytes(body);
        }
        return VerifyEd25519(publicKey, message, signature);
    }

    /// <summary>RFC 8032 verification; malformed keys and signatures are a no.</summary>
    public static bool VerifyEd25519(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        publicKey.Length == Ed25519.PublicKeySize && signature.Length == Ed25519.SignatureSize
        && Ed25519.Verify(signature.ToArray(), 0, publicKey.ToArray(), 0, message.ToArray(), 0, message.Length);

    internal static bool IsKeyName(string name) => name.Length is > 0 and <= 250 && !name.Any(c => char.IsWhiteSpace(c) || c == '+' || char.IsControl(c));

    internal static byte[] KeyIdOf(string name, byte type, ReadOnlySpan<byte> key) => SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', type, .. key])[..4];

    /// <summary>Base64 in its one canonical spelling, or null.</summary>
    internal static byte[]? StrictBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) && Convert.ToBase64String(bytes, 0, count) == text ? bytes[..count] : null;
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
