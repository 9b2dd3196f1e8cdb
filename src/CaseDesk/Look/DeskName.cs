namespace CaseDesk.Look;

/// <summary>Whose desk this is, as the header bar names it: the provider of the policy in force. Empty until a policy is loaded.</summary>
public sealed class DeskName
{
    public string Provider { get; set; } = "";
}
