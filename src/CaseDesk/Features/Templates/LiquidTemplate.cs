using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Values;

namespace CaseDesk.Features.Templates;

/// <summary>What is wrong with a file of the templates, and where.</summary>
/// <param name="File">Below the directory of the templates.</param>
/// <param name="Line">From 1; 0 where it is about the whole file.</param>
internal sealed record TemplateProblem(string File, int Line, int Column, string Words)
{
    public override string ToString() => Line == 0 ? $"{File}: {Words}" : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {Words}");
}

/// <summary>A template cannot be read, or says something that there is not.</summary>
internal sealed class TemplateFault(TemplateProblem problem) : Exception(problem.ToString())
{
    public TemplateProblem Problem => problem;
}

/// <summary>
/// One template. Whoever may edit the words of a letter or a report can neither read other files, nor run for ever, nor fill the memory: of Liquid there are conditions, loops over
/// what it has, and one filter. Unknown names are errors, since a letter with a hole looks like a letter.
/// </summary>
internal sealed partial class LiquidTemplate
{
    public const int LargestFile = 100_000;
    private const int LargestOutput = 8_000_000;
    private const int MostSteps = 2_000_000;
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(10);

    private static readonly string[] Tags = ["if", "unless", "case", "for", "break", "continue", "assign", "comment", "#"];
    private static readonly FluidParser Parser = MakeParser();
    private static readonly TemplateOptions Options = MakeOptions();

    private readonly string file;
    private readonly string source;
    private readonly IFluidTemplate template;

    private LiquidTemplate(string file, string source, IFluidTemplate template) => (this.file, this.source, this.template) = (file, source, template);

