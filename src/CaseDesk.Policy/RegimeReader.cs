namespace CaseDesk.Policy;

/// <summary>Reads the bodies of law of a policy file, and which instrument comes from which.</summary>
internal static class RegimeReader
{
    public static Regime Regime(MapReader reader, PolicyErrors errors) => new(
        RuleReader.Id(reader),
        reader.Required("label", "give the name that people read"),
        reader.Required("citation", "cite where the law stands"));

    public static InstrumentBasis Instrument(MapReader reader, PolicyErrors errors)
    {
        var name = reader.Required("name", "name an instrument of the contract");
        if (name.Length > 0 && Instruments.Find(name) is null)
        {
            reader.Wrong("name", $"unknown instrument \"{PolicyErrors.Shown(name)}\"{Spelling.Suggest(name, [.. Instruments.All.Select(instrument => instrument.Name)])}");
        }

        return new InstrumentBasis(
            name,
            reader.Required("regime", "name the regime that the instrument comes from"),
            reader.Required("basis", "cite the legal basis of the instrument"),
            reader.Has("issuerKinds") ? RuleReader.IssuerKindWords(reader) : [],
            reader.Optional("note") ?? "");
    }
}
