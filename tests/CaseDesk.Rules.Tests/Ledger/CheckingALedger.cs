using System.Text;
using CaseDesk.Ledger;
using CsCheck;

namespace CaseDesk.Rules.Tests.Ledger;

public sealed class CheckingALedger
{
    private const string TesseraKey = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

    [Fact]
    public void Finds_nothing_wrong_in_the_vectors_with_all_their_checkpoints_and_openings()
    {
        var openings = Opening.ParseList(Vectors.Bytes("casedesk/openings.json"));

        var report = LedgerCheck.Check(Vectors.At("casedesk/log"), Vectors.FullPolicy, [], openings);

        Assert.Empty(report.Findings);
        Assert.Equal((300, 9, 300), (report.Entries, report.Kept, report.Openings));
        Assert.Equal(2, report.Checkpoint?.Cosignatures.Count);
    }

    [Fact]
    public void Finds_nothing_wrong_in_the_log_of_Tessera_with_all_its_checkpoints()
    {
        var report = LedgerCheck.Check(Vectors.At("tessera-testlog/log"), TlogPolicy.LogOnly(TesseraKey), []);

        Assert.Empty(report.Findings);
        Assert.Equal((15, 16), (report.Entries, report.Kept));
    }

    [Fact]
    public void Accepts_every_receipt_and_checkpoint_that_was_given_out()
    {
        KeptStatement[] kept = [.. Directory.EnumerateFiles(Vectors.At("casedesk/proofs"), "*.tlog-proof").Select(file => new KeptStatement(file, File.ReadAllText(file)))];

        var report = LedgerCheck.Check(Vectors.At("casedesk/log"), Vectors.LogPolicy, kept);

        Assert.Empty(report.Findings);
        Assert.Equal(9 + kept.Length, report.Kept);
    }

    [Theory]
    [InlineData("edit-unsigned", "root.mismatch", "checkpoint", null)]
    [InlineData("delete-unsigned", "entry.seq", "tile/entries/000", 77)]
    [InlineData("reorder-unsigned", "entry.seq", "tile/entries/000", 40)]
    [InlineData("tile-only-edit", "entry.hash", "tile/entries/000", 1)]
    public void Refuses_attacks_of_someone_without_the_key(string attack, string code, string where, int? entry)
    {
        var first = LedgerCheck.Check(Vectors.At($"casedesk/attacks/{attack}"), Vectors.LogPolicy, []).First!;

        Assert.Equal((code, where, (long?)entry), (first.Code, first.Where, first.Entry));
    }

    // Who holds the key can sign any history; only what was kept outside shows it.
    [Theory]
    [InlineData("edit-resigned", "against.fork")]
    [InlineData("truncate-resigned", "against.shorter")]
    public void Refuses_attacks_with_the_key_once_something_was_kept(string attack, string code)
    {
        var folder = Vectors.At($"casedesk/attacks/{attack}");

        Assert.True(LedgerCheck.Check(folder, Vectors.LogPolicy, []).IsGood);
        Assert.Equal("policy.quorum-not-met", LedgerCheck.Check(folder, Vectors.FullPolicy, []).First?.Code);
        Assert.Equal(code, LedgerCheck.Check(folder, Vectors.LogPolicy, [Kept("casedesk/log/checkpoint")]).First?.Code);
        Assert.Equal(code, LedgerCheck.Check(folder, Vectors.LogPolicy, [Kept("casedesk/proofs/256.tlog-proof")]).First?.Code);
    }

