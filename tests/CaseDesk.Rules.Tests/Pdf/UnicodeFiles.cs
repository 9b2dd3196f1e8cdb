using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>The conformance files of the Unicode Character Database in tests/data/unicode; ORIGIN.md there says whence.</summary>
internal static class UnicodeFiles
{
    /// <summary>The lines that say something, without their comments.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using var file = File.OpenRead(Path.Combine(Folder(), name + ".gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            var end = line.IndexOf('#', StringComparison.Ordinal);
            var text = (end < 0 ? line : line[..end]).Trim();
            if (text.Length > 0)
                yield return text;
        }
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "data", "unicode");
}
