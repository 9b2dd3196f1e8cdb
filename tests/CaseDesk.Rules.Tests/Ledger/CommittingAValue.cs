using System.Text;
using CaseDesk.Ledger;

namespace CaseDesk.Rules.Tests.Ledger;

public sealed class CommittingAValue
{
    [Fact]
    public void Gives_the_commitments_of_the_vectors()
    {
        var vectors = Vectors.Json("casedesk/commitments.json").GetProperty("vectors").EnumerateArray().ToList();

        Assert.Equal(4, vectors.Count);
        Assert.All(vectors, vector => Assert.Equal(
            vector.GetProperty("commitment_b64").GetBytesFromBase64(),
            Commitment.Commit(vector.GetProperty("salt_b64").GetBytesFromBase64(), vector.GetProperty("field").GetString()!, vector.GetProperty("value").GetString()!)));
    }

    [Fact]
    public void Refuses_a_salt_of_another_length_and_a_field_that_could_hide_a_value()
    {
        Assert.Throws<ArgumentException>(() => Commitment.Commit(new byte[31], "reason", "x"));
        Assert.Throws<ArgumentException>(() => Commitment.Commit(new byte[33], "reason", "x"));
        Assert.Throws<ArgumentException>(() => Commitment.Commit(new byte[32], "rea\nson", "x"));
        Assert.Throws<ArgumentException>(() => Commitment.Commit(new byte[32], "", "x"));
        Assert.ThrowsAny<ArgumentException>(() => Commitment.Commit(new byte[32], "reason", "\ud800"));
    }

    [Fact]
    public void Opens_only_with_its_own_salt_value_and_field()
    {
        var opening = Opening.ParseList(Vectors.Bytes("casedesk/openings.json"))[7];
        var entry = Vectors.Bytes("casedesk/proofs/7.entry");

        Assert.True(opening.IsCommittedIn(entry));
        Assert.False((opening with { Value = opening.Value + " " }).IsCommittedIn(entry));
        Assert.False((opening with { Field = "reason" }).IsCommittedIn(entry));
        Assert.False((opening with { Salt = new byte[32] }).IsCommittedIn(entry));
        Assert.False(opening.IsCommittedIn("not json"u8));
        Assert.False(opening.IsCommittedIn("[1]"u8));
        Assert.False(opening.IsCommittedIn("""{"personal":[1,{"field":2},{"field":"subject.email","commitment":"\ud800"}]}"""u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[{}]")]
    [InlineData("""[{"seq":-1,"field":"f","salt":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","value":"v"}]""")]
    [InlineData("""[{"seq":"1","field":"f","salt":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","value":"v"}]""")]
    [InlineData("""[{"seq":1,"field":"f","salt":"AAAA","value":"v"}]""")]
    [InlineData("""[{"seq":1,"field":"f\n","salt":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","value":"v"}]""")]
    [InlineData("""[{"seq":1,"field":"f","salt":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","value":"\ud800"}]""")]
    [InlineData("[] []")]
    public void Refuses_a_list_that_is_none(string json) =>
        Assert.Equal("opening.malformed", Vectors.Refusal(() => Opening.ParseList(Encoding.UTF8.GetBytes(json))));
}
