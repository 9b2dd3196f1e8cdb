using System.Globalization;
using CaseDesk.Model.Requests;
using CaseDesk.Policy;
using FluentValidation;

namespace CaseDesk.Features.Requests;

/// <summary>A request as it is typed or sent: text, not yet checked. The same for the page, the API, and the pre-flight.</summary>
public abstract record RequestForm
{
    public string? Instrument { get; init; }

    public string? IssuerKind { get; init; }

    public string? Jurisdiction { get; init; }

    /// <summary>Name or id of a registered agency, or the name of a new one.</summary>
    public string? Agency { get; init; }

    public string? Reference { get; init; }

    public string? IssuedOn { get; init; }

    public string? ServedAt { get; init; }

    public string? ServedAtReason { get; init; }

    public string? DueAt { get; init; }

    public NonDisclosureForm? NonDisclosure { get; init; }

    public List<ItemForm> Items { get; init; } = [];

    /// <summary>Only after the validator has agreed.</summary>
    internal Registration ToRegistration()
    {
        TextRules.TryDay(IssuedOn, out var issuedOn);
        TextRules.TryInstant(ServedAt, out var servedAt);
        var isDue = TextRules.TryInstant(DueAt, out var dueAt);
        var hasEnd = TextRules.TryDay(NonDisclosure?.Until, out var until);
        return new Registration(
            Instrument!, IssuerKind!, Jurisdiction!.ToUpperInvariant(), Reference!.Trim(), issuedOn, servedAt, Blank(ServedAtReason), isDue ? dueAt : null,
            NonDisclosure is not null, hasEnd ? until : null, [.. Items.Select(item => item.ToRegistration())]);
    }

    internal static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>A court forbids the provider to tell the user; <c>until</c> is a day, or nothing where the order names none.</summary>
public sealed record NonDisclosureForm
{
    public string? Until { get; init; }
}

public sealed record ItemForm
{
    public string? Text { get; init; }

    /// <summary>Each a data category, a source, or <c>source.field</c>.</summary>
    public List<string> Wants { get; init; } = [];

    public List<IdentifierForm> Identifiers { get; init; } = [];

    public string? From { get; init; }

    public string? To { get; init; }

    internal ItemRegistration ToRegistration()
    {
        TextRules.TryInstant(From, out var from);
        TextRules.TryInstant(To, out var to);
        return new ItemRegistration(
            Text!.Trim(), [.. Wants.Select(want => want.Trim()).Distinct(StringComparer.Ordinal)], [.. Identifiers.Select(i => i.ToIdentifier()).Distinct()], from, to);
    }
}

public sealed record IdentifierForm
{
    public string? Type { get; init; }

    public string? Value { get; init; }

    public int? Port { get; init; }

    public string? At { get; init; }

    internal SubjectIdentifier ToIdentifier() =>
        new(Type!, TryNormalise(out var value, out _) ? value : Value!, Port, TextRules.TryInstant(At, out var at) ? at : null);

    internal bool TryNormalise(out string value, out string problem)
    {
        if (Type == "phone")
        {
            problem = "A phone number needs its country code: +1 217 555 0100.";
            return PhoneNumber.TryParse(Value, out value);
        }
        return IdentifierText.TryNormalise(Type ?? "", Value ?? "", out value, out problem);
    }
}

internal sealed class ItemFormValidator : AbstractValidator<ItemForm>
{
    private const int MostWants = 50;
    private const int MostIdentifiers = 1000;

