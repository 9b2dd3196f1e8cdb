namespace CaseDesk.Policy;

/// <summary>One fault of a policy file.</summary>
/// <param name="File">File name as given.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">Where in the policy, what is wrong, and what to write instead.</param>
public sealed record PolicyFileError(string File, int Line, int Column, string Message)
{
    /// <summary><c>courier.yaml:41:7: sources.lookup-log.fields.ip: unknown key "catagory"; did you mean "category"?</c></summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {Message}");
}

/// <summary>A policy file that cannot be used, with all its faults in order of line.</summary>
/// <param name="errors">Never empty.</param>
public sealed class PolicyFileException(IReadOnlyList<PolicyFileError> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>All faults that were found, in order of line and column.</summary>
    public IReadOnlyList<PolicyFileError> Errors { get; } = errors;
}
