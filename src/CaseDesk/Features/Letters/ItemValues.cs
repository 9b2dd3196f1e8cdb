using CaseDesk.Features.Templates;
using Fluid.Values;
using static CaseDesk.Features.Templates.TemplateValue;

namespace CaseDesk.Features.Letters;

/// <summary>The account of an item under the names that templates use.</summary>
internal static class ItemValues
{
    public static Dictionary<string, FluidValue> Of(ItemAccount item, IReadOnlyDictionary<string, CauseWords> causes, TemplateLanguage language) => new(StringComparer.Ordinal)
    {
        ["number"] = Number(item.Item),
        ["text"] = Text(item.Text),
        ["period"] = Text(language.Period(item.Asked)),
        ["standing"] = Code(item.Standing switch { Standing.Whole => "whole", Standing.Part => "part", _ => "none" }),
        ["reason"] = item.Reason is { } reason ? Text(reason) : BooleanValue.False,
        ["allowed"] = Each(item.Allowed, data => Facts(
            "allowed data", ("source", Text(data.Source)), ("fields", Each(data.Fields, Text)), ("periods", Each(data.Periods, period => Text(language.Period(period)))),
            ("is_timeless", BooleanValue.Create(data.IsTimeless)), ("caveat", Text(data.Caveat)), ("grounds", Each(data.Grounds, GroundOf)))),
        ["withheld"] = Each(item.Withheld, data => Facts(
            "withheld data", ("cause", Code(data.Cause)), ("heading", Text(causes[data.Cause].Heading)), ("meaning", Text(causes[data.Cause].Meaning)), ("remedy", Text(causes[data.Cause].Remedy)),
            ("source", Text(data.Source)), ("fields", Each(data.Fields, Text)), ("periods", Each(data.Periods, period => Text(language.Period(period)))), ("grounds", Each(data.Grounds, GroundOf)))),
    };

    private static DictionaryValue GroundOf(Ground ground) => Facts("ground", ("explanation", Text(ground.Explanation)), ("rule", Text(ground.Rule)), ("citation", Text(ground.Citation)));
}