    public ItemFormValidator()
    {
        RuleFor(i => i.Text).IsText("Give the words of the order", DemandedItem.TextMaxLength, multiline: true);
        RuleFor(i => i.Wants).Must(wants => wants is { Count: >= 1 and <= MostWants }).WithMessage("Name the data wanted: a category, a source, or one field of a source (source.field).");
        RuleForEach(i => i.Wants).IsText("Name a category, a source, or source.field", 100);
        RuleFor(i => i.Identifiers).Must(ids => ids is { Count: >= 1 and <= MostIdentifiers }).WithMessage("Name whose data is wanted: at least one identifier, at most 1000.");
        RuleForEach(i => i.Identifiers).SetValidator(new IdentifierFormValidator());
        RuleFor(i => i.From).IsInstant("The start", "2026-11-01T00:00:00Z");
        RuleFor(i => i.To).IsInstant("The end", "2026-12-01T00:00:00Z");
        RuleFor(i => i.To).Must((item, _) => !TextRules.TryInstant(item.From, out var from) || !TextRules.TryInstant(item.To, out var to) || from < to)
            .WithMessage("The period is empty: its end has to be later than its start. The end itself is not included.");
    }
}

internal sealed class IdentifierFormValidator : AbstractValidator<IdentifierForm>
{
    public IdentifierFormValidator()
    {
        RuleFor(i => i.Type).Must(type => Instruments.IdentifierTypes.Any(t => t.Name == type))
            .WithMessage($"The type is one of {string.Join(", ", Instruments.IdentifierTypes.Select(t => t.Name))}.");
        RuleFor(i => i.Value).Custom((_, context) =>
        {
            if (context.InstanceToValidate is { Type: { } } identifier && !identifier.TryNormalise(out var _, out var problem)) context.AddFailure(problem);
        });
        RuleFor(i => i.Port).Must(port => port is null or (>= 1 and <= 65535)).WithMessage("A port is a number from 1 to 65535.");
        RuleFor(i => i.Port).Must((i, port) => port is null || i.Type == "ip").WithMessage("Only an IP address has a port.");
        RuleFor(i => i.At).IsOptionalInstant("The time", "2026-11-03T08:22:00-06:00");
        RuleFor(i => i.At).Must((i, at) => string.IsNullOrWhiteSpace(at) || i.Type == "ip").WithMessage("Only an IP address has a time of use.");
    }
}

/// <summary>What every request must state, in words that a clerk understands.</summary>
internal class RequestFormValidator<T> : AbstractValidator<T>
    where T : RequestForm
{
    private const int MostItems = 100;
    private static readonly TimeSpan LateRegistration = TimeSpan.FromDays(30);

    protected RequestFormValidator(TimeProvider clock)
    {
        RuleFor(r => r.Instrument).Must(name => Instruments.Find(name) is not null)
            .WithMessage((_, name) => string.IsNullOrWhiteSpace(name) ? "Say which instrument it is." : $"There is no instrument \"{name}\". It is one of {string.Join(", ", Instruments.All.Select(i => i.Name))}.");
        RuleFor(r => r.IssuerKind).Must(kind => Instruments.IssuerKinds.Any(k => k.Name == kind))
            .WithMessage((_, kind) => string.IsNullOrWhiteSpace(kind) ? "Say who issued it." : $"There is no kind of issuer \"{kind}\". It is one of {string.Join(", ", Instruments.IssuerKinds.Select(k => k.Name))}.");
        RuleFor(r => r.Jurisdiction).Matches("^[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?$").NotNull().WithMessage("The jurisdiction is a country code (US), or a state's (US-IL).");
        RuleFor(r => r.Agency).IsText("Name the agency", Model.People.Agency.NameMaxLength);
        RuleFor(r => r.Reference).IsText("Give the agency's reference", LegalRequest.ReferenceMaxLength);
        RuleFor(r => r.IssuedOn).Must(day => TextRules.TryDay(day, out _)).WithMessage((_, day) => string.IsNullOrWhiteSpace(day) ? "Give the date of the instrument." : "The date of the instrument is a day, as 2026-11-18.");
        RuleFor(r => r.IssuedOn).Must((r, day) => !TextRules.TryDay(day, out var issued) || !TextRules.TryInstant(r.ServedAt, out var served) || issued <= DateOnly.FromDateTime(served.UtcDateTime.AddDays(1)))
            .WithMessage("The instrument is dated after its service.");
        RuleFor(r => r.ServedAt).IsInstant("The instant of service", "2026-11-20T09:12:00Z");
        RuleFor(r => r.ServedAt).Must(at => !TextRules.TryInstant(at, out var served) || served <= clock.GetUtcNow()).WithMessage("Service lies in the future. Register the request when it has been served.");
        RuleFor(r => r.ServedAtReason).Must((r, reason) => !string.IsNullOrWhiteSpace(reason) || !TextRules.TryInstant(r.ServedAt, out var served) || served >= clock.GetUtcNow() - LateRegistration)
            .WithMessage("It was served more than 30 days ago. Say why it is registered only now.");
        RuleFor(r => r.ServedAtReason).IsOptionalText(1000);
        RuleFor(r => r.DueAt).IsOptionalInstant("The due date", "2026-11-27T17:00:00-06:00");
        RuleFor(r => r.DueAt).Must((r, at) => !TextRules.TryInstant(at, out var due) || !TextRules.TryInstant(r.ServedAt, out var served) || due > served).WithMessage("It cannot be due before it was served.");
        RuleFor(r => r.NonDisclosure!.Until).Must(until => string.IsNullOrWhiteSpace(until) || TextRules.TryDay(until, out _)).When(r => r.NonDisclosure is not null)
            .WithMessage("The last day of the non-disclosure order, as 2027-11-18; leave it empty where the order names none.");
        RuleFor(r => r.Items).Must(items => items is { Count: >= 1 and <= MostItems }).WithMessage(string.Create(CultureInfo.InvariantCulture, $"A request has 1 to {MostItems} items."));
        RuleForEach(r => r.Items).SetValidator(new ItemFormValidator());
    }

    /// <summary>Some instruments are not taken here at all: that comes before any field.</summary>
    protected override bool PreValidate(ValidationContext<T> context, FluentValidation.Results.ValidationResult result)
    {
        var instrument = Instruments.Find(context.InstanceToValidate?.Instrument);
        if (instrument?.Handling == InstrumentHandling.HandledElsewhere) throw new Model.Refused(RequestRefusals.HandledElsewhere(instrument.ByHand));
        if (instrument?.Handling == InstrumentHandling.NotSupportedYet) throw new Model.Refused(RequestRefusals.InstrumentNotSupported(instrument.ByHand));
        return base.PreValidate(context, result);
    }
}
