using CaseDesk.Policy;

namespace CaseDesk.Verbs;

internal static class PolicyCheck
{
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
            return 1;
        }
        catch (IOException missing)
        {
            Console.Error.WriteLine(missing.Message);
            return 2;
        }
    }
}
