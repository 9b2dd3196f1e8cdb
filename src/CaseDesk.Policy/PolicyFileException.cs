namespace CaseDesk.Policy;

/// <summary>One thing wrong in a policy file, where it is, and how to put it right.</summary>
/// <param name="File">Name of the file, without its folder.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">Path inside the file, the problem, the remedy.</param>
public sealed record PolicyFileError(string File, int Line, int Column, string Message)
{
    /// <summary><c>courier.yaml:41:7: message</c>, the form that editors can jump to.</summary>
    public override string ToString() => FormattableString.Invariant($"{File}:{Line}:{Column}: {Message}");
}

/// <summary>A policy file that cannot be used; holds every error found, in order of line and column.</summary>
public sealed class PolicyFileException(IReadOnlyList<PolicyFileError> errors) : Exception(string.Join('\n', errors))
{
    /// <summary>At least one; at most 200, so that a hostile file cannot fill the screen.</summary>
    public IReadOnlyList<PolicyFileError> Errors { get; } = errors;

    /// <summary>True where the file could not be opened, so that nothing is known of what it says.</summary>
    public bool Unreadable { get; init; }
}
