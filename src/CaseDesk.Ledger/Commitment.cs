using System.Security.Cryptography;
using System.Text;

namespace CaseDesk.Ledger;

/// <summary>
/// Commitment to a personal value: HMAC-SHA-256 under a fresh salt of exactly 32 bytes over
/// <c>casedesk/commit/v1</c> LF field LF value. It hides the value (256 bits of salt) and binds it.
/// </summary>
public static class Commitment
{
    /// <summary>HMAC pads shorter keys with zeros, so two salts could be one: the length is fixed.</summary>
    public const int SaltSize = 32;

    /// <exception cref="ArgumentException">The salt has not exactly 32 bytes, or the field holds a line feed.</exception>
    public static byte[] Commit(ReadOnlySpan<byte> salt, string field, string value)
    {
        if (salt.Length != SaltSize) throw new ArgumentException("A salt has exactly 32 bytes.", nameof(salt));
        if (field.Contains('\n', StringComparison.Ordinal)) throw new ArgumentException("A field's name is one line.", nameof(field));

        return HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes($"casedesk/commit/v1\n{field}\n{value}"));
    }

    public static bool Opens(ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> salt, string field, string value) =>
        salt.Length == SaltSize && !field.Contains('\n', StringComparison.Ordinal) && CryptographicOperations.FixedTimeEquals(commitment, Commit(salt, field, value));
}