    /// <exception cref="TemplateFault">With the place of the first mistake.</exception>
    public static LiquidTemplate Parse(string file, string source)
    {
        if (source.Length > LargestFile) throw new TemplateFault(new(file, 0, 0, $"A template has at most {LargestFile} characters; this has {source.Length}."));
        if (BadCharacter().Match(source) is { Success: true } bad) throw new TemplateFault(At(file, source, bad.Index, "There is a character here that is not text. Remove it."));
        // A range counts as far as it says, whatever there is.
        if (Range().Match(source) is { Success: true } range) throw new TemplateFault(At(file, source, range.Index, "Ranges (1..9) are not for templates: loop over what there is."));
        if (Parser.TryParse(source, out var template, out var error)) return new LiquidTemplate(file, source, template);

        var place = Place().Match(error);
        var (line, column) = place.Success ? (int.Parse(place.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(place.Groups[2].Value, CultureInfo.InvariantCulture)) : (0, 0);
        throw new TemplateFault(new(file, line, column, Place().Replace(error.Split('\n')[0], "").Replace(" at ", "", StringComparison.Ordinal).TrimEnd() + $". Tags are {string.Join(", ", Tags[..^1])}."));
    }

    /// <exception cref="TemplateFault">It names what there is not, or does not come to an end.</exception>
    public string Render(IReadOnlyDictionary<string, FluidValue> facts)
    {
        var context = new TemplateContext(Options);
        foreach (var (name, value) in facts) context.SetValue(name, value);
        using var output = new BoundedWriter();
        try
        {
            // Nothing in it waits for anything: what it is given is at hand.
            template.RenderAsync(output, context, NullEncoder.Default, isolateContext: false).AsTask().GetAwaiter().GetResult();
            return output.ToString();
        }
        catch (UnknownName unknown)
        {
            throw Fault(unknown.Name, $"There is no \"{unknown.Name}\" in {unknown.Of}. There are: {string.Join(", ", unknown.Known)}.");
        }
        catch (OutOfBounds wrong)
        {
            throw new TemplateFault(new(file, 0, 0, wrong.Message));
        }
        catch (Exception wrong) when (wrong is FluidException or InvalidOperationException or ArgumentException)
        {
            throw Fault(Quoted().Match(wrong.Message).Groups[1].Value, wrong.Message.TrimEnd('.') + ".");
        }
    }

    /// <summary>A mistake in what the template itself writes, at the first place where it does.</summary>
    public TemplateFault Misplaced(string text, string words) =>
        source.IndexOf(text, StringComparison.Ordinal) is >= 0 and var index ? new TemplateFault(At(file, source, index, words)) : new TemplateFault(new(file, 0, 0, words));

    private TemplateFault Fault(string name, string words)
    {
        foreach (Match tag in Inside().Matches(source))
        {
            if (name.Length > 0 && Regex.Match(tag.Value, $@"\b{Regex.Escape(name)}\b") is { Success: true } place) return new TemplateFault(At(file, source, tag.Index + place.Index, words));
        }
        return new TemplateFault(new(file, 0, 0, words));
    }

    private static TemplateProblem At(string file, string source, int index, string words)
    {
        var before = source.AsSpan(0, index);
        return new(file, before.Count('\n') + 1, index - before.LastIndexOf('\n'), words);
    }

    private static FluidParser MakeParser()
    {
        var parser = new FluidParser(new FluidParserOptions());
        foreach (var tag in parser.RegisteredTags.Keys.Except(Tags).ToList()) parser.RegisteredTags.Remove(tag);
        return parser;
    }

    private static TemplateOptions MakeOptions()
    {
        var options = new TemplateOptions { StrictVariables = true, StrictFilters = true, MaxSteps = MostSteps, MaxRecursion = 20, CultureInfo = CultureInfo.InvariantCulture };
        if (!options.Filters.TryGetValue("join", out var join)) throw new InvalidOperationException("Fluid has no filter join any more.");
        options.Filters.Clear();
        options.Filters.AddFilter("join", join);
        return options;
    }

    [GeneratedRegex(@"[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029-[\t\n\r]]")]
    private static partial Regex BadCharacter();

    [GeneratedRegex(@"(?<=\{[%{][^}]*)\.\.(?=[^}]*[%}]\})")]
    private static partial Regex Range();

    [GeneratedRegex(@"\((\d{1,6}):(\d{1,6})\)")]
    private static partial Regex Place();

    [GeneratedRegex(@"\{[%{].*?[%}]\}", RegexOptions.Singleline)]
    private static partial Regex Inside();

    [GeneratedRegex("'([^']{1,100})'")]
    private static partial Regex Quoted();

    private sealed class OutOfBounds(string words) : Exception(words);

    /// <summary>Ends what writes too much or too long.</summary>
    private sealed class BoundedWriter : StringWriter
    {
        private readonly long began = Stopwatch.GetTimestamp();

        public BoundedWriter() : base(CultureInfo.InvariantCulture)
        {
        }

        public override void Write(char value)
        {
            Bound(1);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Bound(count);
            base.Write(buffer, index, count);
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            Bound(buffer.Length);
            base.Write(buffer);
        }

        public override void Write(string? value)
        {
            Bound(value?.Length ?? 0);
            base.Write(value);
        }

        private void Bound(int more)
        {
            if (GetStringBuilder().Length + more > LargestOutput) throw new OutOfBounds($"The text is longer than {LargestOutput} characters.");
            if (Stopwatch.GetElapsedTime(began) > LongestRun) throw new OutOfBounds("The template does not come to an end.");
        }
    }
}

/// <summary>A template named what there is not.</summary>
internal sealed class UnknownName(string name, string of, IEnumerable<string> known) : Exception($"There is no {name} in {of}.")
{
    public string Name => name;

    public string Of => of;

    public IEnumerable<string> Known => known;
}

/// <summary>What a template can name, and nothing else: no object of the program is behind it.</summary>
internal sealed class TemplateFacts(string name, IReadOnlyDictionary<string, FluidValue> members) : IFluidIndexable
{
    public int Count => members.Count;

    public IEnumerable<string> Keys => members.Keys;

    public bool TryGetValue(string member, out FluidValue value) =>
        members.TryGetValue(member, out value!) ? true : throw new UnknownName(member, name, members.Keys.Order(StringComparer.Ordinal));
}
