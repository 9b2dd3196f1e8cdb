using CaseDesk.Extraction;
using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Extraction;

public sealed class MatchingSubjects
{
    [Theory]
    [InlineData("ip", "2001:db8::1", "2001:0DB8:0:0:0:0:0:1", true)]
    [InlineData("ip", "192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("ip", "192.0.2.7", "192.0.2.70", false)]
    [InlineData("ip", "10.0.0.1", "10.1", false)]
    [InlineData("ip", "fe80::1", "fe80::1%eth0", false)]
    [InlineData("ip", "192.0.2.7", null, false)]
    [InlineData("email", "Ann@mail.example", "Ann@MAIL.example", true)]
    [InlineData("email", "Ann@mail.example", "ann@mail.example", false)]
    [InlineData("phone", "+14155550123", "1 (415) 555-0123", true)]
    [InlineData("phone", "+14155550123", "14155550123x", false)]
    [InlineData("account", "a-1", "A-1", false)]
    [InlineData("account", "a-1", "a-1", true)]
    [InlineData("unknown", "a-1", "a-1", false)]
    public void Two_spellings_of_one_identifier_are_the_same(string type, string planned, string? found, bool same) =>
        Assert.Equal(same, SubjectMatch.IsSame(new PlannedSubject(type, planned, "x"), found));

    [Theory]
    [InlineData("=1+1", true)]
    [InlineData("@x", true)]
    [InlineData("\tx", true)]
    [InlineData("\rx", true)]
    [InlineData("-x", true)]
    [InlineData("+1-2", true)]
    [InlineData("-", false)]
    [InlineData("-12.5", false)]
    [InlineData("+14155550123", false)]
    [InlineData("+٣", true)]
    [InlineData("12\n", false)]
    [InlineData("-12\n", true)]
    [InlineData("", false)]
    public void A_cell_gets_an_apostrophe_by_exactly_the_rule(string cell, bool apostrophe) => Assert.Equal(apostrophe, CsvCells.NeedsApostrophe(cell));

    [Theory]
    [InlineData(TimeFormat.CommonLog, "17/May/2015:10:05:03 -0700", "2015-05-17T17:05:03Z")]
    [InlineData(TimeFormat.CommonLog, "17/May/2015:10:05:03", null)]
    [InlineData(TimeFormat.CommonLog, "31/Feb/2015:10:05:03 +0000", null)]
    [InlineData(TimeFormat.Rfc3339, "2015-05-17T10:05:03Z", "2015-05-17T10:05:03Z")]
    [InlineData(TimeFormat.Rfc3339, "2015-05-17t10:05:03.5+02:00", "2015-05-17T08:05:03.5Z")]
    [InlineData(TimeFormat.Rfc3339, "2015-05-17T10:05:03.99999999999Z", "2015-05-17T10:05:03.9999999Z")]
    [InlineData(TimeFormat.Rfc3339, "2015-05-17T10:05:03", null)]
    [InlineData(TimeFormat.Rfc3339, "2015-05-17T10:05:03.Z", null)]
    [InlineData(TimeFormat.Rfc3339, "0001-01-01T00:00:00+14:00", null)]
    public void A_time_is_an_instant_only_with_an_offset(TimeFormat format, string text, string? instant)
    {
        Assert.Equal(instant is not null, RecordInstant.TryParse(format, text, out var at));
        if (instant is not null)
            Assert.Equal(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), at);
    }
}
