namespace CaseDesk.Verify;

/// <summary>One thing that the tool verifies.</summary>
/// <param name="Name">The word on the command line.</param>
/// <param name="Form">What follows it, for the usage text.</param>
/// <param name="Operands">How many words without an option it takes.</param>
/// <param name="Options">Options that take a value; <c>--json</c> is known to all.</param>
/// <param name="Run">Verifies, writes the report, and gives the exit code.</param>
internal sealed record Verb(string Name, string Form, int Operands, IReadOnlyList<string> Options, Func<Arguments, TextWriter, int> Run)
{
    /// <summary>Options without a value.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];
}

/// <summary>The person must change the command line, or a file that it names, before anything can be checked.</summary>
internal sealed class UsageException(string message) : Exception(message);
