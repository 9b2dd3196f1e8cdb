using CaseDesk.Ledger;
using CsCheck;

namespace CaseDesk.Rules.Tests.Ledger;

public sealed class NamingTiles
{
    [Fact]
    public void Writes_the_paths_of_C2SP()
    {
        Assert.Equal("tile/0/x001/234.p/7", TilePath.Hashes(0, 1234, 7));
        Assert.Equal("tile/entries/000", TilePath.Entries(0, 256));
        Assert.Equal("tile/1/x001/x234/067", TilePath.Hashes(1, 1_234_067, 256));
        Assert.Equal("x001/x234/067", Vectors.Json("casedesk/layout.json").GetProperty("index 1234067").GetString());
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePath.Hashes(64, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePath.Entries(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePath.Entries(-1, 256));
    }

    [Fact]
    public void Reads_back_what_it_writes() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 63], Gen.OneOf(Gen.Long[0, 2000], Gen.Long[0, long.MaxValue]), Gen.Int[1, 256]).Sample((isEntries, level, index, width) =>
        {
            var address = new TileAddress(isEntries, isEntries ? 0 : level, index, width);
            var path = isEntries ? TilePath.Entries(index, width) : TilePath.Hashes(level, index, width);
            return TilePath.TryParse(path, out var read) && read == address;
        });

    [Theory]
    [InlineData("")]
    [InlineData("tile")]
    [InlineData("tile/")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("/tile/0/000")]
    [InlineData("tile/0/000/")]
    [InlineData("tile/00/000")]
    [InlineData("tile/+1/000")]
    [InlineData("tile/64/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/0/00")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/0/1")]
    [InlineData("tile/0/x000")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/001/001")]
    [InlineData("tile/0/X001/001")]
    [InlineData("tile/0/x001/x001")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/")]
    [InlineData("tile/0/000.p")]
    [InlineData("tile/0/000.p/1/2")]
    [InlineData("tile/0/000.p/1.p/1")]
    [InlineData("tile/0/../000")]
    [InlineData("tile/0//000")]
    [InlineData("tile/0/x001//000")]
    [InlineData("tile/Entries/000")]
    [InlineData("tile/data/000")]
    [InlineData("tile/0/\u0660\u0661\u0662")]
    [InlineData("tile/0/000\n")]
    [InlineData("tile/0/000 ")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("tile/0/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/001")]
    public void Refuses_every_other_spelling(string path) => Assert.False(TilePath.TryParse(path, out _));

    [Fact]
    public void Never_throws_for_any_text() =>
        Gen.Char["tile/0123456789x.pentris"].Array[0, 40].Sample(chars =>
        {
            var path = "tile/" + new string(chars);
            return !TilePath.TryParse(path, out var address)
                || path == (address.IsEntries ? TilePath.Entries(address.Index, address.Width) : TilePath.Hashes(address.Level, address.Index, address.Width));
        });
}
