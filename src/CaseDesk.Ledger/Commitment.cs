using System.Security.Cryptography;

namespace CaseDesk.Ledger;

/// <summary>
/// Stands in an entry for a personal value: it can be opened with the salt, and says nothing once the salt is erased.
/// HMAC-SHA-256 with the salt as key hides (256 bits that cannot be guessed) and binds (SHA-256).
/// </summary>
public static class Commitment
{
    /// <summary>Bytes in a salt. HMAC pads shorter keys with zeros, so that two salts could mean one key: the length is fixed.</summary>
    public const int SaltSize = 32;

    private const string Label = "casedesk/commit/v1";

    /// <summary>HMAC-SHA-256(salt, "casedesk/commit/v1" LF field LF value), 32 bytes.</summary>
    /// <param name="salt32">32 random bytes, fresh for each field of each entry.</param>
    /// <param name="field">Name of the field; not empty and without a newline, else two pairs of field and value could be one message.</param>
    /// <param name="value">The value; any text that is valid Unicode.</param>
    /// <exception cref="ArgumentException">Salt, field or value are not as described.</exception>
    public static byte[] Commit(ReadOnlySpan<byte> salt32, string field, string value)
    {
        if (salt32.Length != SaltSize)
            throw new ArgumentException($"A salt has exactly {SaltSize} bytes, this has {salt32.Length}.", nameof(salt32));
        if (field.Length == 0 || field.Contains('\n', StringComparison.Ordinal))
            throw new ArgumentException("A field name is not empty and has no newline.", nameof(field));

        return HMACSHA256.HashData(salt32, StrictText.Utf8.GetBytes($"{Label}\n{field}\n{value}"));
    }
}
