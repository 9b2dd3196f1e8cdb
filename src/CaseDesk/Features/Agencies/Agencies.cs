using CaseDesk.Features.Requests;
using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Agencies;

public sealed record AgencyList : IQuery<IReadOnlyList<AgencyRow>>;

/// <param name="MayVerify">False for the person who registered it.</param>
public sealed record AgencyRow(Guid Id, string Name, bool IsVerified, DateTimeOffset RegisteredAt, string RegisteredBy, DateTimeOffset? VerifiedAt, string? VerifiedBy, string? CallBackNumber, string? CallBackDirectory, bool MayVerify);

internal sealed class AgencyListHandler(CaseDeskDb db, CurrentActor current, LedgerLine line) : IRequestHandler<AgencyList, IReadOnlyList<AgencyRow>>
{
    public async Task<IReadOnlyList<AgencyRow>> Handle(AgencyList query, CancellationToken cancel)
    {
        var me = current.Actor.Id;
        var rows = await db.Agencies.OrderBy(a => a.NameKey).Take(1000)
            .Select(a => new AgencyRow(
                a.Id, a.Name, a.VerifiedAt != null, a.RegisteredAt,
                db.Users.Where(p => p.Id == a.RegisteredBy).Select(p => p.DisplayName).FirstOrDefault() ?? "", a.VerifiedAt,
                db.Users.Where(p => p.Id == a.VerifiedBy).Select(p => p.DisplayName).FirstOrDefault(), a.CallBackNumber, a.CallBackDirectory,
                a.VerifiedAt == null && a.RegisteredBy != me))
            .ToListAsync(cancel);
        line.Fact("count", rows.Count);
        return rows;
    }
}

public sealed record RegisterAgency : ICommand<Guid>
{
    public string Name { get; init; } = "";
}

internal sealed class RegisterAgencyValidator : AbstractValidator<RegisterAgency>
{
    public RegisterAgencyValidator() => RuleFor(c => c.Name).IsText("Name the agency as the directory does", Agency.NameMaxLength);
}

internal sealed class RegisterAgencyHandler(CaseDeskDb db, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<RegisterAgency, Guid>
{
    public async Task<Guid> Handle(RegisterAgency command, CancellationToken cancel)
    {
        var key = Agency.KeyOf(command.Name);
        if (await db.Agencies.AnyAsync(a => a.NameKey == key, cancel)) throw new ValidationException([new(nameof(RegisterAgency.Name), "This agency is registered already.")]);

        var agency = Agency.Register(command.Name, current.Actor.Id, clock.GetUtcNow());
        db.Agencies.Add(agency);
        line.About("agency", "agy_" + agency.Id.ToString("n"), agency.Version).Personal("name", agency.Name);
        return agency.Id;
    }
}

/// <summary>Somebody called the agency at a number from a directory, never from the request, and it knew of the request.</summary>
public sealed record RecordCallBack : ICommand<Nothing>
{
    public Guid Agency { get; init; }

    public string Number { get; init; } = "";

    /// <summary>Where the number was found.</summary>
    public string Directory { get; init; } = "";

    public string? Note { get; init; }
}

internal sealed class RecordCallBackValidator : AbstractValidator<RecordCallBack>
{
    public RecordCallBackValidator()
    {
        RuleFor(c => c.Number).Must(number => PhoneNumber.TryParse(number, out _)).WithMessage("The number that you called, with its country code: +1 217 555 0100.");
        RuleFor(c => c.Directory).IsText("Name the directory that the number was taken from; never the request", 200);
        RuleFor(c => c.Note).IsOptionalText(1000);
    }
}

internal sealed class RecordCallBackHandler(CaseDeskDb db, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<RecordCallBack, Nothing>
{
    public async Task<Nothing> Handle(RecordCallBack command, CancellationToken cancel)
    {
        var agency = await db.Agencies.FindAsync([command.Agency], cancel) ?? throw new Refused(new Refusal(1103, "not-found", "There is no such agency.", 404));
        line.About("agency", "agy_" + agency.Id.ToString("n"), agency.Version);

        var number = PhoneNumber.TryParse(command.Number, out var e164) ? e164 : command.Number;
        agency.RecordCallBack(number, command.Directory, command.Note, current.Actor.Id, clock.GetUtcNow());
        line.About("agency", "agy_" + agency.Id.ToString("n"), agency.Version).Personal("number", number).Personal("directory", command.Directory);
        return default;
    }
}
