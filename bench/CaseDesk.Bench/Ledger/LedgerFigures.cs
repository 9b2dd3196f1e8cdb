using System.Diagnostics;
using System.Globalization;
using System.Text;
using CaseDesk.Bench.Extraction;
using CaseDesk.Ledger;

namespace CaseDesk.Bench.Ledger;

/// <summary>What the ledger costs by itself: to write an entry, to prove one of many, to check all of them (docs/performance.md).</summary>
internal sealed class LedgerFigures(AloneLedger ledger, string directory, CancellationToken cancel)
{
    private const int Rounds = 3;
    private const int Proofs = 1000;
    private const int GrowingBy = 1000;

    private bool isSound = true;

    /// <param name="options"><c>write</c>, or <c>large</c> with the number of entries and where they are written.</param>
    public static async Task<int> Run(string[] options, CancellationToken cancel)
    {
        var entries = 0L;
        var isUnderstood = options is ["write"] || options is ["large", .. { Length: <= 2 } size] && long.TryParse(size.FirstOrDefault() ?? "10000000", NumberStyles.None, CultureInfo.InvariantCulture, out entries) && entries >= 1000;
        if (!isUnderstood)
        {
            Console.Error.WriteLine("CaseDesk.Bench ledger write, or CaseDesk.Bench ledger large [entries, at least 1000, usually 10000000] [directory for what is written, about 2 kB an entry]");
            return 2;
        }
        var directory = Path.Combine(options.ElementAtOrDefault(2) ?? Path.GetTempPath(), $"casedesk-bench-{Environment.ProcessId}");
        try
        {
            using var ledger = await AloneLedger.Open(Path.Combine(directory, "data"));
            var figures = new LedgerFigures(ledger, directory, cancel);
            if (entries == 0) await figures.Write();
            else await figures.MakeLarge(entries);
            return figures.isSound ? 0 : 1;
        }
        finally
        {
            if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        }
    }

    private async Task Write()
    {
        Compose();
        foreach (var (group, entries) in new[] { (1, 2_000), (10, 10_000), (100, 50_000), (1000, 100_000) }) await Write(group, entries);
    }

