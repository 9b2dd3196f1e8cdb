using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CaseDesk.Ledger;

namespace CaseDesk.Verify;

/// <summary>Reads the files that the command line names. Those are the asker's own: if one is unusable, the question is wrong, not the ledger.</summary>
internal static class InputFiles
{
    private const long MaxText = 4_000_000;
    private const long MaxOpenings = 256_000_000;

    /// <summary>Most bytes of a report: its attachments may have 512 MiB unpacked.</summary>
    private const long MaxPdf = 512L << 20;

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
    public static string Text(string path) => Text(Bytes(path));

    /// <summary>A note or receipt; what is not UTF-8 in it becomes U+0000.</summary>
    public static string Text(byte[] bytes) => Refusing.GetString(bytes);

    /// <summary>A released report. Whether it is one is not asked here.</summary>
    public static byte[] Pdf(string path) => Bytes(path, MaxPdf);

    /// <summary>Root certificates, each file with one as DER or any number as PEM.</summary>
    /// <exception cref="UsageException">One cannot be read, or has none.</exception>
    public static X509Certificate2Collection Certificates(IEnumerable<string> paths)
    {
        var found = new X509Certificate2Collection();
        foreach (var path in paths)
        {
            var bytes = Bytes(path);
            var before = found.Count;
            try
            {
                if (bytes.AsSpan().StartsWith("\x30"u8))
                    found.Add(X509CertificateLoader.LoadCertificate(bytes));
                else
                    found.ImportFromPem(Text(bytes));
            }
            catch (CryptographicException wrong)
            {
                throw new UsageException($"{path} is not a certificate: {wrong.Message}");
            }

            if (found.Count == before)
                throw new UsageException($"{path} has no certificate.");
        }

        return found;
    }

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

    /// <summary>A checkpoint, as a note or as the header <c>CaseDesk-Checkpoint</c> has it, a receipt, or a released report with the receipt in it.</summary>
    /// <exception cref="UsageException">It cannot be read, or is a PDF without a receipt.</exception>
    public static KeptStatement Kept(string path)
    {
        if (IsPdf(path))
            return DisclosureFiles.Kept(path, Pdf(path));
        var text = Text(path);
        return new KeptStatement(path, FromHeader(text.AsSpan().Trim()) ?? text);
    }

    /// <summary>Answers of the desk carry the checkpoint in a header, as one line of base64url; null where the text is no such line.</summary>
    private static string? FromHeader(ReadOnlySpan<char> line) =>
        !line.IsEmpty && !line.ContainsAny('\r', '\n') && Base64Url.IsValid(line) ? Text(Base64Url.DecodeFromChars(line)) : null;

    // Asked first: a report may be far larger than any text that is read here.
    private static bool IsPdf(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[5];
            return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual("%PDF-"u8);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {wrong.Message}");
        }
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
