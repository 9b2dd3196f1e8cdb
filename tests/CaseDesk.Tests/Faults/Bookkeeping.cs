using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace CaseDesk.Tests.Faults;

/// <summary>
/// Holds the records against the ledger, both ways, and both against what clients were told. It reads tables and files itself and
/// shares no code with the desk, so that a mistake there is not repeated here.
/// </summary>
internal static class Bookkeeping
{
    /// <param name="acknowledged">Taken before this is called: the desk may be at work meanwhile.</param>
    /// <returns>What does not agree, in sentences; empty when all is well.</returns>
    public static async Task<IReadOnlyList<string>> Differences(CaseDeskApp app, IReadOnlyCollection<Acknowledged> acknowledged)
    {
        var books = await Books.Read(app);
        return [.. Ledger(books), .. Changes(books), .. Files(app, books), .. Promises(books, acknowledged)];
    }

    /// <summary>Indexes without gaps, and the root as RFC 6962, section 2.1 defines it.</summary>
    private static IEnumerable<string> Ledger(Books books)
    {
        if (books.Entries.Where((entry, index) => entry.Seq != index).Any()) yield return "the ledger has gaps";
        if (books.HeadSize != books.Entries.Count) yield return $"the head says {books.HeadSize} entries, there are {books.Entries.Count}";
        if (books.HeadRoot != Convert.ToHexStringLower(Root(books.Leaves))) yield return "the head's root is not the root of the entries";
    }

    private static IEnumerable<string> Changes(Books books) =>
    [
        .. Compare("request.register", books.Requests.Select(r => r.Number), books.Of("request.register").Select(e => e.Number)),
        .. Compare("request.attach", books.Documents.Select(d => d.Number), books.Of("request.attach").Select(e => e.Number)),
        .. Compare("decision.decide", books.Approvals.Select(a => a.Number), books.Of("decision.decide").Select(e => e.Number)),
        .. Compare("job.extract.begin", books.Extractions.SelectMany(x => Enumerable.Range(1, x.Attempt).Select(attempt => $"{x.Number} attempt {attempt}")), books.Of("job.extract.begin").Select(e => $"{e.Number} attempt {e.Facts!["attempt"]}")),
        .. Compare("job.extract.complete", books.Extractions.Where(x => x.IsComplete).Select(x => $"{x.Number} {x.ManifestHash}"), books.Of("job.extract.complete").Select(e => $"{e.Number} {e.Facts!["manifestHash"]}")),
        .. Compare("disclosure.prepare", books.Disclosures.SelectMany(d => Enumerable.Repeat(d.Number, d.Version - (d.IsReleased ? 1 : 0))), books.Of("disclosure.prepare").Select(e => e.Number)),
        .. Compare("disclosure.sign", books.Disclosures.Where(d => d.IsReleased).Select(d => d.Number), books.Of("disclosure.sign").Select(e => e.Number)),
        .. books.Of("disclosure.sign").GroupBy(e => e.Number).Where(twice => twice.Count() > 1).Select(twice => $"{twice.Key} was disclosed {twice.Count()} times"),
        .. books.Requests.GroupBy(r => r.Reference).Where(twice => twice.Key.StartsWith("LINE-", StringComparison.Ordinal) && twice.Count() > 1).Select(twice => $"{twice.Key} was registered {twice.Count()} times"),
    ];

