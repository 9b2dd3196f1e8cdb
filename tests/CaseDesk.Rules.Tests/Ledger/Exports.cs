using System.Text;
using CaseDesk.Ledger;

namespace CaseDesk.Rules.Tests.Ledger;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class Export : IDisposable
{
    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"casedesk-ledger-{Guid.CreateVersion7():n}");

    /// <summary>The 300 entries of the vectors.</summary>
    public static List<byte[]> Entries() =>
    [
        .. EntryBundle.Decode(Vectors.Bytes("casedesk/log/tile/entries/000"), 256),
        .. EntryBundle.Decode(Vectors.Bytes("casedesk/log/tile/entries/001.p/44"), 44),
    ];

    /// <summary>Entries that are JSON objects with the right seq and little else.</summary>
    public static List<byte[]> Entries(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Encoding.ASCII.GetBytes(FormattableString.Invariant($"{{\"seq\":{i}}}")))];

    /// <summary>What an insider can make who holds the log's own key.</summary>
    public static Export Signed(IReadOnlyList<byte[]> entries, string key = "log")
    {
        var seed = Vectors.Json("casedesk/keys.json").GetProperty(key).Hash("seed_hex");
        using var signer = new NoteSigner("casedesk.example/audit", seed);
        var export = new Export();
        LedgerDirectory.Write(export.Folder, entries.Count, entries, Checkpoint(signer, entries), signer.VerifierKey, TlogPolicy.LogOnly(signer.VerifierKey).Format());
        return export;
    }

    public static string Checkpoint(NoteSigner signer, IReadOnlyList<byte[]> entries)
    {
        var frontier = new Frontier();
        foreach (var entry in entries)
            frontier.Append(Rfc6962.HashEntry(entry));
        return signer.Sign(new Checkpoint(signer.Name, entries.Count, frontier.Root()).ToBody());
    }

    /// <summary>A copy of a folder of the vectors.</summary>
    public static Export CopyOf(string vector)
    {
        var export = new Export();
        foreach (var file in Directory.EnumerateFiles(Vectors.At(vector), "*", SearchOption.AllDirectories))
            export.Write(Path.GetRelativePath(Vectors.At(vector), file), File.ReadAllBytes(file));
        return export;
    }

    public LedgerReport Check(params KeptStatement[] against) => LedgerCheck.Check(Folder, Vectors.LogPolicy, against);

    public string At(string path) => Path.Combine(Folder, path);

    public void Write(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllBytes(At(path), bytes);
    }

    public void Dispose()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }
}
