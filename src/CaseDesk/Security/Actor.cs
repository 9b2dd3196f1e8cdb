using CaseDesk.Model.People;

namespace CaseDesk.Security;

/// <summary>Who acts: a person in a session, a job, the operator at the console, or a stranger.</summary>
internal sealed record Actor
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary><c>http</c>, <c>job</c> or <c>cli</c>.</summary>
    public required string Cause { get; init; }

    public Guid? AgencyId { get; init; }

    public Guid? Session { get; init; }

    /// <summary>Pseudonymous id in the ledger.</summary>
    public string LedgerId => this switch
    {
        { IsStranger: true } => "stranger",
        { IsSystem: true } => Cause == "job" ? "sys_worker" : "sys_operator",
        _ => "usr_" + Id.ToString("n"),
    };

    public bool IsStranger => Id == Guid.Empty && Roles.Count == 0;

    public bool IsSystem => Id == Guid.Empty && Roles.Count > 0;

    public bool Has(string role) => Roles.Contains(role, StringComparer.Ordinal);

    /// <summary>An officer outside, who sees her agency's requests and nothing else; a role that sees no case adds none.</summary>
    public bool IsOutside => Has(Role.Agency) && !Roles.Any(role => role is Role.Clerk or Role.Reviewer or Role.Custodian or Role.Auditor);

    public static Actor Stranger { get; } = new() { Id = Guid.Empty, Name = "stranger", Roles = [], Cause = "http" };

    public static Actor Worker { get; } = new() { Id = Guid.Empty, Name = "worker", Roles = [SystemRole.Worker], Cause = "job" };

    public static Actor Operator { get; } = new() { Id = Guid.Empty, Name = "operator", Roles = [SystemRole.Operator], Cause = "cli" };

    public static Actor Of(Person person, IEnumerable<string> roles, Guid? session, string cause = "http") =>
        new() { Id = person.Id, Name = person.DisplayName, Roles = [.. roles], AgencyId = person.AgencyId, Session = session, Cause = cause };
}

/// <summary>Roles that nobody can be given: the desk's own jobs and the operator at the console.</summary>
internal static class SystemRole
{
    public const string Worker = "system-worker";
    public const string Operator = "system-operator";
}

/// <summary>The actor of this scope, set at the edge.</summary>
internal sealed class CurrentActor
{
    public Actor Actor { get; set; } = Actor.Stranger;
}
