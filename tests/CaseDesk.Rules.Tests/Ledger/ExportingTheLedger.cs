using CaseDesk.Ledger;

namespace CaseDesk.Rules.Tests.Ledger;

public sealed class ExportingTheLedger
{
    [Fact]
    public void Writes_the_files_of_the_vectors_byte_for_byte()
    {
        using var export = Export.Signed(Export.Entries());

        var paths = Directory.EnumerateFiles(export.Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(export.Folder, file)).Order(StringComparer.Ordinal);
        Assert.Equal(
            ["checkpoint", "ledger.vkey", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44", "tlog-policy"],
            paths.Select(path => path.Replace('\\', '/')));
        foreach (var path in paths.Where(path => path.StartsWith("tile", StringComparison.Ordinal)))
            Assert.Equal(Vectors.Bytes($"casedesk/log/{path}"), File.ReadAllBytes(export.At(path)));
        Assert.StartsWith(File.ReadAllText(export.At("checkpoint")), Vectors.Text("casedesk/log/checkpoint"), StringComparison.Ordinal);
        Assert.Equal(Vectors.LogKey + "\n", File.ReadAllText(export.At("ledger.vkey")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(65_536)]
    [InlineData(66_000)]
    public void Writes_what_the_check_accepts_at_every_edge(int size)
    {
        using var export = Export.Signed(Export.Entries(size));

        var report = export.Check();

        Assert.Empty(report.Findings);
        Assert.Equal((size, size), (report.Entries, report.Checkpoint?.Checkpoint.Size));
    }

    [Fact]
    public void Leaves_no_checkpoint_when_entries_and_signature_do_not_belong_together()
    {
        var entries = Export.Entries(300);
        using var signer = new NoteSigner("casedesk.example/audit", new byte[32]);
        var note = Export.Checkpoint(signer, entries);
        void Write(string folder, long size, IEnumerable<byte[]> those) => LedgerDirectory.Write(folder, size, those, note, signer.VerifierKey, TlogPolicy.LogOnly(signer.VerifierKey).Format());
        using var one = new Export();
        using var two = new Export();
        using var three = new Export();
        using var four = new Export();

        Assert.Equal("export.size", Assert.Throws<LedgerFormatException>(() => Write(one.Folder, 299, entries)).Code);
        Assert.Equal("export.size", Assert.Throws<LedgerFormatException>(() => Write(two.Folder, 300, entries.Take(299))).Code);
        Assert.Equal("export.size", Assert.Throws<LedgerFormatException>(() => Write(three.Folder, 300, [.. entries, [1]])).Code);
        Assert.Equal("export.root", Assert.Throws<LedgerFormatException>(() => Write(four.Folder, 300, [.. entries.Skip(1), [1]])).Code);
        Assert.All(new[] { one, two, three, four }, export => Assert.False(File.Exists(export.At("checkpoint"))));
    }

    [Fact]
    public void Does_not_mix_with_what_lies_in_the_folder_already()
    {
        using var export = Export.Signed(Export.Entries(3));
        using var signer = new NoteSigner("casedesk.example/audit", new byte[32]);

        Assert.Throws<IOException>(() => LedgerDirectory.Write(export.Folder, 3, Export.Entries(3), Export.Checkpoint(signer, Export.Entries(3)), signer.VerifierKey, "quorum none\n"));
    }
}
