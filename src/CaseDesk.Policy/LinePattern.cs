using System.Globalization;
using System.Text.RegularExpressions;

namespace CaseDesk.Policy;

/// <summary>
/// The regular expression that describes the lines of a source. Only what can be told apart at a glance is allowed: then the parts that it names, which of
/// them holds which, and how large it is are known without running it.
/// </summary>
/// <param name="Parts">Names of its groups.</param>
/// <param name="Wholes">Those that hold another one, and with it all that the other one says.</param>
internal sealed partial record LinePattern(IReadOnlySet<string> Parts, IReadOnlySet<string> Wholes)
{
    private const int Longest = 1000;

    // Counted repetitions written out. A log line is described by some hundred; (a{1000}){1000} would take a million states.
    private const double MostSteps = 5000;

    /// <summary>The pattern, or null with what is wrong and what to do.</summary>
    public static LinePattern? Read(string pattern, out string problem)
    {
        if (pattern.Length > Longest)
        {
            problem = FormattableString.Invariant($"is longer than {Longest} characters; describe the line in fewer");
            return null;
        }

        if (pattern.Contains('\n', StringComparison.Ordinal))
        {
            problem = "goes over several lines, and a record is one; write it on one line";
            return null;
        }

        var scan = new Scan(pattern);
        problem = scan.Run() ?? Compile(pattern) ?? "";
        return problem.Length > 0 ? null : new LinePattern(scan.Parts, scan.Wholes);
    }

    // Without backtracking the time grows with the line alone, whatever a stranger wrote into it.
    private static string? Compile(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
            return null;
        }
        catch (RegexParseException fault)
        {
            return FormattableString.Invariant($"is not a regular expression: {fault.Error} at character {fault.Offset + 1}; correct it there");
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return "cannot be run without backtracking; write it without references to what was matched before";
        }
    }

    [GeneratedRegex(@"\G\(\?(?:<([A-Za-z_][A-Za-z0-9_]{0,63})>|:|i:|i\))")]
    private static partial Regex Opening();

    [GeneratedRegex(@"\G\{([0-9]+)(?:(,)([0-9]*))?\}")]
    private static partial Regex Repetition();

    /// <summary>One walk over the text.</summary>
    private sealed class Scan(string pattern)
    {
        // The group that is open, from the outermost: its name, how large it is, and how large its last element is.
        private readonly Stack<(string? Name, double Size, double Last)> open = new([(null, 0, 0)]);

        private int at;

        public HashSet<string> Parts { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Wholes { get; } = new(StringComparer.Ordinal);

        public string? Run()
        {
            while (at < pattern.Length)
            {
                if (Step() is { } problem)
                {
                    return problem;
                }
            }

            return open.Aggregate(0.0, (sum, group) => sum + group.Size) > MostSteps
                ? FormattableString.Invariant($"is longer than {MostSteps} characters once its repetitions are written out; repeat less, or write + or *")
                : null;
        }

        private string? Step()
        {
            switch (pattern[at])
            {
                case '\\':
                    return Escape();
                case '[':
                    return Class();
                case '(':
                    return Open();
                case ')' when open.Count > 1:
                    at++;
                    Element(open.Pop().Size);
                    return null;
                case '{' when Repetition().Match(pattern, at) is { Success: true } repetition:
                    at += repetition.Length;
                    Repeat(repetition);
                    return null;
                case '*' or '+' or '?' or '|' or '^' or '$':
                    at++;
                    return null;
                default:
                    at++;
                    Element(1);
                    return null;
            }
        }

        // Letters and digits that are not listed refer to earlier matches, or take the sign after them with them.
        private string? Escape()
        {
            if (at + 1 >= pattern.Length || (char.IsLetterOrDigit(pattern[at + 1]) && !"dDwWsSbBAzZtxupP".Contains(pattern[at + 1], StringComparison.Ordinal)))
            {
                return Wrong("a backslash stands before a sign, or makes one of \\d \\D \\w \\W \\s \\S \\b \\B \\A \\z \\Z \\t \\x \\u \\p \\P");
            }

            at += 2;
            Element(1);
            return null;
        }

        private string? Class()
        {
            var end = at + 1;
            end += end < pattern.Length && pattern[end] == '^' ? 1 : 0;
            end += end < pattern.Length && pattern[end] == ']' ? 1 : 0;
            while (end < pattern.Length && pattern[end] != ']')
            {
                if (pattern[end] == '[')
                {
                    at = end;
                    return Wrong("within [ ] write \\[ for the sign; classes within classes are not known");
                }

                if (pattern[end] == '\\')
                {
                    at = end;
                    if (Escape() is { } problem)
                    {
                        return problem;
                    }

                    end = at;
                }
                else
                {
                    end++;
                }
            }

            at = end + 1;
            Element(1);
            return null;
        }

        private string? Open()
        {
            if (at + 1 >= pattern.Length || pattern[at + 1] != '?')
            {
                at++;
                open.Push((null, 0, 0));
                return null;
            }

            var opening = Opening().Match(pattern, at);
            if (!opening.Success)
            {
                return Wrong("a group begins with (?<name> or (?: or (, and case is ignored with (?i); nothing else can be run without backtracking");
            }

            at += opening.Length;
            if (opening.Value[^1] == ')')
            {
                return null;
            }

            var name = opening.Groups[1].Success ? opening.Groups[1].Value : null;
            if (name is not null)
            {
                Parts.Add(name);
                Wholes.UnionWith(open.Select(group => group.Name).OfType<string>());
            }

            open.Push((name, 0, 0));
            return null;
        }

        private void Repeat(Match repetition)
        {
            var (name, size, last) = open.Pop();
            var most = double.Parse(repetition.Groups[3] is { Length: > 0 } upper ? upper.ValueSpan : repetition.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            var added = last * Math.Max(0, most - 1);
            open.Push((name, size + added, last + added));
        }

        private void Element(double size)
        {
            var group = open.Pop();
            open.Push((group.Name, group.Size + size, size));
        }

        private string Wrong(string what) => FormattableString.Invariant($"at character {at + 1}: {what}");
    }
}
