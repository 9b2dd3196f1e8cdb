namespace CaseDesk.Ledger;

/// <summary>
/// Text or bytes from outside that do not have the form they must have, or do not say what they must say.
/// It is the only exception that this library throws for bad data; <see cref="ArgumentException"/> means a mistake of the caller.
/// </summary>
/// <param name="code">Stable reason for machines, for example <c>note.malformed</c>; listed in docs/ledger-formats.md.</param>
/// <param name="message">One sentence for the person.</param>
public sealed class LedgerFormatException(string code, string message) : FormatException(message)
{
    /// <summary>Stable reason, lower case, noun first.</summary>
    public string Code { get; } = code;
}
