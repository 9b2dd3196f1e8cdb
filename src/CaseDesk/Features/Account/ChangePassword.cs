using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Account;

/// <summary>Changes the password and ends every other session of the person.</summary>
public sealed record ChangePassword : ICommand<Nothing>
{
    public string CurrentPassword { get; init; } = "";

    public string NewPassword { get; init; } = "";
}

internal sealed class ChangePasswordValidator : AbstractValidator<ChangePassword>
{
    public ChangePasswordValidator()
    {
        RuleFor(c => c.CurrentPassword).NotEmpty().WithMessage("Enter your current password.");
        RuleFor(c => c.NewPassword).Must(Passwords.LongEnough).WithMessage(Passwords.Rule);
        RuleFor(c => c.NewPassword).NotEqual(c => c.CurrentPassword).WithMessage("Choose a password that is not the current one.");
    }
}

/// <summary>One rule: length. No composition rules, no periodic change (ASVS V6.2).</summary>
internal static class Passwords
{
    public const int MinLength = 15;
    public const int MaxLength = 256;

    public static string Rule { get; } = $"A password has {MinLength} to {MaxLength} characters, any of them.";

    public static bool LongEnough(string? password) => password is { Length: >= MinLength and <= MaxLength };
}

internal sealed class ChangePasswordHandler(CaseDeskDb db, IPasswordHasher<Person> hasher, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<ChangePassword, Nothing>
{
    public async Task<Nothing> Handle(ChangePassword command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        line.About("user", current.Actor.LedgerId);
        var person = await db.Users.SingleAsync(p => p.Id == current.Actor.Id, cancel);
        if (hasher.VerifyHashedPassword(person, person.PasswordHash!, command.CurrentPassword) == PasswordVerificationResult.Failed)
            throw new ValidationException([new(nameof(ChangePassword.CurrentPassword), "This is not your current password.")]);

        person.PasswordHash = hasher.HashPassword(person, command.NewPassword);
        person.SecurityStamp = Guid.CreateVersion7().ToString("n");
        var others = await db.Sessions.Where(s => s.PersonId == person.Id && s.Id != current.Actor.Session && s.EndedAt == null).ToListAsync(cancel);
        foreach (var session in others) session.End(now);
        line.Fact("sessionsEnded", others.Count);
        return default;
    }
}
