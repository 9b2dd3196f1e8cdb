using CaseDesk.Features.Templates;
using Fluid.Values;
using static CaseDesk.Features.Templates.TemplateValue;

namespace CaseDesk.Features.Letters;

/// <summary>
/// The facts of a letter under the names that templates use, in the words of its language. Names of closed lists (kind, standing, cause)
/// are compared, not printed.
/// </summary>
internal sealed class LetterValues(LetterFacts facts, LetterWords words, TemplateLanguage language)
{
    /// <param name="account">An item's account, as lines of the letter.</param>
    public Dictionary<string, FluidValue> All(Func<FluidValue, string>? account = null)
    {
        var items = facts.Decision?.Items.Select(item => (Item: item, Value: WithAccount(item, account))).ToList() ?? [];
        FluidValue Those(Func<ItemAccount, bool> which) => Each(items.Where(i => which(i.Item)), i => i.Value);
        return new(StringComparer.Ordinal)
        {
            ["provider"] = Text(facts.Provider),
            ["letter"] = Letter(),
            ["request"] = Request(),
            ["asked"] = Each(facts.Asked, Asked),
            ["decision"] = facts.Decision is not { } made ? BooleanValue.False : Facts(
                "decision", ("policy", Text(made.PolicyVersion)), ("at", Text(language.Instant(made.At))),
                ("items", Those(_ => true)), ("refused", Those(i => i.Standing == Standing.None)), ("answered", Those(i => i.Standing != Standing.None)),
                ("caveats", Each(made.Items.SelectMany(i => i.Allowed).Where(data => data.Caveat.Length > 0).DistinctBy(data => data.Source), data => Facts("a caveat", ("source", Text(data.Source)), ("caveat", Text(data.Caveat)))))),
            ["question"] = facts.Question is not { } question ? BooleanValue.False : Facts(
                "question", ("words", Text(question.Question)), ("asked_at", Text(language.Instant(question.AskedAt))), ("items", Each(facts.Asked.Where(i => question.Items.Contains(i.Item)), Asked))),
            ["search"] = facts.Search is not { } search ? BooleanValue.False : Facts(
                "search", ("unreadable", Number(search.Unreadable)), ("possibly_subject", Number(search.PossiblySubject)), ("absent_files", Number(search.AbsentFiles)),
                ("in_vain", Those(i => search.InVain.Contains(i.Item)))),
            ["recall"] = facts.Recall is not { } recall ? BooleanValue.False : Facts(
                "recall", ("sha256", Text(recall.Sha256)), ("released_at", Text(language.Instant(recall.ReleasedAt))), ("at", Text(language.Instant(recall.At))), ("reason", Text(recall.Reason)),
                ("correction", Code(recall.Correction switch { Correction.Released => "released", Correction.None => "none", _ => "open" })),
                ("corrected_sha256", recall.CorrectedSha256 is { } corrected ? Text(corrected) : BooleanValue.False), ("corrected_at", Maybe(recall.CorrectedAt, language.Instant))),
        };
    }

    private DictionaryValue Asked(AskedItem item) => Facts("an asked item", ("number", Number(item.Item)), ("text", Text(item.Text)), ("period", Text(language.Period(item.Asked))));

    private DictionaryValue Letter() => Facts(
        "letter", ("kind", Code(facts.Kind.Name)), ("title", Text(words.Kinds[facts.Kind.Name])), ("number", Number(facts.Letter)), ("date", Text(language.Day(facts.WrittenOn) + " (UTC)")));

    private DictionaryValue Request() => Facts(
        "request", ("number", Text(facts.Number)), ("agency", Text(facts.Agency)), ("agency_is_verified", BooleanValue.Create(facts.AgencyIsVerified)), ("reference", Text(facts.Reference)),
        ("instrument", Text(words.Instruments.GetValueOrDefault(facts.Instrument, facts.Instrument))), ("issuer", Text(words.Issuers.GetValueOrDefault(facts.IssuerKind, facts.IssuerKind))),
        ("jurisdiction", Text(facts.Jurisdiction)), ("issued", Text(language.Day(facts.IssuedOn))), ("served", Text(language.Instant(facts.ServedAt))), ("registered", Text(language.Instant(facts.RegisteredAt))),
        ("due", Maybe(facts.DueAt, language.Instant)), ("clock_stopped_since", Maybe(facts.ClockStoppedSince, language.Instant)), ("non_disclosure", BooleanValue.Create(facts.NonDisclosure)), ("non_disclosure_until", Maybe(facts.NonDisclosureUntil, language.Day)),
        ("documents", Each(facts.Documents, Text)), ("order_is_missing", BooleanValue.Create(facts.OrderIsMissing)));

    private DictionaryValue WithAccount(ItemAccount item, Func<FluidValue, string>? account)
    {
        var members = ItemValues.Of(item, words.Causes, language);
        // The item's own template cannot ask for the account that it writes.
        if (account is not null) members["account"] = new StringValue(account(new DictionaryValue(new TemplateFacts("item", members))));
        return new DictionaryValue(new TemplateFacts("item", members.ToDictionary(StringComparer.Ordinal)));
    }
}
