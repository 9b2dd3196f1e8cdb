using System.Text.RegularExpressions;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Reading;

/// <summary>Lines that the policy describes by a regular expression; its named groups are the parts. It runs in time that grows with the line alone, whatever a stranger wrote into it.</summary>
internal sealed class RegexFormat(PlannedSource source) : RecordFormat(source.Encoding)
{
    private readonly Regex pattern = Compile(source);
    private Match? match;

    /// <exception cref="SourceException">The pattern cannot be used.</exception>
    public static Regex Compile(PlannedSource source)
    {
        try
        {
            // By itself first: one that closes a group which it did not open would end the group below, and match inside a line.
            _ = new Regex(source.Pattern ?? "", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
            // The whole line or nothing: a pattern that matches somewhere inside would take what a stranger wrote for a field.
            return new Regex($@"\A(?:{source.Pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
        }
        catch (Exception unusable) when (unusable is ArgumentException or NotSupportedException)
        {
            throw new SourceException(Reasons.PlanInvalid, $"Source '{source.Name}': its pattern is no regular expression that can be run without backtracking.");
        }
    }

    public override string? Take(ReadOnlyMemory<byte> record, bool wanted)
    {
        match = null;
        if (Unsound(record.Span) is { } unsound)
            return unsound;
        var line = Text(record);
        if (!wanted)
            return pattern.IsMatch(line) ? null : Reasons.RejectedFormat;
        match = pattern.Match(line);
        return match.Success ? null : Reasons.RejectedFormat;
    }

    public override string? Part(string name)
    {
        if (match?.Groups[name] is not { Success: true } group)
            return null;
        // A pattern counts UTF-16 units, and may cut a character beyond them in two.
        return char.IsLowSurrogate(First(group.ValueSpan)) || char.IsHighSurrogate(Last(group.ValueSpan)) ? throw new UnreadablePart(Reasons.RejectedEncoding) : group.Value;
    }

    private static char First(ReadOnlySpan<char> text) => text.IsEmpty ? default : text[0];

    private static char Last(ReadOnlySpan<char> text) => text.IsEmpty ? default : text[^1];
}
