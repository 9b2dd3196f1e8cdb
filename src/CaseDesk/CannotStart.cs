using System.Net.Sockets;
using CaseDesk.Pipeline;
using CaseDesk.Policy;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace CaseDesk;

/// <summary>What the operator has to put right before the desk starts: one sentence, no stack trace, exit code 1.</summary>
internal sealed class CannotStart(string sentence, Exception? cause = null) : Exception(sentence, cause)
{
    /// <summary>The sentence for what an operator can put right; null for everything else, which is a bug and shows its trace.</summary>
    public static string? Sentence(Exception fault) => fault switch
    {
        CannotStart or PolicyFileException => fault.Message,
        LedgerUnavailable unavailable => unavailable.Sentence,
        _ when Races.IsAway(fault) => $"The database cannot be used: {fault.GetBaseException().Message.TrimEnd('.')}. Try again in a moment.",
        OptionsValidationException options => string.Join('\n', options.Failures),
        IOException { InnerException: AddressInUseException } => fault.Message.TrimEnd('.') + ". Stop the other program, or name another address: --urls http://localhost:5090.",
        SocketException => $"The address that was named cannot be used: {fault.Message}.",
        // The binder names key, value and type.
        InvalidOperationException { InnerException: FormatException or ArgumentException or InvalidCastException } when fault.Message.Contains(CaseDeskOptions.Section + ":", StringComparison.Ordinal) => fault.Message,
        _ => null,
    };
}
