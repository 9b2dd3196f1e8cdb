using System.Security.Cryptography;

namespace CaseDesk.Bench.Ledger;

/// <summary>The machine's limit: an export's entries read and hashed, a bundle at a time, and nothing looked at.</summary>
internal static class RawPass
{
    public static IEnumerable<string> Files(string export) => Directory.EnumerateFiles(Path.Combine(export, "tile", "entries"), "*", SearchOption.AllDirectories);

    public static int Run(string export)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var buffer = new byte[1 << 20];
        foreach (var file in Files(export))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            SHA256.HashData(buffer.AsSpan(0, read), hash);
        }
        return 0;
    }
}
