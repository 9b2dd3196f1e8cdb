using System.Globalization;

using CaseDesk.Features.Letters;

namespace CaseDesk.Features.Templates;

/// <summary>How one language writes days and instants. Written out, so that a text reads the same on every machine, whatever its system knows of languages.</summary>
internal sealed class TemplateLanguage
{
    private readonly string[] months;
    private readonly string day;
    private readonly string beforeTime;
    private readonly string to;
    private readonly string toBefore;

    private TemplateLanguage(string code, string label, string months, string day, string beforeTime, string to, string toBefore) =>
        (Code, Label, this.months, this.day, this.beforeTime, this.to, this.toBefore) = (code, label, months.Split(' '), day, beforeTime, to, toBefore);

    /// <summary>BCP 47, and the name of the directory of its templates.</summary>
    public string Code { get; }

    public string Label { get; }

    /// <summary>Languages that letters are written in.</summary>
    public static IReadOnlyList<TemplateLanguage> OfLetters { get; }

    /// <summary>Languages that reports of disclosures are written in, the usual one first.</summary>
    public static IReadOnlyList<TemplateLanguage> OfReports { get; }

    static TemplateLanguage()
    {
        TemplateLanguage english = new("en", "English", "January February March April May June July August September October November December", "{0} {1} {2}", " ", "to", "to before");
        TemplateLanguage german = new("de", "Deutsch", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember", "{0}. {1} {2}", ", ", "bis", "bis vor");
        TemplateLanguage hebrew = new("he", "עברית", "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר", "{0} {1} {2}", ", ", "עד", "עד לפני");
        (OfLetters, OfReports) = ([english, german], [english, hebrew]);
    }

    /// <summary>Of letters.</summary>
    public static TemplateLanguage? Find(string? code) => OfLetters.FirstOrDefault(language => language.Code == code);

    /// <param name="code">Of a language that there is; null for the usual one.</param>
    public static TemplateLanguage OfReport(string? code) => FindOfReports(code) ?? OfReports[0];

    public static TemplateLanguage? FindOfReports(string? code) => OfReports.FirstOrDefault(language => language.Code == code);

    /// <summary><c>24 November 2026</c>.</summary>
    public string Day(DateOnly on) => string.Format(CultureInfo.InvariantCulture, day, on.Day, months[on.Month - 1], on.Year);

    /// <summary><c>24 November 2026 17:00 UTC</c>, with seconds where there are any.</summary>
    public string Instant(DateTimeOffset at) =>
        Day(DateOf(at)) + beforeTime + at.UtcDateTime.ToString(at.UtcDateTime.Ticks % TimeSpan.TicksPerMinute == 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>The half-open period: whole UTC days by their first and last day, else <c>… to before …</c>.</summary>
    public string Period(Span period)
    {
        if (!IsMidnight(period.From) || !IsMidnight(period.To)) return $"{Instant(period.From)} {toBefore} {Instant(period.To)}";
        var (first, last) = (DateOf(period.From), DateOf(period.To).AddDays(-1));
        return last <= first ? Day(first) + " (UTC)" : $"{Day(first)} {to} {Day(last)} (UTC)";
    }

    private static bool IsMidnight(DateTimeOffset at) => at.UtcDateTime.TimeOfDay == TimeSpan.Zero;

    private static DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}
