using System.Globalization;
using System.Text;
using CaseDesk.Ledger;

namespace CaseDesk.Tests.Judging;

/// <summary>A copy of the desk's ledger, and what can be done to it.</summary>
internal sealed class Forgery : IDisposable
{
    public Forgery(ExportOfTheDesk genuine)
    {
        Genuine = genuine;
        Copy(genuine.Folder, Folder);
    }

    public ExportOfTheDesk Genuine { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("casedesk-forged-").FullName;

    public List<byte[]> Entries => [.. Genuine.Entries];

    public string At(string path) => Path.Combine(Folder, path);

    /// <summary>The last bundle or tile of the level, which is a partial one.</summary>
    public string Last(string level) => Directory.EnumerateFiles(At("tile/" + level), "*", SearchOption.AllDirectories).Single(file => file.Contains(".p", StringComparison.Ordinal));

    public static string FlipABit(string file, int at)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[at] ^= 1;
        File.WriteAllBytes(file, bytes);
        return file;
    }

    public void Say(string file, Func<string, string> other) => File.WriteAllText(At(file), other(File.ReadAllText(At(file))));

    /// <summary>Bundles and tiles of these entries under the checkpoint that was signed over others.</summary>
    public void WriteAnew(IReadOnlyList<byte[]> entries)
    {
        var signed = File.ReadAllText(At("checkpoint"));
        SignAnew(entries, new byte[32]);
        Say("checkpoint", _ => signed);
    }

    /// <summary>A whole ledger of these entries, with a signature that fits. The log's key is left as it was handed out.</summary>
    public void SignAnew(IReadOnlyList<byte[]> entries, byte[] secret)
    {
        Directory.Delete(Folder, recursive: true);
        using var signer = new NoteSigner(Genuine.Origin, secret);
        LedgerDirectory.Write(Folder, entries.Count, entries, SignedOver(entries, signer), signer.VerifierKey, TlogPolicy.LogOnly(signer.VerifierKey).Format());
    }

    public static string SignedOver(IReadOnlyList<byte[]> entries, NoteSigner signer, string? origin = null)
    {
        var frontier = new Frontier();
        foreach (var entry in entries) frontier.Append(Rfc6962.HashEntry(entry));
        return signer.Sign(new Checkpoint(origin ?? signer.Name, entries.Count, frontier.Root()).ToBody());
    }

    /// <summary>Says nothing of what was done, at the right place.</summary>
    public static byte[] Harmless(long seq) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"action\":\"request.list\",\"seq\":{seq}}}"));

    public string Keep(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
