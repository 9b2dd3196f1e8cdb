using System.Buffers.Text;
using System.Security.Cryptography;

namespace CaseDesk.Security;

/// <summary>What a client holds: 256 random bits. The database holds its hash only.</summary>
internal static class SessionSecret
{
    public static (string Secret, byte[] Hash) New()
    {
        var bytes = RandomNumberGenerator.GetBytes(32);
        return (Base64Url.EncodeToString(bytes), SHA256.HashData(bytes));
    }

    public static byte[]? HashOf(string? secret) =>
        secret is { Length: 43 } && Base64Url.IsValid(secret) ? SHA256.HashData(Base64Url.DecodeFromChars(secret)) : null;
}
