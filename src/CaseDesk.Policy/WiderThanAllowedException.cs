namespace CaseDesk.Policy;

/// <summary>A narrowing asked for more than the decision allows. Narrowing may only take less.</summary>
/// <param name="item">Number of the item.</param>
/// <param name="what">The field or the period that is outside, in words for the reviewer.</param>
public sealed class WiderThanAllowedException(int item, string what)
    : Exception(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Item {item}: {what}"))
{
    /// <summary>Number of the item.</summary>
    public int Item { get; } = item;

    /// <summary>What is wider than allowed, and what is allowed.</summary>
    public string What { get; } = what;
}
