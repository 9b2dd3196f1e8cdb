using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Account;

/// <summary>Signs in a person whose account exists; strangers never get this far (see <see cref="Reception"/>).</summary>
public sealed record SignIn(Guid Person, string Password, SessionKind Kind) : ICommand<SignedIn?>;

/// <param name="Secret">For the client only.</param>
public sealed record SignedIn(string Secret, DateTimeOffset ExpiresAt);

internal sealed class SignInHandler(CaseDeskDb db, IPasswordHasher<Person> hasher, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<SignIn, SignedIn?>
{
    private static readonly TimeSpan BrowserLife = TimeSpan.FromHours(12);
    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(8);

    public async Task<SignedIn?> Handle(SignIn command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var person = await db.Users.SingleAsync(p => p.Id == command.Person, cancel);
        line.About("user", "usr_" + person.Id.ToString("n")).Fact("kind", command.Kind == SessionKind.Browser ? "browser" : "token");

        // Equal work on every path, so that time tells nothing about the account (ASVS V6.3.8).
        var verdict = hasher.VerifyHashedPassword(person, person.PasswordHash!, command.Password);
        if (person.Disabled || person.IsLockedOut(now) || verdict == PasswordVerificationResult.Failed)
        {
            var code = person.Disabled ? "disabled" : person.IsLockedOut(now) ? "locked-out" : "wrong-password";
            if (verdict == PasswordVerificationResult.Failed) person.SignInFailed(now);
            line.Denied(code);
            return null;
        }

        person.SignedIn();
        if (verdict == PasswordVerificationResult.SuccessRehashNeeded) person.PasswordHash = hasher.HashPassword(person, command.Password);
        var (secret, hash) = SessionSecret.New();
        var session = Session.Start(person.Id, command.Kind, hash, now, command.Kind == SessionKind.Browser ? BrowserLife : TokenLife);
        db.Sessions.Add(session);
        var roles = await db.UserRoles.Where(r => r.UserId == person.Id).Join(db.Roles, r => r.RoleId, r => r.Id, (_, role) => role.Name!).ToListAsync(cancel);
        current.Actor = Actor.Of(person, roles, session.Id);
        return new SignedIn(secret, session.ExpiresAt);
    }
}

/// <summary>Where everyone who wants to sign in arrives: throttles, then tells strangers and people apart without telling them.</summary>
internal sealed class Reception(CaseDeskDb db, IMediator desk, Strangers strangers, IPasswordHasher<Person> hasher, ILookupNormalizer normalizer)
{
    private static string? nobody;

    public async Task<SignInAnswer> SignIn(string? email, string? password, SessionKind kind, string address, CancellationToken cancel)
    {
        if (strangers.IsThrottled(address)) return new SignInAnswer(null, Throttled: true);
        if (email is not { Length: > 0 and <= 256 } || password is not { Length: > 0 and <= 1024 } || !email.All(char.IsAscii))
        {
            strangers.Failed(address);
            return new SignInAnswer(null, Throttled: false);
        }

        var normalized = normalizer.NormalizeEmail(email.Trim());
        var person = await db.Users.Where(p => p.NormalizedEmail == normalized).Select(p => (Guid?)p.Id).FirstOrDefaultAsync(cancel);
        if (person is not { } known)
        {
            nobody ??= hasher.HashPassword(new Person(), Guid.CreateVersion7().ToString());
            hasher.VerifyHashedPassword(new Person(), nobody, password);
            strangers.Failed(address);
            return new SignInAnswer(null, Throttled: false);
        }

        var signedIn = await desk.Send(new SignIn(known, password, kind), cancel);
        if (signedIn is null) strangers.Failed(address);
        return new SignInAnswer(signedIn, Throttled: false);
    }
}

internal sealed record SignInAnswer(SignedIn? SignedIn, bool Throttled);
