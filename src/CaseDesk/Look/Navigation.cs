using System.Security.Claims;

namespace CaseDesk.Look;

/// <summary>A place in the header bar.</summary>
public sealed record NavigationLink(string Label, string Href, bool IsCurrent);

/// <summary>The pages that a person's own roles open. It only spares people dead ends: what is permitted is decided at the door, not here.</summary>
public static class Navigation
{
    private sealed record Place(string Label, string Href, params string[] Roles);

    private static readonly Place[] Places =
    [
        new("Queue", "/requests", "clerk", "reviewer", "custodian", "auditor", "agency"),
        new("Register", "/requests/register", "clerk"),
        new("Agencies", "/agencies", "clerk", "reviewer", "custodian", "auditor"),
        new("Policy", "/policy"),
        new("Versions", "/policies", "administrator", "reviewer", "auditor"),
        new("Test a draft", "/preflight", "agency"),
        new("Transparency", "/transparency", "reporter", "auditor"),
        new("Ledger", "/ledger", "auditor"),
    ];

    private static readonly string[] RolesInOrder = ["clerk", "reviewer", "custodian", "reporter", "auditor", "administrator", "agency"];

    /// <summary>The person's places in order; none for a stranger.</summary>
    public static IReadOnlyList<NavigationLink> For(ClaimsPrincipal person, PathString here)
    {
        if (!IsSignedIn(person)) return [];

        var places = Places.Where(place => Opens(place, person)).ToList();
        // The longest address wins, so that "Register" is current and "Queue" above it is not.
        var current = places.Where(place => here.StartsWithSegments(place.Href, StringComparison.OrdinalIgnoreCase)).MaxBy(place => place.Href.Length);
        return [.. places.Select(place => new NavigationLink(place.Label, place.Href, place == current))];
    }

    public static bool HasQueue(ClaimsPrincipal person) => IsSignedIn(person) && Opens(Places[0], person);

    public static bool HasLedger(ClaimsPrincipal person) => IsSignedIn(person) && person.IsInRole("auditor");

    /// <summary>The person's roles in the order of a request's way through the desk.</summary>
    public static IReadOnlyList<string> RolesOf(ClaimsPrincipal person) => [.. RolesInOrder.Where(person.IsInRole)];

    private static bool Opens(Place place, ClaimsPrincipal person) => place.Roles.Length == 0 || place.Roles.Any(person.IsInRole);

    private static bool IsSignedIn(ClaimsPrincipal person) => person.Identity is { IsAuthenticated: true };
}
