using CaseDesk.Policy;

namespace CaseDesk.Verbs;

internal static class PolicyCheck
{
    /// <summary>0 for a good policy, 1 for one that is refused, 2 where no file could be read.</summary>
    public static int Run(string file)
    {
        try
        {
            var policy = PolicyFile.Load(file);
            Console.Out.WriteLine($"{file}: {policy.Id}, {policy.Rules.Count} rules, {policy.Sources.Count} sources, SHA-256 {policy.Sha256}");
            return 0;
        }
        catch (PolicyFileException wrong)
        {
            Console.Error.WriteLine(wrong.Message);
            return wrong.Unreadable ? 2 : 1;
        }
    }
}
