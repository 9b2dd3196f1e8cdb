using CaseDesk.Model;
using CaseDesk.Security;

namespace CaseDesk.Pipeline;

/// <summary>Decides by role whether the actor may send a message at all; what depends on the record is the record's to decide.</summary>
internal sealed class Gate(CurrentActor current)
{
    public void Permit(Rule rule)
    {
        var actor = current.Actor;
        if (rule.Anyone || rule.Roles.Any(actor.Has)) return;

        throw actor.IsStranger
            ? new Refused(new Refusal(1001, "sign-in", "Sign in first.", 401))
            : new Refused(new Refusal(1002, "role", $"This needs the role {string.Join(" or ", rule.Roles)}.", 403));
    }
}
