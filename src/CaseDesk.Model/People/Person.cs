using Microsoft.AspNetCore.Identity;

namespace CaseDesk.Model.People;

/// <summary>Someone who can sign in. Roles are Identity's; four eyes is by person, whatever the roles.</summary>
public sealed class Person : IdentityUser<Guid>
{
    public Person() => Id = Guid.CreateVersion7();

    public string DisplayName { get; init; } = "";

    /// <summary>Set for officers of an agency: they see its requests and nothing else.</summary>
    public Guid? AgencyId { get; init; }

    public bool Disabled { get; private set; }
}
