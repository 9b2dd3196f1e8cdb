using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CaseDesk.Policy.Reading;

/// <summary>A piece of a YAML document that knows where it stands.</summary>
internal abstract record YamlPart(int Line, int Column);

internal sealed record YamlText(string Value, int Line, int Column) : YamlPart(Line, Column);

internal sealed record YamlList(IReadOnlyList<YamlPart> Parts, int Line, int Column) : YamlPart(Line, Column);

/// <summary>Keys in the order of the file, repeated ones included: the reader that knows the path reports them.</summary>
internal sealed record YamlMap(IReadOnlyList<(YamlText Key, YamlPart Value)> Entries, int Line, int Column) : YamlPart(Line, Column);

/// <summary>
/// Builds the tree from the parser's events. The library's own tree stops at the first repeated key and resolves aliases;
/// here every fault is reported, and anchors, aliases and tags are refused because a few lines of them can unfold into gigabytes.
/// </summary>
internal sealed class YamlTree(Action<int, int, string> report)
{
    private const int DeepestNesting = 16;

    /// <returns>Null where the text is no YAML document; the fault has been reported.</returns>
    public YamlPart? Read(string text)
    {
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                report(1, 1, "the file is empty; write a policy (see docs/policy.md)");
                return null;
            }
            var root = ReadPart(parser, 0);
            parser.Consume<DocumentEnd>();
            if (parser.Current is DocumentStart second) report(Line(second.Start), Column(second.Start), "a second document begins here; a policy is one document");
            return root;
        }
        catch (YamlException bad)
        {
            report(Line(bad.Start), Column(bad.Start), $"this is not valid YAML: {bad.Message}");
            return null;
        }
    }

    private YamlPart ReadPart(Parser parser, int depth)
    {
        var (line, column) = (Line(parser.Current!.Start), Column(parser.Current.Start));
        if (depth > DeepestNesting) throw new YamlException(parser.Current.Start, parser.Current.End, $"nested deeper than {DeepestNesting} levels");
        if (parser.Current is NodeEvent { Anchor.IsEmpty: false }) report(line, column, "anchors are not allowed in a policy; write the value out");
        if (parser.Current is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } }) report(line, column, "tags are not allowed in a policy; remove it");

        if (parser.TryConsume<Scalar>(out var scalar)) return new YamlText(scalar.Value, line, column);
        if (parser.TryConsume<AnchorAlias>(out _))
        {
            report(line, column, "aliases are not allowed in a policy; write the value out");
            return new YamlText("", line, column);
        }
        if (parser.TryConsume<SequenceStart>(out _))
        {
            List<YamlPart> parts = [];
            while (!parser.TryConsume<SequenceEnd>(out _)) parts.Add(ReadPart(parser, depth + 1));
            return new YamlList(parts, line, column);
        }
        parser.Consume<MappingStart>();
        List<(YamlText, YamlPart)> entries = [];
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadPart(parser, depth + 1);
            var value = ReadPart(parser, depth + 1);
            if (key is YamlText name) entries.Add((name, value));
            else report(key.Line, key.Column, "a key is a word");
        }
        return new YamlMap(entries, line, column);
    }

    private static int Line(Mark mark) => (int)Math.Clamp(mark.Line, 1, int.MaxValue);

    private static int Column(Mark mark) => (int)Math.Clamp(mark.Column, 1, int.MaxValue);
}
