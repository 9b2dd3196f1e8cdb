namespace CaseDesk.Policy;

/// <summary>A word of a closed list of the contract and what people read.</summary>
public sealed record ContractName(string Name, string Label);

/// <summary>What the desk does with an instrument when it is registered.</summary>
public enum InstrumentHandling
{
    /// <summary>Registered, and answered by the rules of the policy.</summary>
    Supported,

    /// <summary>Refused at registration (422 <c>not-supported-yet</c>) until its duties are built.</summary>
    NotSupportedYet,

    /// <summary>Refused at registration (422 <c>handled-elsewhere</c>); nothing may show that one was received.</summary>
    HandledElsewhere,
}

/// <summary>One kind of legal process.</summary>
/// <param name="Name">Name in the contract, for example <c>us-2703d-order</c>.</param>
/// <param name="Label">What people read, fit to stand inside a sentence.</param>
/// <param name="Compulsory">True for compulsory process: it cannot be approved without its document.</param>
/// <param name="ByHand">What to do by hand where the desk does not take it; empty where it does.</param>
public sealed record Instrument(string Name, string Label, bool Compulsory, InstrumentHandling Handling = InstrumentHandling.Supported, string ByHand = "");

/// <summary>The closed lists of the contract: instruments, issuer kinds, identifier types. The lists are closed; the rules of a policy are not.</summary>
public static class Instruments
{
    /// <summary>Every instrument, in the order of the contract.</summary>
    public static IReadOnlyList<Instrument> All { get; } =
    [
        new("us-administrative-subpoena", "administrative subpoena", Compulsory: true),
        new("us-grand-jury-subpoena", "grand jury subpoena", Compulsory: true),
        new("us-trial-subpoena", "trial subpoena", Compulsory: true),
        new("us-2703d-order", "2703(d) order", Compulsory: true),
        new("us-search-warrant", "search warrant", Compulsory: true),
        new("us-pen-register-order", "pen register order", Compulsory: true),
        new("us-preservation-request", "preservation request", Compulsory: false, InstrumentHandling.NotSupportedYet,
            "Preserve by hand: copy the named records aside before retention deletes them, keep them 90 days from the request and 90 more on a renewed request (18 U.S.C. § 2703(f)), and disclose nothing on it."),
        new("us-emergency-request", "emergency disclosure request", Compulsory: false, InstrumentHandling.NotSupportedYet,
            "Call the duty counsel at once: disclosure is the provider's own decision on a good-faith belief in danger of death or serious physical injury (18 U.S.C. § 2702(b)(8), (c)(4)); write down the belief, the facts, who decided and when."),
        new("us-nsl", "national security letter", Compulsory: true, InstrumentHandling.HandledElsewhere,
            "Hand it to the designated national security counsel on paper and keep no copy or note of it here (18 U.S.C. § 2709(c))."),
        new("us-civil-subpoena", "civil subpoena", Compulsory: true),
        new("eu-epoc", "European Production Order certificate", Compulsory: true, InstrumentHandling.NotSupportedYet,
            "Pass it to the designated establishment or legal representative at once: the deadlines of Regulation (EU) 2023/1543 run from receipt."),
        new("eu-epoc-pr", "European Preservation Order certificate", Compulsory: true, InstrumentHandling.NotSupportedYet,
            "Pass it to the designated establishment or legal representative at once, and copy the named records aside before retention deletes them (Regulation (EU) 2023/1543)."),
        new("uk-copo", "UK overseas production order", Compulsory: true),
        new("mlat-request", "mutual legal assistance request", Compulsory: false),
        new("user-consent", "consent of the user", Compulsory: false),
    ];

    /// <summary>Who issued the instrument.</summary>
    public static IReadOnlyList<ContractName> IssuerKinds { get; } =
    [
        new("court", "court"),
        new("judge", "judge"),
        new("prosecutor", "prosecutor"),
        new("grand-jury", "grand jury"),
        new("police", "police department"),
        new("agency", "agency"),
        new("party", "party to a case"),
        new("user", "user"),
    ];

    /// <summary>What can name a subject.</summary>
    public static IReadOnlyList<ContractName> IdentifierTypes { get; } =
    [
        new("account", "account"),
        new("phone", "phone number"),
        new("email", "e-mail address"),
        new("ip", "IP address"),
        new("device", "device id"),
    ];

    /// <summary>The instrument with that name, or null.</summary>
    public static Instrument? Find(string? name) =>
        All.FirstOrDefault(instrument => string.Equals(instrument.Name, name, StringComparison.Ordinal));

    /// <summary>What people read for a word of any of the three lists; the word itself when it is in none.</summary>
    public static string Label(string name) =>
        Find(name)?.Label ?? Entry(IssuerKinds, name)?.Label ?? Entry(IdentifierTypes, name)?.Label ?? name;

    public static bool IsIssuerKind(string? name) => Entry(IssuerKinds, name) is not null;

    public static bool IsIdentifierType(string? name) => Entry(IdentifierTypes, name) is not null;

    private static ContractName? Entry(IReadOnlyList<ContractName> list, string? name) =>
        list.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.Ordinal));
}
