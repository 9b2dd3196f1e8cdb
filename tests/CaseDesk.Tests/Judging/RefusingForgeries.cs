using CaseDesk.Ledger;

namespace CaseDesk.Tests.Judging;

/// <summary>Each attack on what the desk handed out is refused by each judge, for the right reason; and by our own verifier.</summary>
[Collection(nameof(ExportOfTheDesk))]
public sealed class RefusingForgeries(ExportOfTheDesk export)
{
    public static MatrixTheoryData<string, string> Cases => new(Judge.All, Attacks.All.Keys);

    public static TheoryData<string> Names => [.. Attacks.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Says_what_is_wrong(string judge, string attack)
    {
        Judge.MustBeThere(judge);
        using var forgery = new Forgery(export);

        var (code, said) = await Judge.Ask(judge, Attacks.All[attack].Make(forgery));

        Assert.True(code == 1 && said.StartsWith($"BAD {Attacks.All[attack].Verdict}: ", StringComparison.Ordinal), said);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Our_verifier_says_so_too(string attack)
    {
        using var forgery = new Forgery(export);
        var question = Attacks.All[attack].Make(forgery);
        var policy = TlogPolicy.LogOnly(File.ReadAllText(export.Key).Trim());

        var isGood = question[0] == "receipt"
            ? ReceiptCheck.Check(File.ReadAllText(question[1]), File.ReadAllBytes(question[2]), policy).IsGood
            : LedgerCheck.Check(question[1], policy, [.. question[3..].Select(file => new KeptStatement(file, File.ReadAllText(file)))]).IsGood;

        Assert.False(isGood);
    }

    // The honest limit: who holds the log's key can write any history that nobody kept another one of.
    [Theory]
    [InlineData(Judge.Python)]
    [InlineData(Judge.Go)]
    [InlineData(Judge.Sigstore)]
    public async Task A_history_that_was_signed_anew_passes_where_nothing_was_kept(string judge)
    {
        Judge.MustBeThere(judge);
        using var forgery = new Forgery(export);
        forgery.SignAnew([.. forgery.Entries[..5], Forgery.Harmless(5), .. forgery.Entries[6..]], export.Secret);

        var (code, said) = await Judge.Ask(judge, "ledger", forgery.Folder, export.Key);

        Assert.True(code == 0, said);
    }
}
