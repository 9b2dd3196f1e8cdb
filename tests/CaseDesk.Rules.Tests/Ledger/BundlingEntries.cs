using CaseDesk.Ledger;
using CsCheck;

namespace CaseDesk.Rules.Tests.Ledger;

public sealed class BundlingEntries
{
    [Fact]
    public void Writes_the_length_as_two_bytes_before_each_entry() =>
        Assert.Equal([0, 2, 7, 8, 0, 0, 0, 1, 9], EntryBundle.Encode([[7, 8], [], [9]]));

    [Fact]
    public void Reads_back_any_entries() =>
        Gen.Byte.Array[0, 300].Array[1, 256].Sample(
            entries => EntryBundle.Decode(EntryBundle.Encode(entries), entries.Length).Zip(entries).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)),
            iter: 50);

    [Fact]
    public void Reads_the_bundles_of_Tessera()
    {
        var entries = EntryBundle.Decode(Vectors.Bytes("tessera-testlog/log/tile/entries/000.p/15"), 15);

        Assert.Equal(Vectors.Bytes("tessera-testlog/log/tile/0/000.p/15"), entries.SelectMany(entry => Rfc6962.HashEntry(entry)));
    }

    [Fact]
    public void Refuses_what_no_bundle_can_hold()
    {
        Assert.Equal(2 + 65_535, EntryBundle.Encode([new byte[65_535]]).Length);
        Assert.Throws<ArgumentException>(() => EntryBundle.Encode([new byte[65_536]]));
        Assert.Throws<ArgumentException>(() => EntryBundle.Encode([]));
        Assert.Throws<ArgumentException>(() => EntryBundle.Encode(Enumerable.Repeat<byte[]>([], 257)));
    }

    [Fact]
    public void Says_whether_a_bundle_is_short_or_long()
    {
        Assert.Equal("bundle.short", Vectors.Refusal(() => EntryBundle.Decode([0, 2, 7], 1)));
        Assert.Equal("bundle.short", Vectors.Refusal(() => EntryBundle.Decode([0, 1, 7, 0], 2)));
        Assert.Equal("bundle.short", Vectors.Refusal(() => EntryBundle.Decode([0, 1, 7], 2)));
        Assert.Equal("bundle.long", Vectors.Refusal(() => EntryBundle.Decode([0, 1, 7, 0], 1)));
    }
}
