using CaseDesk.Ledger;

namespace CaseDesk.Rules.Tests.Ledger;

public sealed class ReadingACheckpoint
{
    private const string Root = "TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=";

    [Fact]
    public void Reads_and_writes_the_golden_tree_of_the_Go_checksum_database()
    {
        const string Golden = $"go.sum database tree\n123456789012\n{Root}\n";

        var checkpoint = Checkpoint.Parse(Golden);

        Assert.Equal(("go.sum database tree", 123_456_789_012), (checkpoint.Origin, checkpoint.Size));
        Assert.Equal(Rfc6962.HashEntry("hello world"u8), checkpoint.Root);
        Assert.Equal(Golden, checkpoint.ToBody());
    }

    [Fact]
    public void Reads_and_writes_the_example_of_the_specification()
    {
        const string Example = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

        Assert.Equal(("example.com/behind-the-sofa", 20_852_163), (Checkpoint.Parse(Example).Origin, Checkpoint.Parse(Example).Size));
        Assert.Equal(Example, Checkpoint.Parse(Example).ToBody());
    }

    [Theory]
    [InlineData("")]
    [InlineData("log\n1\n")]
    [InlineData($"\n1\n{Root}\n")]
    [InlineData($"log\n1\n{Root}")]
    [InlineData($"log\n01\n{Root}\n")]
    [InlineData($"log\n+1\n{Root}\n")]
    [InlineData($"log\n-1\n{Root}\n")]
    [InlineData($"log\n 1\n{Root}\n")]
    [InlineData($"log\n1.0\n{Root}\n")]
    [InlineData($"log\n0xabc\n{Root}\n")]
    [InlineData($"log\n\u0661\n{Root}\n")]
    [InlineData($"log\n9223372036854775808\n{Root}\n")]
    [InlineData($"log\n\n{Root}\n")]
    [InlineData($"log\n1\n{Root}A\n")]
    [InlineData("log\n1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBTOOBIG=\n")]
    [InlineData("log\n1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb1=\n")]
    [InlineData("log\n1\nTszzRgjTG6xce-z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n")]
    [InlineData($"log\n0\n{Root}\n")]
    [InlineData($"lo\tg\n1\n{Root}\n")]
    [InlineData($"log\r\n1\r\n{Root}\r\n")]
    public void Refuses_every_other_form(string body) => Assert.Equal("checkpoint.malformed", Vectors.Refusal(() => Checkpoint.Parse(body)));

    [Fact]
    public void Refuses_lines_that_nobody_can_audit() =>
        Assert.Equal("checkpoint.extension", Vectors.Refusal(() => Checkpoint.Parse($"log\n1\n{Root}\nextra\n")));

    [Fact]
    public void Cannot_write_what_it_would_not_read()
    {
        Assert.Throws<ArgumentException>(() => new Checkpoint("two\nlines", 1, new byte[32]).ToBody());
        Assert.Throws<ArgumentException>(() => new Checkpoint("", 1, new byte[32]).ToBody());
        Assert.Throws<ArgumentException>(() => new Checkpoint("log", 1, new byte[31]).ToBody());
        Assert.Throws<ArgumentOutOfRangeException>(() => new Checkpoint("log", -1, new byte[32]).ToBody());
    }
}
