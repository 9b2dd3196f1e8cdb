using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CaseDesk.Policy;

/// <summary>A part of a policy file that knows where it stands.</summary>
internal abstract record PolicyNode(int Line, int Column)
{
    public abstract string Kind { get; }
}

internal sealed record PolicyScalar(int Line, int Column, string Text) : PolicyNode(Line, Column)
{
    public override string Kind => "text";
}

internal sealed record PolicyList(int Line, int Column, IReadOnlyList<PolicyNode> Elements) : PolicyNode(Line, Column)
{
    public override string Kind => "a list";
}

internal sealed record PolicyMap(int Line, int Column, IReadOnlyList<(PolicyScalar Key, PolicyNode Value)> Entries) : PolicyNode(Line, Column)
{
    public override string Kind => "a block of keys";
}

/// <summary>
/// Reads YAML into nodes with their positions, from the parser's events. The library's own tree is not used: it
/// resolves aliases (a few lines can unfold to gigabytes) and stops at the first duplicate key.
/// </summary>
internal sealed class PolicyText
{
    // A policy needs six levels.
    private const int DeepestNesting = 20;

    private readonly Parser parser;
    private readonly PolicyErrors errors;

    private PolicyText(string text, PolicyErrors errors)
    {
        parser = new Parser(new StringReader(text));
        this.errors = errors;
    }

    /// <summary>The root of the only document, or null when there is an error that hides the rest.</summary>
    public static PolicyNode? Read(string text, PolicyErrors errors)
    {
        var reader = new PolicyText(text, errors);
        try
        {
            return reader.Document();
        }
        catch (YamlException fault)
        {
            errors.Add(Position(fault.Start.Line), Position(fault.Start.Column), $"this is not YAML: {fault.Message}");
            return null;
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // YamlDotNet 18.1.0 answers some slips with exceptions of other kinds and without a place: "[" that is not
            // closed before a line that begins at its margin, a tag that is no URI. The last part it read is the nearest place.
            var last = reader.parser.Current?.Start ?? default;
            errors.Add(Position(last.Line), Position(last.Column), "this is not YAML from here on: close every [ and {, put quotes around text that begins with a sign, use no tags");
            return null;
        }
    }

    private PolicyNode? Document()
    {
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _))
        {
            errors.Add(1, 1, "the file is empty; start from templates/policies/courier.yaml");
            return null;
        }

        parser.Consume<DocumentStart>();
        var root = Node(depth: 0);
        parser.Consume<DocumentEnd>();
        if (root is not null && !parser.Accept<StreamEnd>(out _))
        {
            var next = parser.Current!;
            errors.Add(Position(next.Start.Line), Position(next.Start.Column), "a second document begins here; keep one policy in one file");
        }

        return root;
    }

    private PolicyNode? Node(int depth)
    {
        var start = parser.Current is null && !parser.MoveNext() ? default : parser.Current!.Start;
        var (line, column) = (Position(start.Line), Position(start.Column));
        if (depth > DeepestNesting)
        {
            throw new SemanticErrorException(start, start, $"nested deeper than {DeepestNesting} levels");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            errors.Add(line, column, $"alias *{alias.Value} is not allowed; write the value out where it is used");
            return null;
        }

        RefuseAnchorAndTag(parser.Current as NodeEvent, line, column);
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return new PolicyScalar(line, column, scalar.Value);
        }

        return parser.Accept<SequenceStart>(out _) ? List(line, column, depth) : Map(line, column, depth);
    }

    private PolicyList List(int line, int column, int depth)
    {
        parser.Consume<SequenceStart>();
        var elements = new List<PolicyNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            if (Node(depth + 1) is { } element)
            {
                elements.Add(element);
            }
        }

        return new PolicyList(line, column, elements);
    }

    private PolicyMap Map(int line, int column, int depth)
    {
        parser.Consume<MappingStart>();
        var entries = new List<(PolicyScalar Key, PolicyNode Value)>();
        var seen = new Dictionary<string, PolicyScalar>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(depth + 1);
            var value = Node(depth + 1);
            if (key is null || value is null)
            {
                continue;
            }

            if (key is not PolicyScalar name)
            {
                errors.Add(key.Line, key.Column, $"a key must be text, not {key.Kind}");
            }
            else if (!seen.TryAdd(name.Text, name))
            {
                errors.Add(name.Line, name.Column, FormattableString.Invariant($"key \"{PolicyErrors.Shown(name.Text)}\" is already given on line {seen[name.Text].Line}; keep one of them"));
            }
            else
            {
                entries.Add((name, value));
            }
        }

        return new PolicyMap(line, column, entries);
    }

    private void RefuseAnchorAndTag(NodeEvent? node, int line, int column)
    {
        if (node is null)
        {
            return;
        }

        if (!node.Anchor.IsEmpty)
        {
            errors.Add(line, column, $"anchor &{node.Anchor.Value} is not allowed; write the value out where it is used");
        }

        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
        {
            errors.Add(line, column, "a tag is not allowed; write the plain value");
        }
    }

    private static int Position(long position) => (int)Math.Clamp(position, 1, int.MaxValue);
}
