using System.Net;
using System.Net.Sockets;
using CaseDesk.Policy;
using CsCheck;

namespace CaseDesk.Rules.Tests.Policy;

public sealed class NormalisingIdentifiers
{
    // RFC 5952 sections 1, 2 and 4 give most of the IPv6 spellings.
    [Theory]
    [InlineData("ip", " 203.0.113.7 ", "203.0.113.7")]
    [InlineData("ip", "2001:0DB8:0:0:0:0:2:1", "2001:db8::2:1")]
    [InlineData("ip", "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1")]
    [InlineData("ip", "2001:0:0:1:0:0:0:1", "2001:0:0:1::1")]
    [InlineData("ip", "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1")]
    [InlineData("ip", "::", "::")]
    [InlineData("ip", "1::", "1::")]
    [InlineData("ip", "::1", "::1")]
    [InlineData("ip", "::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("ip", "::ffff:cb00:7107", "203.0.113.7")]
    [InlineData("ip", "64:ff9b::203.0.113.7", "64:ff9b::cb00:7107")]
    [InlineData("email", "Ann.O'Neil+x@Example.COM", "Ann.O'Neil+x@example.com")]
    [InlineData("email", "a@bücher.example", "a@xn--bcher-kva.example")]
    [InlineData("account", " acct-7 ", "acct-7")]
    [InlineData("device", "ABC:1", "ABC:1")]
    [InlineData("phone", "+12025550123", "+12025550123")]
    public void Gives_each_its_one_spelling(string type, string value, string expected)
    {
        Assert.True(IdentifierText.TryNormalise(type, value, out var normalised, out var problem), problem);
        Assert.Equal(expected, normalised);
    }

    [Theory]
    [InlineData("ip", "1")]
    [InlineData("ip", "0x7f.0.0.1")]
    [InlineData("ip", "010.0.0.1")]
    [InlineData("ip", "256.0.0.1")]
    [InlineData("ip", "1.2.3")]
    [InlineData("ip", "1.2.3.4:80")]
    [InlineData("ip", "[::1]")]
    [InlineData("ip", "fe80::1%eth0")]
    [InlineData("ip", "2001:db8::/32")]
    [InlineData("ip", "1::2::3")]
    [InlineData("ip", "::ffff:010.0.0.1")]
    [InlineData("ip", "::1.2.3")]
    [InlineData("ip", "٢.0.0.1")]
    [InlineData("email", "a@b")]
    [InlineData("email", "a@@b.example")]
    [InlineData("email", "Ann <a@b.example>")]
    [InlineData("email", "a@b.example, c@d.example")]
    [InlineData("email", ".a@b.example")]
    [InlineData("email", "a..b@c.example")]
    [InlineData("email", "\"a b\"@c.example")]
    [InlineData("email", "a@[127.0.0.1]")]
    [InlineData("email", "a@127.0.0.1")]
    [InlineData("email", "a@-b.example")]
    [InlineData("email", "@b.example")]
    [InlineData("email", "a@")]
    [InlineData("account", "two words")]
    [InlineData("account", "naïve")]
    [InlineData("account", "")]
    [InlineData("account", null)]
    [InlineData("phone", "12025550123")]
    [InlineData("phone", "+0123456789")]
    [InlineData("phone", "+1234567")]
    [InlineData("phone", "+1234567890123456")]
    [InlineData("fax", "1")]
    [InlineData(null, "1")]
    public void Refuses_what_could_mean_someone_else(string? type, string? value)
    {
        Assert.False(IdentifierText.TryNormalise(type, value, out var normalised, out var problem));
        Assert.Empty(normalised);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_an_account()
    {
        Assert.True(IdentifierText.TryNormalise("account", new string('a', 128), out _, out _));
        Assert.False(IdentifierText.TryNormalise("account", new string('a', 129), out _, out _));
    }

    [Fact]
    public void Keeps_every_address_and_is_stable() =>
        Gen.OneOf(Gen.Byte.Array[16], Gen.OneOf<byte>(0, 0, 1).Array[16], Gen.Byte.Array[4]).Sample(bytes =>
        {
            var address = new IPAddress(bytes);

            Assert.True(IdentifierText.TryNormalise("ip", address.ToString(), out var once, out _));
            Assert.True(IdentifierText.TryNormalise("ip", once, out var twice, out _));
            Assert.Equal(once, twice);
            var back = IPAddress.Parse(once);
            Assert.Equal(address, address.AddressFamily == back.AddressFamily ? back : back.MapToIPv6());
            Assert.True(once.Length <= 39 && (back.AddressFamily == AddressFamily.InterNetwork || !once.Contains('.', StringComparison.Ordinal)));
        });

    [Fact]
    public void Never_throws() =>
        Gen.Select(Gen.OneOf("ip", "email", "account", "device", "phone"), Gen.String).Sample((type, value) =>
        {
            if (IdentifierText.TryNormalise(type, value, out var once, out _))
            {
                Assert.True(IdentifierText.TryNormalise(type, once, out var twice, out _));
                Assert.Equal(once, twice);
            }

            IdentifierText.TryNormalise(type, "a@" + value, out _, out _);
        });

    [Fact]
    public void Lists_the_words_of_the_contract()
    {
        Assert.Equal(
            ["us-administrative-subpoena", "us-grand-jury-subpoena", "us-trial-subpoena", "us-2703d-order", "us-search-warrant", "us-pen-register-order", "us-preservation-request", "us-emergency-request", "us-nsl", "us-civil-subpoena", "eu-epoc", "eu-epoc-pr", "uk-copo", "mlat-request", "user-consent"],
            Instruments.All.Select(instrument => instrument.Name));
        Assert.Equal(["court", "judge", "prosecutor", "grand-jury", "police", "agency", "party", "user"], Instruments.IssuerKinds.Select(kind => kind.Name));
        Assert.Equal(["account", "phone", "email", "ip", "device"], Instruments.IdentifierTypes.Select(type => type.Name));
        Assert.Equal(
            ["us-preservation-request", "us-emergency-request", "eu-epoc", "eu-epoc-pr"],
            Instruments.All.Where(instrument => instrument.Handling == InstrumentHandling.NotSupportedYet).Select(instrument => instrument.Name));
        Assert.Equal("us-nsl", Assert.Single(Instruments.All, instrument => instrument.Handling == InstrumentHandling.HandledElsewhere).Name);
        Assert.All(Instruments.All, instrument => Assert.Equal(instrument.Handling == InstrumentHandling.Supported, instrument.ByHand.Length == 0));
        Assert.Equal("grand jury", Instruments.Label("grand-jury"));
        Assert.Equal("unheard-of", Instruments.Label("unheard-of"));
    }
}
