namespace CaseDesk.Policy;

/// <summary>Reads the catalogue of words of orders.</summary>
internal static class PhraseReader
{
    private static readonly string[] Meanings = ["means", "choose", "notReached", "neverCollected"];

    public static Phrase Read(MapReader reader, PolicyErrors errors)
    {
        var phrase = new Phrase
        {
            Id = RuleReader.Id(reader),
            Say = reader.Words("say", "list the spellings, as orders have them", words => PhraseBook.Key(words).Text.Length > 0, []),
            Means = Names(reader, "means", "list the categories, sources and fields that the words mean"),
            Choose = Names(reader, "choose", "list what the words may mean"),
            NotReached = reader.Optional("notReached"),
            NeverCollected = reader.Optional("neverCollected"),
            Citation = reader.Required("citation", "cite the statute or the clause that gives the words their meaning"),
            Explanation = reader.Optional("explanation") ?? "",
        };
        if (Meanings.Count(reader.Has) != 1)
        {
            errors.Add(reader.Map, reader.Path, $"must have exactly one of {string.Join(", ", Meanings)}");
        }

        if (phrase.Choose.Count == 1)
        {
            reader.Wrong("choose", "offers one choice; write means where the words mean one thing");
        }

        return phrase;
    }

    private static IReadOnlyList<string> Names(MapReader reader, string key, string remedy) =>
        reader.Has(key) ? reader.Words(key, remedy, word => word.Length > 0, []) : [];
}
