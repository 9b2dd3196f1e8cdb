using CaseDesk.Policy;

namespace CaseDesk.Rules.Tests.Policy;

public sealed class FollowingPublishedVersions
{
    private static readonly PublishedPolicy[] Published =
    [
        new(Courier.Policy with { Version = 2, EffectiveFrom = new DateOnly(2026, 6, 1) }, Courier.At("2026-05-01T00:00:00Z")),
        new(Courier.Policy, Courier.At("2025-10-01T00:00:00Z")),
    ];

    [Fact]
    public void Takes_the_next_version_from_a_later_day() =>
        Assert.Equal("courier-3", PolicyFile.Parse(Draft("version: 3", "effectiveFrom: 2026-06-02"), "courier.yaml", Published).Id);

    [Fact]
    public void Takes_any_first_version() => Assert.Empty(PolicyVersions.Refuse([], Courier.Policy));

    [Theory]
    [InlineData("version: 3", "effectiveFrom: 2026-06-01", "courier.yaml:6:16: effectiveFrom: 2026-06-01 overlaps courier-2, which applies from 2026-06-01: give a later first day")]
    [InlineData("version: 3", "effectiveFrom: 2026-01-01", "courier.yaml:6:16: effectiveFrom: 2026-01-01 overlaps courier-2, which applies from 2026-06-01: give a later first day")]
    [InlineData("version: 2", "effectiveFrom: 2026-12-01", "courier.yaml:4:10: version: 2 does not follow courier-2, which is published: write 3")]
    [InlineData("version: 1", "effectiveFrom: 2026-12-01", "courier.yaml:4:10: version: 1 does not follow courier-2, which is published: write 3")]
    public void Refuses_what_cannot_follow_at_its_place(string version, string day, string error)
    {
        var refused = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(Draft(version, day), "courier.yaml", Published));

        Assert.Equal(error, Assert.Single(refused.Errors).ToString());
    }

    [Fact]
    public void Refuses_another_name()
    {
        var text = Draft("version: 3", "effectiveFrom: 2026-12-01").Replace("\nname: courier\n", "\nname: carrier\n", StringComparison.Ordinal);

        var refused = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(text, "courier.yaml", Published));

        Assert.Equal("courier.yaml:3:7: name: \"carrier\" is not the policy that is published, courier: write courier", Assert.Single(refused.Errors).ToString());
    }

    [Fact]
    public void Names_every_problem_at_once() =>
        Assert.Equal(["name", "version", "effectiveFrom"], PolicyVersions.Refuse(Published, Courier.Policy with { Name = "carrier" }).Select(problem => problem.Key));

    [Fact]
    public void Says_what_is_wrong_in_the_text_first()
    {
        var refused = Assert.Throws<PolicyFileException>(() => PolicyFile.Parse(Draft("version: 1", "effectiveFrom: 2026-12-01").Replace("provider:", "provder:", StringComparison.Ordinal), "courier.yaml", Published));

        Assert.DoesNotContain("does not follow", refused.Message, StringComparison.Ordinal);
    }

    private static string Draft(string version, string day) => Courier.Text()
        .Replace("version: 1", version, StringComparison.Ordinal)
        .Replace("effectiveFrom: 2025-11-01", day, StringComparison.Ordinal);
}
