namespace CaseDesk.Tests.Judging;

/// <summary>Programs of other people accept what the desk hands out, entry for entry.</summary>
[Collection(nameof(ExportOfTheDesk))]
public sealed class JudgedByOthers(ExportOfTheDesk export)
{
    public static TheoryData<string> Judges => [.. Judge.All];

    [Theory]
    [MemberData(nameof(Judges))]
    public async Task The_ledger_holds_with_everything_that_was_kept_of_it(string judge)
    {
        Judge.MustBeThere(judge);

        var (code, said) = await Judge.Ask(judge, "ledger", export.Folder, export.Key, export.KeptCheckpoint, export.Receipt, export.OtherReceipt);

        Assert.Equal((0, $"GOOD {export.Entries.Count} entries, 3 kept statements\n"), (code, said));
        Assert.True(export.Entries.Count > 256);
    }

    [Theory]
    [MemberData(nameof(Judges))]
    public async Task The_receipt_of_a_disclosure_proves_its_entry(string judge)
    {
        Judge.MustBeThere(judge);

        var (code, said) = await Judge.Ask(judge, "receipt", export.Receipt, export.ReceiptEntry, export.Key);

        Assert.True(code == 0 && said.StartsWith("GOOD entry ", StringComparison.Ordinal), said);
    }
}
