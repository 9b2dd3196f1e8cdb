using CaseDesk.Extraction;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

public sealed class MatchingSubjects
{
    [Theory]
    [InlineData("ip", "192.0.2.7", "192.0.2.7")]
    [InlineData("ip", "::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("ip", "2001:0DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData("ip", "010.1.1.1", null)]
    [InlineData("ip", "::ffff:192.0.2.07", null)]
    [InlineData("ip", "::192.0.2.7", "::192.0.2.7")]
    [InlineData("ip", "1.2.3", null)]
    [InlineData("ip", "3221225985", null)]
    [InlineData("ip", "fe80::1%eth0", null)]
    [InlineData("ip", "[2001:db8::1]", null)]
    [InlineData("ip", " 192.0.2.7", null)]
    [InlineData("ip", "localhost", null)]
    [InlineData("ip", "", null)]
    [InlineData("email", "Ann.Other@Example.COM", "Ann.Other@example.com")]
    [InlineData("email", "ann@\u212aex.com", "ann@\u212aex.com")]
    [InlineData("email", "@example.com", null)]
    [InlineData("email", "ann@", null)]
    [InlineData("phone", "+1 (415) 555-0123", "14155550123")]
    [InlineData("phone", "14155550123", "14155550123")]
    [InlineData("phone", "0415555012", null)]
    [InlineData("phone", "+1415555012345678", null)]
    [InlineData("phone", "1+4155550123", null)]
    [InlineData("phone", "112", null)]
    [InlineData("account", "K7m2", "K7m2")]
    [InlineData("device", "", null)]
    public void Folds_spellings_of_one_identifier_and_no_more(string type, string value, string? normal) =>
        Assert.Equal(normal, SubjectMatch.Normalise(type, value));

    [Theory]
    [InlineData(TimeFormat.CommonLog, "17/May/2015:10:05:03 +0000", "2015-05-17T10:05:03Z")]
    [InlineData(TimeFormat.CommonLog, "17/May/2015:23:05:03 -0730", "2015-05-18T06:35:03Z")]
    [InlineData(TimeFormat.CommonLog, "17/May/2015:10:05:03", null)]
    [InlineData(TimeFormat.CommonLog, "17/may/2015:10:05:03 +0000", null)]
    [InlineData(TimeFormat.CommonLog, "17/ayJ/2015:10:05:03 +0000", null)]
    [InlineData(TimeFormat.CommonLog, "31/Feb/2015:10:05:03 +0000", null)]
    [InlineData(TimeFormat.CommonLog, "17/May/2015:24:05:03 +0000", null)]
    [InlineData(TimeFormat.CommonLog, "", null)]
    [InlineData(TimeFormat.Rfc3339, "2026-06-15T10:00:00Z", "2026-06-15T10:00:00Z")]
    [InlineData(TimeFormat.Rfc3339, "2026-06-15t10:00:00.123456789z", "2026-06-15T10:00:00.1234567Z")]
    [InlineData(TimeFormat.Rfc3339, "2026-06-15 10:00:00.5+02:00", "2026-06-15T08:00:00.5Z")]
    [InlineData(TimeFormat.Rfc3339, "2016-12-31T23:59:60Z", "2016-12-31T23:59:59.9999999Z")]
    [InlineData(TimeFormat.Rfc3339, "2026-06-15T10:00:00", null)]
    [InlineData(TimeFormat.Rfc3339, "2026-06-15T10:00:00+0200", null)]
    [InlineData(TimeFormat.Rfc3339, "2026-06-15T10:00:00.Z", null)]
    [InlineData(TimeFormat.Rfc3339, "2026-06-15", null)]
    [InlineData(TimeFormat.Rfc3339, "0001-01-01T00:00:00+01:00", null)]
    [InlineData(TimeFormat.Rfc3339, "２026-06-15T10:00:00Z", null)]
    public void Reads_instants_exactly_or_not_at_all(TimeFormat format, string text, string? utc) =>
        Assert.Equal(utc, RecordTimes.Parse(format, text) is { } instant ? RecordTimes.Text(instant) : null);
}
