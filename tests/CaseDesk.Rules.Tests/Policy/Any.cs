using CaseDesk.Policy;
using CsCheck;

namespace CaseDesk.Rules.Tests.Policy;

/// <summary>Any request, any store and any hold: what the properties are held against.</summary>
internal static class Any
{
    public static readonly DateTimeOffset Start = Courier.At("2025-09-01T00:00:00Z");

    // Whole hours over two years: coarse enough that edges meet by chance.
    public static readonly Gen<DateTimeOffset> Instant = Gen.Int[0, 2 * 365 * 24].Select(hours => Start.AddHours(hours));

    public static readonly Gen<IdentifierFacts> Identifier = Gen.OneOf(
        Courier.Account, new("ip", "203.0.113.7"), new("ip", "203.0.113.7", 4711), new("ip", "nonsense"), new("email", "a@b.example"), new("colour", "red"), new("phone", ""));

    public static readonly Gen<string> Want = Gen.OneOf(
        "subscriber", "identification", "traffic", "content", "access-log", "lookup-log", "accounts", "messages", "lookup-log.ip", "access-log.query", "nothing", "");

    public static readonly Gen<ItemFacts> Item = Gen.Select(
        Want.List[0, 4], Identifier.List[0, 3], Instant, Instant,
        (wants, identifiers, from, to) => new ItemFacts(1, "", wants, identifiers, from, to));

    public static readonly Gen<RequestFacts> Request = Gen.Select(
        Gen.OneOf([.. Instruments.All.Select(instrument => instrument.Name), "letter"]),
        Gen.OneOf([.. Instruments.IssuerKinds.Select(kind => kind.Name), "pope"]),
        Gen.OneOf("US", "US-IL", "FR", ""),
        Instant,
        Item,
        (instrument, issuer, jurisdiction, servedAt, item) => Courier.Request("", instrument, issuer, jurisdiction) with { ServedAt = servedAt, Items = [item] });

    public static readonly Gen<SourceInventory> Store = Gen.Select(
        Instant, Instant, Gen.Select(Instant, Gen.Int[-5, 2000]).List[0, 4],
        (first, last, gaps) => new SourceInventory(first, last, [.. gaps.Select(gap => (gap.Item1, gap.Item1.AddHours(gap.Item2)))]));

    public static readonly Gen<HoldFacts> Hold = Gen.Select(
        Gen.OneOf<IReadOnlyList<string>>([], ["access-log"], ["lookup-log", "accounts"]), Identifier.List[0, 2], Instant, Instant, Instant, Gen.Int[-100, 4000],
        (sources, identifiers, from, to, placed, hours) => new HoldFacts("CD-2026-000001", sources, identifiers, from, to, placed, hours < 0 ? null : placed.AddHours(hours)));

    public static readonly Gen<Dictionary<string, SourceInventory>> Stores = Gen.Select(
        Store, Store, (access, lookups) => new Dictionary<string, SourceInventory> { ["access-log"] = access, ["lookup-log"] = lookups });

    /// <summary>One to three items of any kind.</summary>
    public static readonly Gen<RequestFacts> Requests = Gen.Select(Request, Item.List[1, 3], (request, items) =>
        request with { Items = [.. items.Index().Select(one => one.Item with { Item = one.Index + 1 })] });

    public static readonly Gen<ScopeDecision> Decision = Gen.Select(Requests, Stores, Hold.List[0, 2], (request, stores, holds) =>
        ScopeEngine.Decide(request, Courier.Policy, stores, holds));
}
