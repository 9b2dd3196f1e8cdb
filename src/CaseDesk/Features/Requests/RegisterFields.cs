using System.Globalization;

namespace CaseDesk.Features.Requests;

/// <summary>A request as the form has it; times are local to <see cref="Zone"/>.</summary>
internal sealed class RegisterFields
{
    public string? Instrument { get; set; }

    public string? IssuerKind { get; set; }

    public string? Jurisdiction { get; set; } = "US";

    public string? Agency { get; set; }

    public string? Reference { get; set; }

    public string? IssuedOn { get; set; }

    public string? ServedAt { get; set; }

    public string? ServedAtReason { get; set; }

    public string? DueAt { get; set; }

    public string? Zone { get; set; } = LocalTime.Utc;

    public bool IsNonDisclosure { get; set; }

    public string? NonDisclosureUntil { get; set; }

    public List<ItemFields> Items { get; set; } = [];

    public RegisterRequest Read(IDictionary<string, string> problems)
    {
        LocalTime.TryRead(ServedAt, Zone, out var servedAt, out var servedProblem);
        LocalTime.TryRead(DueAt, Zone, out var dueAt, out var dueProblem);
        if (servedProblem.Length > 0) problems[nameof(ServedAt)] = servedProblem;
        if (dueProblem.Length > 0) problems[nameof(DueAt)] = dueProblem;
        return new RegisterRequest
        {
            Instrument = Instrument,
            IssuerKind = IssuerKind,
            Jurisdiction = Jurisdiction,
            Agency = Agency,
            Reference = Reference,
            IssuedOn = IssuedOn,
            ServedAt = servedAt,
            ServedAtReason = ServedAtReason,
            DueAt = dueAt,
            // A day without the tick would be lost silently: it is taken for what it says.
            NonDisclosure = IsNonDisclosure || !string.IsNullOrWhiteSpace(NonDisclosureUntil) ? new NonDisclosureForm { Until = NonDisclosureUntil } : null,
            Items = [.. Items.Select((item, i) => item.Read(string.Create(CultureInfo.InvariantCulture, $"Items[{i}]"), problems))],
        };
    }
}
