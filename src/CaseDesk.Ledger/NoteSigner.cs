using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace CaseDesk.Ledger;

/// <summary>Signs notes with Ed25519 (C2SP signed-note, type 0x01).</summary>
public sealed class NoteSigner : IDisposable
{
    private readonly byte[] seed;
    private readonly byte[] publicKey;
    private readonly byte[] keyId;

    /// <param name="name">Key name: no spaces, no plus; for a log it equals its origin.</param>
    /// <param name="seed">32 bytes.</param>
    public NoteSigner(string name, ReadOnlySpan<byte> seed)
    {
        if (!NoteVerifier.IsKeyName(name)) throw new ArgumentException("A key's name has no spaces and no plus.", nameof(name));
        if (seed.Length != Ed25519.SecretKeySize) throw new ArgumentException("A seed has 32 bytes.", nameof(seed));

        Name = name;
        this.seed = seed.ToArray();
        publicKey = new Ed25519PrivateKeyParameters(this.seed).GeneratePublicKey().GetEncoded();
        keyId = NoteVerifier.KeyIdOf(name, NoteVerifier.Ed25519Type, publicKey);
    }

    public string Name { get; }

    /// <summary><c>name+keyid+key</c>, as others take it.</summary>
    public string VerifierKey => $"{Name}+{Convert.ToHexStringLower(keyId)}+{Convert.ToBase64String([NoteVerifier.Ed25519Type, .. publicKey])}";

    /// <param name="body">Ends with a line feed.</param>
    public string SignatureLine(string body)
    {
        var message = Encoding.UTF8.GetBytes(body);
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(seed, 0, message, 0, message.Length, signature, 0);
        return $"\u2014 {Name} {Convert.ToBase64String([.. keyId, .. signature])}\n";
    }

    /// <summary>The whole note: body, empty line, signature.</summary>
    public string Sign(string body)
    {
        if (!body.EndsWith('\n')) throw new ArgumentException("A note's body ends with a line feed.", nameof(body));
        return $"{body}\n{SignatureLine(body)}";
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(seed);
}
