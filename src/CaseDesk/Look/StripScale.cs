using System.Globalization;

namespace CaseDesk.Look;

/// <summary>The axis of a strip: instants to per cent of its width, so that text keeps its size when the picture grows.</summary>
/// <param name="From">Left end.</param>
/// <param name="To">Right end; later than <paramref name="From"/>.</param>
internal sealed record StripScale(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Per cent from the left, 0 to 100; what lies outside is brought to the nearer end.</summary>
    public double At(DateTimeOffset instant)
    {
        var clamped = instant < From ? From : instant > To ? To : instant;
        return 100d * (clamped - From).Ticks / (To - From).Ticks;
    }

    public bool SpansYears => From.UtcDateTime.Year != To.AddTicks(-1).UtcDateTime.Year;

    /// <summary>The left end, then round instants: hours, days, weeks, months or years, whichever gives a handful.</summary>
    public IEnumerable<(double At, string Words)> Ticks()
    {
        var last = -100d;
        foreach (var (instant, format) in Round().Prepend((From, From.UtcDateTime.TimeOfDay == TimeSpan.Zero ? "d MMM yyyy" : "d MMM yyyy HH:mm")))
        {
            var at = At(instant);
            // The first label is the longest; later ones need less room.
            if (at - last < (last == 0 ? 15 : 10) || at > 97) continue;
            last = at;
            yield return (at, instant.UtcDateTime.ToString(format, CultureInfo.InvariantCulture));
        }
    }

    private IEnumerable<(DateTimeOffset Instant, string Format)> Round()
    {
        var days = (To - From).TotalDays;
        var start = new DateTimeOffset(From.UtcDateTime.Date, TimeSpan.Zero);
        // Near the end of the calendar there is no next year to step to.
        if (To.UtcDateTime.Year > 9000) yield break;

        var years = (int)Math.Ceiling(days / 365 / 6);
        Func<DateTimeOffset, DateTimeOffset> next = days switch
        {
            <= 2 => at => at.AddHours(6),
            <= 12 => at => at.AddDays(2),
            <= 45 => at => at.AddDays(7),
            <= 80 => at => at.Day < 15 ? new DateTimeOffset(at.Year, at.Month, 15, 0, 0, 0, TimeSpan.Zero) : FirstOfMonth(at).AddMonths(1),
            <= 240 => at => FirstOfMonth(at).AddMonths(1),
            <= 800 => at => FirstOfMonth(at).AddMonths(3 - ((at.Month - 1) % 3)),
            _ => at => new DateTimeOffset(at.Year + years, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };
        var format = days switch { <= 2 => "d MMM HH:mm", <= 240 => "d MMM", <= 800 => "MMM yyyy", _ => "yyyy" };
        for (var at = next(start); at < To; at = next(at)) yield return (at, format);
    }

    private static DateTimeOffset FirstOfMonth(DateTimeOffset at) => new(at.Year, at.Month, 1, 0, 0, 0, TimeSpan.Zero);
}
