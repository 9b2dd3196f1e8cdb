namespace CaseDesk.Policy;

/// <summary>A verdict asks for more than the scope decision allows; the message names what.</summary>
public sealed class WiderThanAllowedException(int item, string what) : Exception(FormattableString.Invariant($"Item {item}: {what}"))
{
    /// <summary>Number of the item.</summary>
    public int Item { get; } = item;

    /// <summary>What was asked for and is not allowed.</summary>
    public string What { get; } = what;
}
