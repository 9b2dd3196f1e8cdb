using Microsoft.AspNetCore.Identity;

namespace CaseDesk.Model.People;

/// <summary>Someone who can sign in. Roles are Identity's; four eyes is by person, whatever the roles.</summary>
public sealed class Person : IdentityUser<Guid>
{
    public const int DisplayNameMaxLength = 100;

    public Person() => Id = Guid.CreateVersion7();

    public string DisplayName { get; init; } = "";

    /// <summary>Set for officers of an agency: they see its requests and nothing else.</summary>
    public Guid? AgencyId { get; init; }

    public bool Disabled { get; private set; }

    public bool IsLockedOut(DateTimeOffset at) => LockoutEnd is { } until && at < until;

    /// <summary>Ten failures in a row close the account for a quarter of an hour.</summary>
    public void SignInFailed(DateTimeOffset at)
    {
        if (++AccessFailedCount < FailuresBeforeLockout) return;

        (AccessFailedCount, LockoutEnd) = (0, at + LockoutTime);
    }

    public void SignedIn() => (AccessFailedCount, LockoutEnd) = (0, null);

    private const int FailuresBeforeLockout = 10;
    private static readonly TimeSpan LockoutTime = TimeSpan.FromMinutes(15);
}