    [Fact]
    public void Refuses_a_rewritten_start_that_went_on_growing()
    {
        var entries = Export.Entries();
        entries[5] = Encoding.UTF8.GetBytes("""{"seq":5}""");
        entries.Add(Encoding.UTF8.GetBytes("""{"seq":300}"""));
        using var export = Export.Signed(entries);

        Assert.True(export.Check().IsGood);
        Assert.True(export.Check(Kept("casedesk/log/checkpoint.2")).IsGood);
        var report = export.Check(Kept("casedesk/log/checkpoint"), Kept("casedesk/log/checkpoint.2"), Kept("casedesk/log/checkpoint.7"));
        Assert.Equal(["against.rewritten", "against.rewritten"], report.Findings.Select(finding => finding.Code));
        Assert.Equal(1, report.Kept);
        Assert.EndsWith("checkpoint.7", report.First!.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_removed_and_moved_entries_although_they_were_signed_again()
    {
        var removed = Export.Entries();
        removed.RemoveAt(77);
        var moved = Export.Entries();
        (moved[40], moved[41]) = (moved[41], moved[40]);
        using var one = Export.Signed(removed);
        using var two = Export.Signed(moved);

        Assert.Equal(("entry.seq", 77), (one.Check().First?.Code, one.Check().First?.Entry));
        Assert.Equal(("entry.seq", 40), (two.Check().First?.Code, two.Check().First?.Entry));
        // The wrong numbers of all later entries do not crowd out the rest.
        Assert.Contains(one.Check(Kept("casedesk/log/checkpoint")).Findings, finding => finding.Code == "against.shorter");
        Assert.True(one.Check().Omitted > 100);
    }

    [Fact]
    public void Refuses_a_fork_that_both_sides_would_accept_alone()
    {
        var entries = Export.Entries();
        entries[299] = Encoding.UTF8.GetBytes("""{"seq":299,"outcome":"other"}""");
        using var fork = Export.Signed(entries);
        var note = File.ReadAllText(fork.At("checkpoint"));

        Assert.True(fork.Check().IsGood);
        Assert.Equal("against.fork", LedgerCheck.Check(Vectors.At("casedesk/log"), Vectors.LogPolicy, [new KeptStatement("theirs", note)]).First?.Code);
    }

    [Fact]
    public void Refuses_a_log_signed_with_another_key_of_the_same_name()
    {
        using var export = Export.Signed(Export.Entries(), "other_log_key_same_name");

        var report = export.Check();

        Assert.Equal(("note.no-known-signature", "checkpoint"), (report.First?.Code, report.First?.Where));
        Assert.Null(report.Checkpoint);
    }

    [Fact]
    public void Says_which_entry_was_changed_and_that_the_tiles_were_not()
    {
        using var export = Export.Signed(Export.Entries());
        var bundle = File.ReadAllBytes(export.At("tile/entries/001.p/44"));
        bundle[^2] ^= 1;
        export.Write("tile/entries/001.p/44", bundle);

        var first = export.Check().First!;

        Assert.Equal(("entry.hash", "tile/entries/001.p/44", 299L), (first.Code, first.Where, first.Entry));
        Assert.EndsWith("The signed root agrees with the tiles: the entries were changed.", first.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("tile/entries/000")]
    [InlineData("tile/entries/001.p/44")]
    [InlineData("tile/0/000")]
    [InlineData("tile/0/001.p/44")]
    [InlineData("tile/1/000.p/1")]
    public void Says_which_file_is_missing_short_long_or_a_link(string path)
    {
        using var export = Export.Signed(Export.Entries());
        var bytes = File.ReadAllBytes(export.At(path));

        File.Delete(export.At(path));
        Assert.Equal(("file.missing", path), Where(export.Check()));
        File.CreateSymbolicLink(export.At(path), Vectors.At($"casedesk/log/{path}"));
        Assert.Equal(("file.link", path), Where(export.Check()));
        File.Delete(export.At(path));
        export.Write(path, []);
        Assert.Equal(("file.size", path), Where(export.Check()));
        export.Write(path, bytes[..^1]);
        Assert.Equal(path, Where(export.Check()).Where);
        export.Write(path, [.. bytes, 0]);
        Assert.Equal(path, Where(export.Check()).Where);
        export.Write(path, bytes);
        Assert.True(export.Check().IsGood);
    }

    [Fact]
    public void Says_when_a_bundle_and_its_tile_are_both_missing_and_goes_no_further()
    {
        using var export = Export.Signed(Export.Entries());
        File.Delete(export.At("tile/entries/001.p/44"));
        File.Delete(export.At("tile/0/001.p/44"));

        var report = export.Check(Kept("casedesk/log/checkpoint.257"));

        Assert.Equal(256, report.Entries);
        Assert.Equal(["file.missing", "file.missing", "against.unchecked"], report.Findings.Select(finding => finding.Code));
    }

    [Theory]
    [InlineData("tile/entries/001")]
    [InlineData("tile/0/002.p/1")]
    [InlineData("tile/0/001.p/45")]
    [InlineData("tile/2/000.p/1")]
    [InlineData("tile/9/000.p/1")]
    [InlineData("tile/0/readme.txt")]
    [InlineData("tile/0/x000/000")]
    [InlineData("tile/x")]
    public void Refuses_files_that_do_not_belong_to_the_log(string path)
    {
        using var export = Export.Signed(Export.Entries());
        export.Write(path, new byte[32]);

        Assert.Equal(("tile.extra", path), Where(export.Check()));
    }

    [Theory]
    [InlineData("tile/entries/000.p/7")]
    [InlineData("tile/0/000.p/7")]
    [InlineData("tile/0/001.p/1")]
    public void Refuses_an_older_partial_tile_that_says_something_else(string path)
    {
        using var export = Export.CopyOf("casedesk/log");
        var bytes = File.ReadAllBytes(export.At(path));
        bytes[^1] ^= 1;
        export.Write(path, bytes);

        Assert.Equal(("tile.partial", path), Where(export.Check()));
    }

    [Fact]
    public void Refuses_a_key_or_policy_beside_the_export_that_names_another_log()
    {
        using var export = Export.Signed(Export.Entries(3));
        using var other = new NoteSigner("other.example", new byte[32]);

        export.Write("ledger.vkey", Encoding.ASCII.GetBytes(other.VerifierKey + "\n"));
        Assert.Equal(("export.vkey", "ledger.vkey"), Where(export.Check()));
        export.Write("ledger.vkey", Encoding.ASCII.GetBytes(Vectors.LogKey + "\n"));
        export.Write("tlog-policy", Encoding.ASCII.GetBytes(TlogPolicy.LogOnly(other.VerifierKey).Format()));
        Assert.Equal(("export.policy", "tlog-policy"), Where(export.Check()));
    }

    [Fact]
    public void Finds_a_changed_byte_wherever_it_is()
    {
        using var export = Export.CopyOf("casedesk/log");
        export.Write("ledger.vkey", Encoding.ASCII.GetBytes(Vectors.LogKey + "\n"));
        export.Write("tlog-policy", Encoding.ASCII.GetBytes(Vectors.FullPolicy.Format()));
        var files = Directory.EnumerateFiles(export.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var policy = Vectors.FullPolicy;
        Assert.True(LedgerCheck.Check(export.Folder, policy, []).IsGood);

        // The policy's own names mean nothing outside it, so only its keys can be checked against the log.
        files.Remove(export.At("tlog-policy"));
        Gen.Select(Gen.Int[0, files.Count - 1], Gen.Double[0, 1], Gen.Int[0, 7]).Sample(
            (file, place, bit) =>
            {
                var bytes = File.ReadAllBytes(files[file]);
                var at = Math.Min((int)(place * bytes.Length), bytes.Length - 1);
                bytes[at] ^= (byte)(1 << bit);
                File.WriteAllBytes(files[file], bytes);
                var report = LedgerCheck.Check(export.Folder, policy, []);
                bytes[at] ^= (byte)(1 << bit);
                File.WriteAllBytes(files[file], bytes);
                return !report.IsGood || IsCosignatureOfEarlier(files[file], bytes, at);
            },
            iter: 400,
            threads: 1);

        // In an earlier checkpoint only the log's own signature counts; the witnesses' lines below it may be those of unknown keys.
        static bool IsCosignatureOfEarlier(string file, byte[] bytes, int at) =>
            Path.GetFileName(file).StartsWith("checkpoint.", StringComparison.Ordinal)
            && at >= Encoding.UTF8.GetString(bytes).Split('\n').Take(5).Sum(line => Encoding.UTF8.GetByteCount(line) + 1);
    }

    [Fact]
    public void Finds_every_changed_byte_of_the_current_checkpoint_and_policy()
    {
        using var export = Export.Signed(Export.Entries(3));
        foreach (var name in new[] { "checkpoint", "ledger.vkey", "tlog-policy" })
        {
            var bytes = File.ReadAllBytes(export.At(name));
            for (var i = 0; i < bytes.Length; i++)
            {
                bytes[i] ^= 1;
                export.Write(name, bytes);
                Assert.False(export.Check().IsGood, FormattableString.Invariant($"{name} at {i}"));
                bytes[i] ^= 1;
            }

            export.Write(name, bytes);
        }

        Assert.True(export.Check().IsGood);
    }

    [Fact]
    public void Looks_at_a_number_only_where_a_JSON_object_has_one()
    {
        using var export = Export.Signed([[], "entry 1"u8.ToArray(), "[5]"u8.ToArray(), "{\"a\":{\"seq\":9}}"u8.ToArray(), "{\"seq\":"u8.ToArray()]);
        using var twice = Export.Signed(["{\"seq\":0,\"seq\":1}"u8.ToArray()]);
        using var escaped = Export.Signed(["{\"\\u0073eq\":1}"u8.ToArray()]);
        using var text = Export.Signed(["{\"seq\":\"0\"}"u8.ToArray()]);

        Assert.Empty(export.Check().Findings);
        Assert.Equal("entry.seq", twice.Check().First?.Code);
        Assert.Equal("entry.seq", escaped.Check().First?.Code);
        Assert.Equal("entry.seq", text.Check().First?.Code);
    }

    [Fact]
    public void Says_which_opening_fits_no_entry()
    {
        var openings = Opening.ParseList(Vectors.Bytes("casedesk/openings.json"));
        Opening[] wrong = [openings[3] with { Value = "someone else" }, openings[4] with { Seq = 1000 }, openings[5]];

        var report = LedgerCheck.Check(Vectors.At("casedesk/log"), Vectors.LogPolicy, [], wrong);

        Assert.Equal([("opening.mismatch", 3L), ("opening.no-entry", 1000L)], report.Findings.Select(finding => (finding.Code, finding.Entry!.Value)));
        Assert.Equal(1, report.Openings);
    }

    [Fact]
    public void Says_when_a_kept_file_proves_nothing()
    {
        using var stranger = new NoteSigner("stranger.example", new byte[32]);
        var foreign = stranger.Sign(new Checkpoint(stranger.Name, 0, Rfc6962.EmptyRoot).ToBody());

        Assert.Equal("against.unverifiable", LedgerCheck.Check(Vectors.At("casedesk/log"), Vectors.LogPolicy, [new KeptStatement("x", "nonsense")]).First?.Code);
        Assert.Equal("against.unverifiable", LedgerCheck.Check(Vectors.At("casedesk/log"), Vectors.LogPolicy, [new KeptStatement("x", foreign)]).First?.Code);
    }

    [Fact]
    public void Refuses_a_receipt_whose_proof_is_for_another_entry()
    {
        var proof = TlogProof.Parse(Vectors.Text("casedesk/proofs/7.tlog-proof"));

        var report = LedgerCheck.Check(Vectors.At("casedesk/log"), Vectors.LogPolicy, [new KeptStatement("mine", (proof with { Index = 6 }).Format())]);

        Assert.Equal(("against.receipt", 6L), (report.First?.Code, report.First?.Entry));
    }

    private static KeptStatement Kept(string path) => new(path, Vectors.Text(path));

    private static (string? Code, string? Where) Where(LedgerReport report) => (report.First?.Code, report.First?.Where);
}
