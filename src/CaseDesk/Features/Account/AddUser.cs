using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Pipeline;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Account;

/// <summary>Makes an account. The operator does it at the console; there are no default accounts.</summary>
/// <param name="AgencyName">For officers: the agency whose requests they see.</param>
/// <param name="IsDemo">Demo accounts take whatever password the demo was given.</param>
public sealed record AddUser(string Email, string DisplayName, IReadOnlyList<string> Roles, string Password, string? AgencyName = null, bool IsDemo = false) : ICommand<Guid>;

internal sealed class AddUserValidator : AbstractValidator<AddUser>
{
    public AddUserValidator()
    {
        RuleFor(c => c.Email).Must(email => email.All(char.IsAscii) && CaseDesk.Policy.IdentifierText.TryNormalise("email", email, out _, out _)).WithMessage("An e-mail address in ASCII, such as ana@example.org.");
        RuleFor(c => c.DisplayName).NotEmpty().MaximumLength(Person.DisplayNameMaxLength);
        RuleFor(c => c.Roles).NotEmpty().WithMessage("Name at least one role.");
        RuleForEach(c => c.Roles).Must(Role.All.Contains).WithMessage((_, role) => $"There is no role {role}. Roles are {string.Join(", ", Role.All)}.");
        RuleFor(c => c.Password).Must(Passwords.LongEnough).When(c => !c.IsDemo).WithMessage(Passwords.Rule);
        RuleFor(c => c.AgencyName).NotEmpty().When(c => c.Roles.Contains(Role.Agency)).WithMessage("An officer needs an agency.");
    }
}

internal sealed class AddUserHandler(CaseDeskDb db, IPasswordHasher<Person> hasher, ILookupNormalizer normalizer, LedgerLine line) : IRequestHandler<AddUser, Guid>
{
    public async Task<Guid> Handle(AddUser command, CancellationToken cancel)
    {
        var email = normalizer.NormalizeEmail(command.Email);
        var known = await db.Users.SingleOrDefaultAsync(p => p.NormalizedEmail == email, cancel);
        if (known is not null && command.IsDemo) return Again(known, command);
        if (known is not null) throw new ValidationException([new(nameof(AddUser.Email), "There is an account with this e-mail address.")]);

        Agency? agency = null;
        if (command.AgencyName is { Length: > 0 } name)
        {
            var key = Agency.KeyOf(name);
            agency = await db.Agencies.SingleOrDefaultAsync(a => a.NameKey == key, cancel) ?? throw new ValidationException([new(nameof(AddUser.AgencyName), $"There is no agency {name}. Register it first.")]);
        }

        var person = new Person
        {
            UserName = command.Email,
            NormalizedUserName = email,
            Email = command.Email,
            NormalizedEmail = email,
            EmailConfirmed = true,
            DisplayName = command.DisplayName,
            AgencyId = agency?.Id,
            SecurityStamp = Guid.CreateVersion7().ToString("n"),
        };
        person.PasswordHash = hasher.HashPassword(person, command.Password);
        db.Users.Add(person);
        foreach (var name_ in command.Roles.Distinct(StringComparer.Ordinal))
        {
            var role = await db.Roles.SingleOrDefaultAsync(r => r.Name == name_, cancel);
            if (role is null)
            {
                role = new IdentityRole<Guid>(name_) { Id = Guid.CreateVersion7(), NormalizedName = normalizer.NormalizeName(name_) };
                db.Roles.Add(role);
            }
            db.UserRoles.Add(new IdentityUserRole<Guid> { UserId = person.Id, RoleId = role.Id });
        }
        line.About("user", "usr_" + person.Id.ToString("n")).Fact("roles", string.Join(' ', command.Roles)).Personal("email", command.Email);
        return person.Id;
    }

    /// <summary>A first start that was cut short comes again: the account stays, and takes the password that is shown this time.</summary>
    private Guid Again(Person known, AddUser command)
    {
        known.PasswordHash = hasher.HashPassword(known, command.Password);
        known.SecurityStamp = Guid.CreateVersion7().ToString("n");
        line.About("user", "usr_" + known.Id.ToString("n")).Fact("roles", string.Join(' ', command.Roles)).Personal("email", command.Email);
        return known.Id;
    }
}
