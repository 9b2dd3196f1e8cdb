using System.Buffers.Binary;
using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace CaseDesk.Ledger;

/// <summary>The log's signing key: Ed25519 over note bodies (C2SP signed-note, type 0x01). Not for use by several threads at once with <see cref="Dispose"/>.</summary>
public sealed class NoteSigner : IDisposable
{
    private readonly byte[] seed;
    private readonly byte[] publicKey = new byte[NoteVerifier.KeySize];
    private bool disposed;

    /// <param name="name">Key name, equal to the checkpoints' origin: no spaces, no plus sign.</param>
    /// <param name="seed32">The 32-byte secret of RFC 8032; copied, and wiped at <see cref="Dispose"/>.</param>
    /// <exception cref="ArgumentException">The name or the length does not fit.</exception>
    public NoteSigner(string name, ReadOnlySpan<byte> seed32)
    {
        if (!NoteVerifier.IsName(name))
            throw new ArgumentException("A key name is not empty and has neither spaces nor a plus sign.", nameof(name));
        if (seed32.Length != NoteVerifier.KeySize)
            throw new ArgumentException($"The secret of an Ed25519 key has {NoteVerifier.KeySize} bytes.", nameof(seed32));

        Name = name;
        seed = seed32.ToArray();
        Ed25519.GeneratePublicKey(seed, 0, publicKey, 0);
    }

    /// <summary>The key's name.</summary>
    public string Name { get; }

    /// <summary>The public key in its text form, for <see cref="NoteVerifier.Parse"/>.</summary>
    public string VerifierKey => NoteVerifier.FormatKey(Name, NoteKeyType.Ed25519, publicKey);

    /// <summary>One signature line with its newline, to stand below the body and an empty line.</summary>
    /// <exception cref="ArgumentException">The body is not one that a note can carry.</exception>
    public string SignatureLine(string body)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (!SignedNote.IsBody(body))
            throw new ArgumentException("A note's body is UTF-8 text without control characters that ends with a newline.", nameof(body));

        var message = StrictText.Utf8.GetBytes(body);
        var signature = new byte[sizeof(uint) + NoteVerifier.SignatureSize];
        BinaryPrimitives.WriteUInt32BigEndian(signature, NoteVerifier.KeyId(Name, NoteKeyType.Ed25519, publicKey));
        Ed25519.Sign(seed, 0, publicKey, 0, message, 0, message.Length, signature, sizeof(uint));
        return $"{SignedNote.SignatureMark}{Name} {Convert.ToBase64String(signature)}\n";
    }

    /// <summary>The whole note: body, empty line, signature line.</summary>
    /// <exception cref="ArgumentException">The body is not one that a note can carry.</exception>
    public string Sign(string body) => $"{body}\n{SignatureLine(body)}";

    /// <summary>Wipes the secret.</summary>
    public void Dispose()
    {
        disposed = true;
        CryptographicOperations.ZeroMemory(seed);
    }
}
