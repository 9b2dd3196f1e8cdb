namespace CaseDesk.Pdf.Text;

/// <summary>
/// The Unicode Bidirectional Algorithm (UAX 9, version 15.0): in which direction each character of a paragraph reads, and
/// in which order a line shows them. The names of the steps are those of the standard.
/// </summary>
internal static class Bidi
{
    /// <summary>The level of what rule X9 takes out: it is not shown.</summary>
    public const byte Removed = 255;

    private const int DeepestLevel = 125;
    private const int MostOpenBrackets = 63;

    /// <summary>P2 and P3: the level of the first strong character outside of isolates; <paramref name="otherwise"/> if there is none.</summary>
    public static byte FirstStrong(ReadOnlySpan<int> text, byte otherwise)
    {
        var classes = Classes(text);
        return FirstStrong(classes, Matches(classes), 0, text.Length, otherwise);
    }

    /// <summary>The level of each character of one paragraph before L1; <see cref="Removed"/> for what X9 takes out.</summary>
    public static byte[] Levels(ReadOnlySpan<int> text, byte paragraph)
    {
        var original = Classes(text);
        var classes = original.ToArray();
        var matches = Matches(original);
        var levels = Explicit(classes, original, matches, paragraph);
        foreach (var sequence in Sequences(original, matches, levels, paragraph))
            Resolve(sequence, text, original, classes, levels);
        return levels;
    }

    /// <summary>L1 for one line: separators, and white space before them and at the end, have the level of the paragraph.</summary>
    public static void ResetWhitespace(ReadOnlySpan<int> line, Span<byte> levels, byte paragraph)
    {
        var resets = true;
        for (var i = line.Length - 1; i >= 0; i--)
        {
            switch (CharacterClasses.Bidi(line[i]))
            {
                case BidiClass.B or BidiClass.S:
                    levels[i] = paragraph;
                    resets = true;
                    break;
                case BidiClass.WS or BidiClass.LRI or BidiClass.RLI or BidiClass.FSI or BidiClass.PDI:
                    if (resets)
                        levels[i] = paragraph;
                    break;
                default:
                    if (levels[i] != Removed)
                        resets = false;
                    break;
            }
        }
    }

    /// <summary>L2: the indexes of a line's pieces from left to right.</summary>
    public static int[] VisualOrder(ReadOnlySpan<byte> levels)
    {
        var order = new int[levels.Length];
        byte highest = 0, lowestOdd = Removed;
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
            highest = Math.Max(highest, levels[i]);
            if (levels[i] % 2 == 1)
                lowestOdd = Math.Min(lowestOdd, levels[i]);
        }

        for (var level = highest; level >= lowestOdd; level--)
        {
            for (var start = 0; start < order.Length; start++)
            {
                var end = start;
                while (end < order.Length && levels[order[end]] >= level)
                    end++;
                order.AsSpan(start, end - start).Reverse();
                start = end;
            }
        }

