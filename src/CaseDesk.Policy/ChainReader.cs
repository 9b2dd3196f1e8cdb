namespace CaseDesk.Policy;

/// <summary>Reads the chains of authority of a policy file.</summary>
internal static class ChainReader
{
    public static AuthorityChain Read(MapReader reader, PolicyErrors errors)
    {
        var chain = new AuthorityChain(RuleReader.Id(reader), RuleReader.InstrumentWords(reader, "list instruments, the one with the least authority first"));
        if (chain.Instruments.Count == 1)
        {
            reader.Wrong("instruments", "is one instrument; a chain has at least two");
        }

        return chain;
    }
}
