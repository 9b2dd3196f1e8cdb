using CaseDesk.Features.Requests;
using CaseDesk.Model.Requests;

namespace CaseDesk.Tests.Pages;

public sealed class ReadingIdentifierLines
{
    [Theory]
    [InlineData("203.0.113.44", "ip", "203.0.113.44", null)]
    [InlineData("203.0.113.44:51234", "ip", "203.0.113.44", 51234)]
    [InlineData("[2001:DB8::7F]:443", "ip", "2001:db8::7f", 443)]
    [InlineData("2001:db8::7f", "ip", "2001:db8::7f", null)]
    [InlineData("ip: 203.0.113.44:80", "ip", "203.0.113.44", 80)]
    [InlineData("a@b.example", "email", "a@b.example", null)]
    [InlineData("+1 217 555 0100", "phone", "+1 217 555 0100", null)]
    [InlineData("Account: k7m2:49", "account", "k7m2:49", null)]
    [InlineData("device: 203.0.113.44", "device", "203.0.113.44", null)]
    public void Recognises_what_can_be_one_thing_only(string line, string type, string value, int? port)
    {
        var read = Assert.Single(IdentifierLines.Read(line));

        Assert.Equal((type, value, port, ""), (read.Form.Type, read.Form.Value, read.Form.Port, read.Problem));
    }

    [Theory]
    [InlineData("k7m2-49vd-xh3p")]
    [InlineData("217 555 0100")]
    [InlineData("203.0.113.4x")]
    [InlineData("2001:db8::7f:99999")]
    [InlineData("203.0.113.44:0x50")]
    [InlineData("203.0.113.44:99999")]
    [InlineData("203.0.113.44 yesterday")]
    [InlineData("[203.0.113.44]:80")]
    public void Asks_back_what_it_would_have_to_guess(string line)
    {
        var read = Assert.Single(IdentifierLines.Read("\n" + line));

        Assert.Null(read.Form.Type);
        Assert.StartsWith("Line 2: ", read.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_back_what_it_writes()
    {
        SubjectIdentifier[] identifiers =
        [
            new("ip", "203.0.113.44", 51234, new DateTimeOffset(2026, 11, 3, 14, 22, 0, TimeSpan.Zero)), new("ip", "2001:db8::7f", 443), new("ip", "2001:db8::7f"), new("account", "ip: odd"),
            new("phone", "+12175550100"), new("email", "a@b.example"), new("device", "x y"),
        ];

        var read = IdentifierLines.Read(string.Join("\r\n", identifiers.Select(IdentifierLines.Write)));

        Assert.Equal(identifiers, read.Select(line => line.Form.ToIdentifier()));
    }

    [Fact]
    public void Takes_no_more_lines_than_it_needs_to_see_that_they_are_too_many() =>
        Assert.Equal(1001, IdentifierLines.Read(string.Join('\n', Enumerable.Repeat("203.0.113.44", 5000))).Count);
}
