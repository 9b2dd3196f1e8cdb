using System.Globalization;

namespace CaseDesk.Features.Policies;

/// <summary>The first day of a version, in UTC, as entries say it and as the instant at which it comes into force.</summary>
internal static class PolicyDay
{
    public static string Of(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateTimeOffset Begins(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
