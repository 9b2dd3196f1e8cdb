using Fluid.Values;

namespace CaseDesk.Features.Templates;

/// <summary>Facts as templates see them. Every text is neutralised here, before it is inserted; what is absent is <c>false</c>, so that a condition can ask for it.</summary>
internal static class TemplateValue
{
    /// <summary>A name of a closed list, which nobody outside chose: compared, not printed.</summary>
    public static StringValue Code(string name) => new(name);

    public static StringValue Text(string text) => text.Length == 0 ? new StringValue("") : new StringValue(TemplateText.Value(text));

    public static NumberValue Number(long number) => NumberValue.Create(number);

    public static FluidValue Maybe<T>(T? value, Func<T, string> write) where T : struct => value is { } given ? Text(write(given)) : BooleanValue.False;

    public static ArrayValue Each<T>(IEnumerable<T> values, Func<T, FluidValue> one) => new([.. values.Select(one)]);

    /// <param name="name">What a mistake calls it.</param>
    public static DictionaryValue Facts(string name, params IEnumerable<(string Name, FluidValue Value)> members) =>
        new(new TemplateFacts(name, members.ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal)));
}
