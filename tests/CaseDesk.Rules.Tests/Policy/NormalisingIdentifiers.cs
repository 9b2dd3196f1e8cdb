using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Policy;

public sealed class NormalisingIdentifiers
{
    [Theory]
    [InlineData("ip", " 198.51.100.7 ", "198.51.100.7")]
    [InlineData("ip", "2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1")] // RFC 5952, 4.2.3: the first of equal runs
    [InlineData("ip", "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1")] // 4.2.2: one group is not shortened
    [InlineData("ip", "2001:0db8::0001", "2001:db8::1")]
    [InlineData("ip", "::", "::")]
    [InlineData("ip", "::1", "::1")]
    [InlineData("ip", "fe80::", "fe80::")]
    [InlineData("ip", "::ffff:198.51.100.7", "198.51.100.7")]
    [InlineData("ip", "::ffff:c633:6407", "198.51.100.7")]
    [InlineData("email", "Ana@EXAMPLE.org", "Ana@example.org")]
    [InlineData("email", "ana@bücher.example", "ana@xn--bcher-kva.example")]
    [InlineData("account", " acc-1001 ", "acc-1001")]
    [InlineData("phone", "+12175550100", "+12175550100")]
    [InlineData("device", "A1B2", "A1B2")]
    public void Each_has_one_spelling(string type, string value, string expected)
    {
        Assert.True(IdentifierText.TryNormalise(type, value, out var normalised, out var problem), problem);
        Assert.Equal(expected, normalised);
        Assert.True(IdentifierText.TryNormalise(type, normalised, out var again, out _));
        Assert.Equal(normalised, again);
    }

    [Theory]
    [InlineData("ip", "198.51.100")]
    [InlineData("ip", "198.51.100.07")]
    [InlineData("ip", "0x7f.1")]
    [InlineData("ip", "198.51.100.256")]
    [InlineData("ip", "198.51.100.7/24")]
    [InlineData("ip", "fe80::1%eth0")]
    [InlineData("ip", "[2001:db8::1]")]
    [InlineData("ip", "[2001:db8::1]:443")]
    [InlineData("ip", "2001:db8::1/64")]
    [InlineData("ip", "")]
    [InlineData("ip", null)]
    [InlineData("email", "Ana <ana@example.org>")]
    [InlineData("email", "ana@example.org,ben@example.org")]
    [InlineData("email", "ana@localhost")]
    [InlineData("email", "ana..b@example.org")]
    [InlineData("email", "@example.org")]
    [InlineData("email", "ana@-example.org")]
    [InlineData("email", "ana@example..org")]
    [InlineData("account", "acc 1001")]
    [InlineData("account", "acc\u20111001")]
    [InlineData("account", "")]
    [InlineData("phone", "2175550100")]
    [InlineData("phone", "+1 217 555 0100")]
    [InlineData("phone", "+1234567")]
    [InlineData("phone", "+1234567890123456")]
    [InlineData("passport", "X123")]
    [InlineData(null, "X123")]
    public void What_is_none_is_refused_with_a_sentence(string? type, string? value)
    {
        Assert.False(IdentifierText.TryNormalise(type, value, out var normalised, out var problem));
        Assert.Equal("", normalised);
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void An_account_may_be_128_characters_long_and_no_longer()
    {
        Assert.True(IdentifierText.TryNormalise("account", new string('a', 128), out _, out _));
        Assert.False(IdentifierText.TryNormalise("account", new string('a', 129), out _, out _));
    }
}
