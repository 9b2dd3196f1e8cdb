using CaseDesk.Features.Disclosures;

namespace CaseDesk.Tests;

/// <summary>What changed from a recalled disclosure to the one that takes its place.</summary>
public sealed class ComparingDisclosures
{
    private static readonly DisclosedItem Item = new(1, "approve", ["log.ip", "log.time"], ["log 2026-01-01T00:00:00Z – 2026-01-02T00:00:00Z"], ["ip 203.0.113.7"], 10);

    [Fact]
    public void Finds_nothing_between_a_disclosure_and_itself()
    {
        var version = new DisclosedVersion("p-1", "aa", [Item]);

        var difference = DisclosureChanges.Between(version, version with { Items = [Item with { Fields = ["log.time", "log.ip"] }] });

        Assert.True(Assert.Single(difference.Items).IsNone);
        Assert.False(difference.DataDiffers);
    }

    [Fact]
    public void Says_item_by_item_what_is_other()
    {
        var difference = DisclosureChanges.Between(
            new DisclosedVersion("p-1", "aa", [Item, Item with { Item = 2 }, Item with { Item = 3 }]),
            new DisclosedVersion("p-2", "bb", [Item with { Decision = "narrow", Fields = ["log.time", "log.port"], Rows = 7 }, Item with { Item = 2, Subjects = ["ip 203.0.113.8"] }, Item with { Item = 4, Periods = [] }]));

        Assert.Equal([1, 2, 3, 4], difference.Items.Select(item => item.Item));
        var first = difference.Items[0];
        Assert.Equal(("approve", "narrow", 10, 7), (first.DecisionBefore, first.DecisionAfter, first.RowsBefore, first.RowsAfter));
        Assert.Equal(["log.port"], first.FieldsAdded);
        Assert.Equal(["log.ip"], first.FieldsRemoved);
        Assert.Equal((false, true), (difference.Items[1].PeriodsDiffer, difference.Items[1].SubjectsDiffer));
        Assert.Equal((null, "approve", 10, 0), (difference.Items[2].DecisionAfter, difference.Items[2].DecisionBefore, difference.Items[2].RowsBefore, difference.Items[2].RowsAfter));
        Assert.Equal((null, 10), (difference.Items[3].DecisionBefore, difference.Items[3].RowsAfter));
        Assert.Equal(("p-1", "p-2", true), (difference.PolicyBefore, difference.PolicyAfter, difference.DataDiffers));
    }
}
