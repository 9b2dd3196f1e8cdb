using System.Text;
using CaseDesk.Ledger;

namespace CaseDesk.Verify;

/// <summary>Reads the files that the command line names. Those are the asker's own: if one is unusable, the question is wrong, not the ledger.</summary>
internal static class InputFiles
{
    private const long MaxText = 4_000_000;
    private const long MaxOpenings = 256_000_000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // A note cannot have U+0000, so the check of the text refuses what is not UTF-8, as a finding with a reason.
    private static readonly Encoding Refusing = Encoding.GetEncoding("utf-8", EncoderFallback.ExceptionFallback, new DecoderReplacementFallback("\0"));

    /// <exception cref="UsageException">It is missing, too large or cannot be read.</exception>
    public static byte[] Bytes(string path, long most = MaxText)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                throw new UsageException($"There is no file {path}.");
            if (file.Length > most)
                throw new UsageException($"{path} has {file.Length} bytes, more than the {most} that can be read.");
            return File.ReadAllBytes(path);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {wrong.Message}");
        }
    }

    /// <summary>A note or receipt; what is not UTF-8 in it becomes U+0000.</summary>
    public static string Text(string path) => Refusing.GetString(Bytes(path));

    /// <exception cref="UsageException">It is no policy.</exception>
    public static TlogPolicy Policy(string path)
    {
        try
        {
            return TlogPolicy.Parse(Utf8.GetString(Bytes(path)));
        }
        catch (LedgerFormatException wrong)
        {
            throw new UsageException($"{path} is not a usable policy. {wrong.Message}");
        }
        catch (DecoderFallbackException)
        {
            throw new UsageException($"{path} is not a usable policy: it is not UTF-8.");
        }
    }

    /// <exception cref="UsageException">It cannot be read, or is a PDF.</exception>
    public static KeptStatement Kept(string path)
    {
        var bytes = Bytes(path);
        return bytes.AsSpan().StartsWith("%PDF-"u8)
            ? throw new UsageException($"{path} is a PDF: take the receipt (.tlog-proof) out of its attachments and name that.")
            : new KeptStatement(path, Refusing.GetString(bytes));
    }

    /// <exception cref="UsageException">It is no list of openings.</exception>
    public static IReadOnlyList<Opening> Openings(string path)
    {
        try
        {
            return Opening.ParseList(Bytes(path, MaxOpenings));
        }
        catch (LedgerFormatException wrong)
        {
            throw new UsageException($"{path}: {wrong.Message}");
        }
    }
}
