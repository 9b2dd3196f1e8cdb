namespace CaseDesk.Policy;

/// <summary>The fields of one source that an item wants.</summary>
/// <param name="Fields">By the position of a field in the source: whether it is wanted.</param>
internal sealed record WantedSource(SourceDefinition Source, bool[] Fields);

/// <summary>Reads the words of a demand: a data category, a source, <c>source.field</c>, or words of orders that the policy's catalogue knows.</summary>
internal sealed record Wants(IReadOnlyList<WantedSource> Sources, IReadOnlyList<(string Word, FixedReason Reason)> Unanswered)
{
    /// <summary>Sources in the order of the policy, whatever the order of the words; words that name no data, in their own order.</summary>
    public static Wants Of(IReadOnlyList<string> words, PolicyDocument policy, Reasons reasons)
    {
        var wanted = new bool[policy.Sources.Count][];
        var unanswered = new List<(string, FixedReason)>();
        foreach (var word in words)
        {
            // A word that is said twice asks for no more, and is answered once.
            if (Mark(word, policy, wanted) || unanswered.Exists(one => string.Equals(one.Item1, word, StringComparison.Ordinal)))
            {
                continue;
            }

            if (PhraseBook.Find(policy, word) is not { } phrase)
            {
                unanswered.Add((word, reasons.UnknownSource(word)));
            }
            else if (phrase.Means.Count > 0)
            {
                foreach (var meant in phrase.Means)
                {
                    Mark(meant, policy, wanted);
                }
            }
            else
            {
                unanswered.Add((word, Reasons.OfPhrase(phrase)));
            }
        }

        return new Wants(
            [.. policy.Sources.Zip(wanted).Where(pair => pair.Second is not null).Select(pair => new WantedSource(pair.First, pair.Second))],
            unanswered);
    }

    /// <summary>Marks what the word names; false where it names nothing.</summary>
    private static bool Mark(string word, PolicyDocument policy, bool[][] wanted)
    {
        var found = false;
        var isCategory = Names.TryRead<DataCategory>(word, out var category);
        for (var s = 0; s < policy.Sources.Count; s++)
        {
            var source = policy.Sources[s];
            var isWhole = !isCategory && string.Equals(source.Name, word, StringComparison.Ordinal);
            // Most words name one source; the fields of all others need no look.
            if (!isCategory && !isWhole && !(word.StartsWith(source.Name, StringComparison.Ordinal) && word.Length > source.Name.Length && word[source.Name.Length] == '.'))
            {
                continue;
            }

            for (var f = 0; f < source.Fields.Count; f++)
            {
                if (isCategory ? source.Fields[f].Category == category : isWhole || FieldPath.Is(word, source.Name, source.Fields[f].Name))
                {
                    (wanted[s] ??= new bool[source.Fields.Count])[f] = true;
                    found = true;
                }
            }
        }

        return found;
    }
}
