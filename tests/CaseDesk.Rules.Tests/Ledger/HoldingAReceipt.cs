using CaseDesk.Ledger;
using CsCheck;

namespace CaseDesk.Rules.Tests.Ledger;

public sealed class HoldingAReceipt
{
    public static TheoryData<string, int> Receipts => new() { { "0", 0 }, { "7", 7 }, { "255", 255 }, { "256", 256 }, { "299", 299 } };

    [Theory]
    [MemberData(nameof(Receipts))]
    public void Proves_its_entry_and_opening(string name, int index)
    {
        var text = Vectors.Text($"casedesk/proofs/{name}.tlog-proof");

        var report = ReceiptCheck.Check(text, Vectors.Bytes($"casedesk/proofs/{name}.entry"), Vectors.FullPolicy);

        Assert.Null(report.Finding);
        Assert.Equal((index, 1, 300), (report.Index, report.Openings, report.Checkpoint?.Checkpoint.Size));
        Assert.Equal(text, TlogProof.Parse(text).Format());
    }

    [Fact]
    public void Proves_its_entry_without_extra_data()
    {
        var text = Vectors.Text("casedesk/proofs/299-at-300-no-extra.tlog-proof");

        Assert.True(ReceiptCheck.Check(text, Vectors.Bytes("casedesk/proofs/299.entry"), Vectors.LogPolicy).IsGood);
        Assert.Null(TlogProof.Parse(text).Extra);
        Assert.Equal("policy.quorum-not-met", ReceiptCheck.Check(text, Vectors.Bytes("casedesk/proofs/299.entry"), Vectors.FullPolicy).Finding?.Code);
    }

    [Fact]
    public void Does_not_prove_another_entry()
    {
        var report = ReceiptCheck.Check(Vectors.Text("casedesk/proofs/7.tlog-proof"), Vectors.Bytes("casedesk/proofs/0.entry"), Vectors.FullPolicy);

        Assert.Equal(("receipt.inclusion", 7), (report.Finding?.Code, report.Index));
    }

    [Fact]
    public void Fails_when_any_bit_of_the_entry_is_another()
    {
        var text = Vectors.Text("casedesk/proofs/256.tlog-proof");
        var entry = Vectors.Bytes("casedesk/proofs/256.entry");
        for (var i = 0; i < entry.Length; i++)
        {
            var changed = entry.ToArray();
            changed[i] ^= (byte)(1 << (i % 8));
            Assert.Equal("receipt.inclusion", ReceiptCheck.Check(text, changed, Vectors.LogPolicy).Finding?.Code);
        }
    }

    [Fact]
    public void Fails_when_any_character_is_another()
    {
        var text = Vectors.Text("casedesk/proofs/0.tlog-proof");
        var entry = Vectors.Bytes("casedesk/proofs/0.entry");
        // Nothing signs the extra data; from the index on everything counts.
        var signed = text.IndexOf("index ", StringComparison.Ordinal);
        Gen.Select(Gen.Int[signed, text.Length - 1], Gen.Char["Aa1 +/=\n\u2014x"]).Sample((at, with) =>
        {
            var changed = text[..at] + with + text[(at + 1)..];
            // A flipped key id makes a cosignature one of an unknown witness; the full policy misses it then.
            return changed == text || !ReceiptCheck.Check(changed, entry, Vectors.FullPolicy).IsGood;
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2sp.org/tlog-proof@v1")]
    [InlineData("c2sp.org/tlog-proof@v2\nindex 0\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 00\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex -1\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra ?\nindex 0\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra AA==\nextra AA==\nindex 0\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n")]
    [InlineData("c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\n")]
    public void Refuses_every_other_form(string text) => Assert.Equal("proof.malformed", Vectors.Refusal(() => TlogProof.Parse(text)));

    [Fact]
    public void Refuses_more_hashes_than_a_tree_can_have()
    {
        var many = string.Concat(Enumerable.Repeat(Convert.ToBase64String(new byte[32]) + "\n", 64));

        Assert.Equal("proof.malformed", Vectors.Refusal(() => TlogProof.Parse($"c2sp.org/tlog-proof@v1\nindex 0\n{many}\n{Vectors.Text("casedesk/log/checkpoint")}")));
    }

    [Fact]
    public void Does_not_believe_an_opening_that_fits_no_commitment()
    {
        var proof = TlogProof.Parse(Vectors.Text("casedesk/proofs/7.tlog-proof"));
        var entry = Vectors.Bytes("casedesk/proofs/7.entry");
        var other = System.Text.Encoding.UTF8.GetString(proof.Extra!).Replace("case 7", "case 8", StringComparison.Ordinal);

        var changed = proof with { Extra = System.Text.Encoding.UTF8.GetBytes(other) };
        var opaque = proof with { Extra = [1, 2, 3] };

        Assert.Equal("opening.mismatch", ReceiptCheck.Check(changed.Format(), entry, Vectors.FullPolicy).Finding?.Code);
        Assert.True(ReceiptCheck.Check(opaque.Format(), entry, Vectors.FullPolicy).IsGood);
    }
}