        return order;
    }

    private static BidiClass[] Classes(ReadOnlySpan<int> text)
    {
        var classes = new BidiClass[text.Length];
        for (var i = 0; i < classes.Length; i++)
            classes[i] = CharacterClasses.Bidi(text[i]);
        return classes;
    }

    /// <summary>BD9: for an isolate initiator the place of its PDI, or the end; for a PDI the place of its initiator, or -1.</summary>
    private static int[] Matches(BidiClass[] classes)
    {
        var matches = new int[classes.Length];
        var open = new Stack<int>();
        for (var i = 0; i < classes.Length; i++)
        {
            if (IsIsolateInitiator(classes[i]))
            {
                matches[i] = classes.Length;
                open.Push(i);
            }
            else if (classes[i] == BidiClass.PDI)
            {
                matches[i] = open.TryPop(out var initiator) ? initiator : -1;
                if (matches[i] >= 0)
                    matches[initiator] = i;
            }
        }

        return matches;
    }

    private static byte FirstStrong(BidiClass[] classes, int[] matches, int start, int end, byte otherwise)
    {
        for (var i = start; i < end; i++)
        {
            switch (classes[i])
            {
                case BidiClass.L:
                    return 0;
                case BidiClass.R or BidiClass.AL:
                    return 1;
                case BidiClass.LRI or BidiClass.RLI or BidiClass.FSI:
                    i = matches[i];
                    break;
            }
        }

        return otherwise;
    }

    /// <summary>X1 to X9: embeddings, overrides and isolates.</summary>
    private static byte[] Explicit(BidiClass[] classes, BidiClass[] original, int[] matches, byte paragraph)
    {
        var levels = new byte[classes.Length];
        var stack = new Stack<(byte Level, BidiClass? Override, bool IsIsolate)>();
        stack.Push((paragraph, null, false));
        int overflowIsolates = 0, overflowEmbeddings = 0, validIsolates = 0;
        for (var i = 0; i < classes.Length; i++)
        {
            var kind = original[i];
            var top = stack.Peek();
            switch (kind)
            {
                case BidiClass.RLE or BidiClass.LRE or BidiClass.RLO or BidiClass.LRO:
                    levels[i] = Removed;
                    var embedded = Next(top.Level, kind is BidiClass.RLE or BidiClass.RLO);
                    if (embedded <= DeepestLevel && overflowIsolates == 0 && overflowEmbeddings == 0)
                        stack.Push((embedded, kind switch { BidiClass.RLO => BidiClass.R, BidiClass.LRO => BidiClass.L, _ => null }, false));
                    else if (overflowIsolates == 0)
                        overflowEmbeddings++;
                    break;
                case BidiClass.RLI or BidiClass.LRI or BidiClass.FSI:
                    levels[i] = top.Level;
                    classes[i] = top.Override ?? kind;
                    var isRightToLeft = kind == BidiClass.RLI || kind == BidiClass.FSI && FirstStrong(original, matches, i + 1, matches[i], 0) == 1;
                    var isolated = Next(top.Level, isRightToLeft);
                    if (isolated <= DeepestLevel && overflowIsolates == 0 && overflowEmbeddings == 0)
                    {
                        validIsolates++;
                        stack.Push((isolated, null, true));
                    }
                    else
                    {
                        overflowIsolates++;
                    }

                    break;
                case BidiClass.PDI:
                    if (overflowIsolates > 0)
                    {
                        overflowIsolates--;
                    }
                    else if (validIsolates > 0)
                    {
                        overflowEmbeddings = 0;
                        while (!stack.Pop().IsIsolate)
                        {
                        }

                        validIsolates--;
                        top = stack.Peek();
                    }

                    levels[i] = top.Level;
                    classes[i] = top.Override ?? kind;
                    break;
                case BidiClass.PDF:
                    levels[i] = Removed;
                    if (overflowIsolates > 0)
                        break;
                    if (overflowEmbeddings > 0)
                        overflowEmbeddings--;
                    else if (!top.IsIsolate && stack.Count > 1)
                        stack.Pop();
                    break;
                case BidiClass.BN:
                    levels[i] = Removed;
                    break;
                case BidiClass.B:
                    levels[i] = paragraph;
                    break;
                default:
                    levels[i] = top.Level;
                    classes[i] = top.Override ?? kind;
                    break;
            }
        }

        return levels;
    }

    private static byte Next(byte level, bool isRightToLeft) => (byte)(isRightToLeft ? level + 1 | 1 : level + 2 & ~1);

    /// <summary>X10: the isolating run sequences (BD13), each with the places of its characters.</summary>
    private static List<Sequence> Sequences(BidiClass[] original, int[] matches, byte[] levels, byte paragraph)
    {
        var kept = Enumerable.Range(0, levels.Length).Where(i => levels[i] != Removed).ToArray();
        var runs = new List<(int First, int End)>();
        var runAt = new int[levels.Length];
        for (var i = 0; i < kept.Length; i++)
        {
            if (i == 0 || levels[kept[i]] != levels[kept[i - 1]])
                runs.Add((i, i));
            runs[^1] = (runs[^1].First, i + 1);
            runAt[kept[i]] = runs.Count - 1;
        }

        var sequences = new List<Sequence>();
        foreach (var (first, end) in runs)
        {
            if (original[kept[first]] == BidiClass.PDI && matches[kept[first]] >= 0)
                continue;
            var places = new List<int>();
            int from = first, to = end;
            while (true)
            {
                places.AddRange(kept.AsSpan(from, to - from));
                if (!IsIsolateInitiator(original[places[^1]]) || matches[places[^1]] == levels.Length)
                    break;
                (from, to) = runs[runAt[matches[places[^1]]]];
            }

            var level = levels[places[0]];
            var before = first > 0 ? levels[kept[first - 1]] : paragraph;
            var after = IsIsolateInitiator(original[places[^1]]) || to == kept.Length ? paragraph : levels[kept[to]];
            sequences.Add(new Sequence([.. places], level, Direction(Math.Max(level, before)), Direction(Math.Max(level, after))));
        }

        return sequences;
    }

    private static void Resolve(Sequence sequence, ReadOnlySpan<int> text, BidiClass[] original, BidiClass[] classes, byte[] levels)
    {
        var places = sequence.Places;
        var kinds = Array.ConvertAll(places, place => classes[place]);
        ResolveWeak(kinds, sequence.Start);
        ResolveBrackets(sequence, kinds, text, original);
        ResolveNeutral(sequence, kinds);
        for (var i = 0; i < places.Length; i++)
        {
            // I1 and I2.
            var isOdd = sequence.Level % 2 == 1;
            var rise = kinds[i] switch
            {
                BidiClass.L => isOdd ? 1 : 0,
                BidiClass.R => isOdd ? 0 : 1,
                _ => isOdd ? 1 : 2,
            };
            levels[places[i]] = (byte)(sequence.Level + rise);
        }
    }

    /// <summary>W1 to W7.</summary>
    private static void ResolveWeak(BidiClass[] kinds, BidiClass start)
    {
        var before = start;
        var strong = start;
        for (var i = 0; i < kinds.Length; i++)
        {
            // W1.
            if (kinds[i] == BidiClass.NSM)
                kinds[i] = IsIsolateInitiator(before) || before == BidiClass.PDI ? BidiClass.ON : before;
            before = kinds[i];
            // W2.
            if (kinds[i] is BidiClass.L or BidiClass.R or BidiClass.AL)
                strong = kinds[i];
            else if (kinds[i] == BidiClass.EN && strong == BidiClass.AL)
                kinds[i] = BidiClass.AN;
        }

        // W3.
        kinds.AsSpan().Replace(BidiClass.AL, BidiClass.R);

        // W4.
        for (var i = 1; i + 1 < kinds.Length; i++)
        {
            var joins = kinds[i] == BidiClass.ES && kinds[i - 1] == BidiClass.EN || kinds[i] == BidiClass.CS && (kinds[i - 1] is BidiClass.EN or BidiClass.AN);
            if (joins && kinds[i - 1] == kinds[i + 1])
                kinds[i] = kinds[i - 1];
        }

        // W5.
        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] != BidiClass.ET)
                continue;
            var end = i;
            while (end < kinds.Length && kinds[end] == BidiClass.ET)
                end++;
            if (i > 0 && kinds[i - 1] == BidiClass.EN || end < kinds.Length && kinds[end] == BidiClass.EN)
                kinds.AsSpan(i..end).Fill(BidiClass.EN);
            i = end - 1;
        }

        strong = start;
        for (var i = 0; i < kinds.Length; i++)
        {
            // W6.
            if (kinds[i] is BidiClass.ES or BidiClass.ET or BidiClass.CS)
                kinds[i] = BidiClass.ON;
            // W7.
            if (kinds[i] is BidiClass.L or BidiClass.R)
                strong = kinds[i];
            else if (kinds[i] == BidiClass.EN && strong == BidiClass.L)
                kinds[i] = BidiClass.L;
        }
    }

    /// <summary>N0: both brackets of a pair read in one direction.</summary>
    private static void ResolveBrackets(Sequence sequence, BidiClass[] kinds, ReadOnlySpan<int> text, BidiClass[] original)
    {
        var embedding = Direction(sequence.Level);
        foreach (var (open, close) in BracketPairs(sequence.Places, kinds, text))
        {
            BidiClass? inside = null;
            for (var i = open + 1; i < close && inside != embedding; i++)
            {
                if (Strong(kinds[i]) is { } strong)
                    inside = strong;
            }

            if (inside is null)
                continue;
            var direction = embedding;
            if (inside != embedding)
            {
                var before = sequence.Start;
                for (var i = open - 1; i >= 0; i--)
                {
                    if (Strong(kinds[i]) is not { } strong)
                        continue;
                    before = strong;
                    break;
                }

                if (before == inside)
                    direction = before;
            }

            foreach (var bracket in (ReadOnlySpan<int>)[open, close])
            {
                kinds[bracket] = direction;
                // Marks on a bracket go with it.
                for (var i = bracket + 1; i < kinds.Length && original[sequence.Places[i]] == BidiClass.NSM; i++)
                    kinds[i] = direction;
            }
        }
    }

    /// <summary>BD16, in the order of the opening brackets.</summary>
    private static List<(int Open, int Close)> BracketPairs(int[] places, BidiClass[] kinds, ReadOnlySpan<int> text)
    {
        var pairs = new List<(int Open, int Close)>();
        var open = new List<(int Closer, int Place)>();
        for (var i = 0; i < places.Length; i++)
        {
            var scalar = text[places[i]];
            if (kinds[i] != BidiClass.ON || CharacterClasses.Bracket(scalar) is not var (other, opens))
                continue;
            if (opens)
            {
                if (open.Count == MostOpenBrackets)
                    break;
                open.Add((CharacterClasses.CanonicalBracket(other), i));
                continue;
            }

            var match = open.FindLastIndex(opener => opener.Closer == CharacterClasses.CanonicalBracket(scalar));
            if (match < 0)
                continue;
            pairs.Add((open[match].Place, i));
            open.RemoveRange(match, open.Count - match);
        }

        pairs.Sort();
        return pairs;
    }

    /// <summary>N1 and N2.</summary>
    private static void ResolveNeutral(Sequence sequence, BidiClass[] kinds)
    {
        for (var i = 0; i < kinds.Length; i++)
        {
            if (Strong(kinds[i]) is not null)
                continue;
            var end = i;
            while (end < kinds.Length && Strong(kinds[end]) is null)
                end++;
            var before = i == 0 ? sequence.Start : Strong(kinds[i - 1]);
            var after = end == kinds.Length ? sequence.End : Strong(kinds[end]);
            kinds.AsSpan(i..end).Fill(before == after ? before!.Value : Direction(sequence.Level));
            i = end - 1;
        }
    }

    // Numbers count as right-to-left here; anything else is neutral.
    private static BidiClass? Strong(BidiClass kind) => kind switch
    {
        BidiClass.L => BidiClass.L,
        BidiClass.R or BidiClass.EN or BidiClass.AN => BidiClass.R,
        _ => null,
    };

    private static bool IsIsolateInitiator(BidiClass kind) => kind is BidiClass.LRI or BidiClass.RLI or BidiClass.FSI;

    private static BidiClass Direction(byte level) => level % 2 == 1 ? BidiClass.R : BidiClass.L;

    /// <param name="Start">sos, the direction before the sequence.</param>
    /// <param name="End">eos, the direction behind it.</param>
    private sealed record Sequence(int[] Places, byte Level, BidiClass Start, BidiClass End);
}