    /// <summary>A tenth first, so that it is seen what grows.</summary>
    private async Task MakeLarge(long entries)
    {
        List<(string Directory, long Entries)> exports = [];
        foreach (var size in new[] { entries / 10, entries })
        {
            await Grow(size);
            foreach (var isCold in new[] { false, true }) await Prove(isCold);
            var export = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"export-{size}"));
            await ledger.Export(export);
            exports.Add((export, size));
        }
        foreach (var (export, size) in exports) await Check(export, size);
    }

    /// <summary>What one entry costs before any database sees it.</summary>
    private void Compose()
    {
        const int many = 20_000;
        var (frontier, edge, tiles, bytes) = (new Frontier(), new TreeEdge(), 0, 0L);
        List<double> took = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var busy = Busy;
            for (var i = 0; i < many; i++)
            {
                var entry = ledger.Compose(frontier.Size);
                var hash = Rfc6962.HashEntry(entry.Leaf);
                bytes += entry.Leaf.Length;
                frontier.Append(hash);
                edge.Append(hash, _ => tiles++);
            }
            if (round > 0) took.Add((Busy - busy).TotalMicroseconds / many);
        }
        Figures.Say($"ledger entry, composed, hashed and added to the tree in memory: {Figures.Spread(took, "0.0")} µs of processor, {bytes / (double)frontier.Size:0} bytes with one commitment; median of {Rounds} rounds of {many}");
    }

    private async Task Write(int group, int entries)
    {
        List<double> rates = [], costs = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var busy = Busy;
            var watch = Stopwatch.StartNew();
            for (var done = 0; done < entries; done += group)
            {
                cancel.ThrowIfCancellationRequested();
                await ledger.Write(group);
            }
            // The first warms the compiler.
            if (round == 0) continue;
            rates.Add(entries / watch.Elapsed.TotalSeconds);
            costs.Add((Busy - busy).TotalMicroseconds / entries);
        }
        var goals = group == 100 ? $" (targets 8000 and 60: {Figures.Verdict(Figures.Median(rates) >= 8000)}, {Figures.Verdict(Figures.Median(costs) <= 60)})" : "";
        Figures.Say($"ledger writer, SQLite, FULL, groups of {group}: {Figures.Spread(rates, "0")} entries/s, {Figures.Spread(costs, "0.0")} µs of processor an entry{goals}; median of {Rounds} rounds of {entries}");
    }

    private async Task Grow(long size)
    {
        var (from, busy) = (ledger.Size, Busy);
        var watch = Stopwatch.StartNew();
        while (ledger.Size < size)
        {
            cancel.ThrowIfCancellationRequested();
            await ledger.Write((int)Math.Min(GrowingBy, size - ledger.Size));
        }
        if (ledger.Size > from)
            Figures.Say($"ledger of {ledger.Size} entries, from {from} on in groups of {GrowingBy}: {watch.Elapsed.TotalSeconds:0} s, {(Busy - busy).TotalMicroseconds / (ledger.Size - from):0.0} µs of processor an entry, {new FileInfo(ledger.Database).Length / 1e6:0} MB");
    }

    /// <param name="isCold">Whether the system has to read the file again too.</param>
    private async Task Prove(bool isCold)
    {
        var chance = new Random(2026);
        var root = Checkpoint.Claimed(ledger.Checkpoint).Root;
        List<double> took = [], busy = [], sizes = [];
        var hashes = 0;
        for (var i = -Proofs / 10; i < Proofs; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var seq = chance.NextInt64(ledger.Size);
            var (receipt, milliseconds, processor, entry) = await ledger.Fresh(async reading =>
            {
                if (isCold) PageCache.Drop(ledger.Database);
                var (start, before) = (Stopwatch.GetTimestamp(), Busy);
                var receipt = await reading.Receipt(seq, ledger.Checkpoint, extra: null, cancel);
                var (took, used) = (Stopwatch.GetElapsedTime(start), Busy - before);
                return (receipt, took.TotalMilliseconds, used.TotalMilliseconds, await reading.Entry(seq, cancel));
            });
            isSound &= MerkleProof.CheckInclusion(seq, ledger.Size, Rfc6962.HashEntry(Encoding.UTF8.GetBytes(entry)), receipt.Hashes, root);
            if (i < 0) continue;
            took.Add(milliseconds);
            busy.Add(processor);
            sizes.Add(receipt.Format().Length);
            hashes = Math.Max(hashes, receipt.Hashes.Count);
        }
        Figures.Say($"inclusion proof, 1 of {ledger.Size}, connection opened just before, {(isCold ? "file not in memory" : "file in the system's memory")}: p50/p95 {Figures.Percentile(took, 50):0.00}/{Figures.Percentile(took, 95):0.00} ms (target p50 1: {Figures.Verdict(Figures.Percentile(took, 50) <= 1)}), {Figures.Percentile(busy, 50):0.00} ms of processor, receipt at most {sizes.Max():0} bytes, {hashes} hashes (target 2048: {Figures.Verdict(sizes.Max() <= 2048)}); {Proofs} proofs{(isSound ? ", all of them good" : ", NOT SOUND")}");
    }

    private async Task Check(string export, long size)
    {
        var bytes = RawPass.Files(export).Sum(file => new FileInfo(file).Length);
        var raw = await Measured.Run("dotnet", Path.Combine(AppContext.BaseDirectory, "CaseDesk.Bench.dll"), "raw", export);
        var check = await Measured.Run("dotnet", Path.Combine(AppContext.BaseDirectory, "CaseDesk.Verify.dll"), "ledger", export, "--policy", Path.Combine(export, "tlog-policy"));
        isSound &= raw.ExitCode == 0 && check.ExitCode == 0;
        var allowed = 60 * size / 1e7;
        Figures.Say($"full check, {size} entries, {bytes / 1e6:0} MB in bundles: {check.Processor:0.0} s of processor (target {allowed:0.##}: {Figures.Verdict(check.Processor <= allowed)}), {check.Wall:0.0} s, {check.Processor * 1e6 / size:0.00} µs an entry, peak {check.Peak / 1e6:0} MB; SHA-256 over the same bytes and nothing else {raw.Processor:0.0} s of processor, ratio {check.Processor / raw.Processor:0.0}{(check.ExitCode == 0 ? "" : $", NOT SOUND: {check.Said}")}");
    }

    private static TimeSpan Busy => Environment.CpuUsage.TotalTime;
}
