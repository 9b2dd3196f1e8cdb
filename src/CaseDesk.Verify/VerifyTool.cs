namespace CaseDesk.Verify;

/// <summary>
/// The tool for outsiders: checks what CaseDesk hands out, without CaseDesk, its database or its keys.
/// Exit codes: 0 good, 1 bad, 2 the question could not be asked (usage, missing files).
/// </summary>
public static class VerifyTool
{
    /// <summary>Everything holds.</summary>
    public const int Good = 0;

    /// <summary>Something is wrong; the first line says what.</summary>
    public const int Bad = 1;

    /// <summary>Nothing was checked: the command line or a file that it names is not usable.</summary>
    public const int Usage = 2;

    private static readonly IReadOnlyList<Verb> Verbs = [DisclosureVerb.Verb, LedgerVerb.Verb, ReceiptVerb.Verb];

    /// <summary>Runs one command line, with or without the leading word <c>verify</c>.</summary>
    public static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        // Documents say "verify ledger …" whatever the program file is called.
        List<string> words = [.. args.Count > 0 && string.Equals(args[0], "verify", StringComparison.Ordinal) ? args.Skip(1) : args];
        if (words.Any(word => word is "--help" or "-h" or "help"))
        {
            WriteUsage(output);
            return Good;
        }

        try
        {
            var verb = Verbs.FirstOrDefault(verb => words.Count > 0 && string.Equals(verb.Name, words[0], StringComparison.Ordinal))
                ?? throw new UsageException(words.Count == 0 ? "Nothing to verify was named." : $"There is no \"{words[0]}\" to verify.");
            return verb.Run(Arguments.Parse(words.Skip(1), verb), output);
        }
        catch (UsageException wrong)
        {
            error.WriteLine(Plain.Text(wrong.Message));
            WriteUsage(error);
            return Usage;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(Plain.Text(wrong.Message));
            return Usage;
        }
    }

    private static void WriteUsage(TextWriter writer)
    {
        writer.WriteLine("Usage:");
        foreach (var verb in Verbs)
            writer.WriteLine($"  verify {verb.Name} {verb.Form}");
        writer.WriteLine("Exit: 0 good, 1 bad, 2 usage. --json writes the report as JSON.");
    }
}