    private static IEnumerable<string> Compare(string act, IEnumerable<string> records, IEnumerable<string> entries)
    {
        var balance = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var record in records) balance[record] = balance.GetValueOrDefault(record) + 1;
        foreach (var entry in entries) balance[entry] = balance.GetValueOrDefault(entry) - 1;
        return balance.Where(b => b.Value != 0).Select(b => b.Value > 0 ? $"a change without its entry: {act} of {b.Key}" : $"an entry without its change: {act} of {b.Key}");
    }

    /// <summary>What a record names is on disk, whole.</summary>
    private static IEnumerable<string> Files(CaseDeskApp app, Books books)
    {
        foreach (var document in books.Documents)
        {
            if (HashOf(Path.Combine(app.Data, "documents", document.StoredAs)) != document.Sha256) yield return $"the order of {document.Number} is not the one that was attached";
        }
        foreach (var disclosure in books.Disclosures.Where(d => d.IsReleased))
        {
            if (HashOf(Path.Combine(app.Data, "disclosures", disclosure.Id, disclosure.PdfSha256 + ".pdf")) != disclosure.PdfSha256) yield return $"the report of {disclosure.Number} is not the one that was signed";
        }
        foreach (var extraction in books.Extractions.Where(x => x.IsComplete))
        {
            var directory = Path.Combine(app.Data, "extractions", string.Create(CultureInfo.InvariantCulture, $"{extraction.Id}-{extraction.Attempt}"));
            foreach (var (name, said) in extraction.Outputs)
            {
                if (HashOf(Path.Combine(directory, name)) != said) yield return $"{name} of {extraction.Number} is not what its manifest says";
            }
        }
    }

    private static string? HashOf(string path)
    {
        if (!File.Exists(path)) return null;
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static IEnumerable<string> Promises(Books books, IReadOnlyCollection<Acknowledged> acknowledged)
    {
        var held = new HashSet<string>(StringComparer.Ordinal);
        held.UnionWith(books.Requests.Select(r => $"request.register {r.Number}: {r.Number} {r.Reference}"));
        held.UnionWith(books.Documents.Select(d => $"request.attach {d.Number}: {d.Sha256}"));
        held.UnionWith(books.Approvals.Select(a => $"decision.decide {a.Number}: {a.ScopeHash}"));
        held.UnionWith(books.Extractions.Where(x => x.IsComplete).Select(x => $"job.extract.complete {x.Number}: {x.ManifestHash}"));
        held.UnionWith(books.Disclosures.Where(d => d.IsReleased).Select(d => $"disclosure.sign {d.Number}: {d.ManifestHash}"));
        foreach (var lost in acknowledged.Select(a => $"{a.Act} {a.Number}: {a.Detail}").Where(a => !held.Contains(a))) yield return $"acknowledged and lost: {lost}";

        // What was signed stays true: the tree grew out of it. The latest of them stand for those before.
        foreach (var position in acknowledged.Select(a => a.Checkpoint).Where(c => c.Length > 0).TakeLast(20).Distinct())
        {
            var note = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(position)).Split('\n');
            var size = int.Parse(note[1], CultureInfo.InvariantCulture);
            if (size > books.Leaves.Count || note[2] != Convert.ToBase64String(Root(books.Leaves[..size]))) yield return $"a client holds a signature of {size} entries that are not the ledger's";
        }
    }

    private static byte[] Root(List<byte[]> leaves)
    {
        if (leaves.Count == 0) return SHA256.HashData([]);
        // Pairs from the left, an odd one moves up: the same tree as section 2.1's split at the largest power of two.
        var level = leaves;
        while (level.Count > 1)
        {
            List<byte[]> above = [];
            for (var i = 0; i + 1 < level.Count; i += 2) above.Add(SHA256.HashData([1, .. level[i], .. level[i + 1]]));
            if (level.Count % 2 == 1) above.Add(level[^1]);
            level = above;
        }
        return level[0];
    }

    private sealed record Entry(long Seq, string Action, string Outcome, string Number, JsonNode? Facts);

    private sealed record Extraction(string Id, string Number, string State, int Attempt, string ManifestHash, string ManifestJson)
    {
        public bool IsComplete => State.StartsWith("Complete", StringComparison.Ordinal);

        public IEnumerable<(string Name, string Sha256)> Outputs => JsonNode.Parse(ManifestJson)!["result"]!["outputs"]!.AsObject().Select(o => (o.Key, o.Value!["sha256"]!.ToString()));
    }

    /// <summary>One consistent look at all tables.</summary>
    private sealed class Books
    {
        public List<Entry> Entries { get; } = [];

        public List<byte[]> Leaves { get; } = [];

        public long HeadSize { get; private set; }

        public string HeadRoot { get; private set; } = "";

        public List<(string Number, string Reference)> Requests { get; private set; } = [];

        public List<(string Number, string Sha256, string StoredAs)> Documents { get; private set; } = [];

        public List<(string Number, string ScopeHash)> Approvals { get; private set; } = [];

        public List<Extraction> Extractions { get; private set; } = [];

        public List<(string Id, string Number, int Version, bool IsReleased, string PdfSha256, string ManifestHash)> Disclosures { get; private set; } = [];

        public IEnumerable<Entry> Of(string action) => Entries.Where(e => e.Action == action && e.Outcome == "ok");

        public static async Task<Books> Read(CaseDeskApp app)
        {
            var (connection, look) = await TestDatabase.Look(app);
            await using var both = connection;
            await using var one = look;
            async Task<List<T>> Rows<T>(string sql, Func<string[], T> make)
            {
                await using var command = connection.CreateCommand();
                (command.CommandText, command.Transaction) = (sql, look);
                await using var rows = await command.ExecuteReaderAsync();
                List<T> all = [];
                while (await rows.ReadAsync()) all.Add(make([.. Enumerable.Range(0, rows.FieldCount).Select(i => Text(rows, i))]));
                return all;
            }

            var books = new Books();
            (books.HeadSize, books.HeadRoot) = (await Rows("SELECT \"Size\", \"Root\" FROM \"LedgerHeads\"", r => (long.Parse(r[0], CultureInfo.InvariantCulture), r[1]))).Single();
            foreach (var (seq, leaf) in await Rows("SELECT \"Seq\", \"Leaf\" FROM \"LedgerEntries\" ORDER BY \"Seq\"", r => (long.Parse(r[0], CultureInfo.InvariantCulture), r[1])))
            {
                var entry = JsonNode.Parse(leaf)!;
                books.Leaves.Add(SHA256.HashData([0, .. Encoding.UTF8.GetBytes(leaf)]));
                books.Entries.Add(new(seq, entry["action"]!.ToString(), entry["outcome"]!.ToString(), entry["object"]?["id"]?.ToString() ?? "", entry["facts"]));
            }
            books.Requests = await Rows("SELECT \"Number\", \"Reference\" FROM \"Requests\"", r => (r[0], r[1]));
            books.Documents = await Rows("SELECT r.\"Number\", d.\"Sha256\", d.\"StoredAs\" FROM \"Documents\" d JOIN \"Requests\" r ON r.\"Id\" = d.\"RequestId\"", r => (r[0], r[1], r[2]));
            books.Approvals = await Rows("SELECT r.\"Number\", a.\"ScopeHash\" FROM \"Approvals\" a JOIN \"Requests\" r ON r.\"Id\" = a.\"RequestId\"", r => (r[0], r[1]));
            books.Extractions = await Rows(
                "SELECT e.\"Id\", r.\"Number\", e.\"State\", e.\"Attempt\", e.\"ManifestHash\", e.\"ManifestJson\" FROM \"Extractions\" e JOIN \"Requests\" r ON r.\"Id\" = e.\"RequestId\"",
                r => new Extraction(Id(r[0]), r[1], r[2], int.Parse(r[3], CultureInfo.InvariantCulture), r[4], r[5]));
            books.Disclosures = await Rows(
                "SELECT d.\"Id\", r.\"Number\", d.\"Version\", CASE WHEN d.\"ReleasedAt\" IS NULL THEN 0 ELSE 1 END, d.\"PdfSha256\", d.\"ManifestHash\" FROM \"Disclosures\" d JOIN \"Requests\" r ON r.\"Id\" = d.\"RequestId\"",
                r => (Id(r[0]), r[1], int.Parse(r[2], CultureInfo.InvariantCulture), r[3] == "1", r[4], r[5]));
            return books;
        }

        private static string Text(DbDataReader rows, int column) => rows.GetValue(column) switch
        {
            DBNull => "",
            byte[] bytes => Convert.ToHexStringLower(bytes),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

        private static string Id(string text) => Guid.Parse(text).ToString("n");
    }
}
