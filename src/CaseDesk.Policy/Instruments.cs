namespace CaseDesk.Policy;

/// <summary>One kind of legal process as the contract names it.</summary>
/// <param name="Name">Name of the contract, for example <c>us-2703d-order</c>.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Compulsory">True for compulsory process: its document must be attached before anything is approved.</param>
/// <param name="NotSupportedYet">Set where the desk cannot take it yet: what to do by hand.</param>
/// <param name="HandledElsewhere">Set where it must never enter the desk: where it goes.</param>
public sealed record Instrument(string Name, string Label, bool Compulsory, string? NotSupportedYet = null, string? HandledElsewhere = null);

/// <summary>A word of the contract and what people call it.</summary>
/// <param name="Name">Word of the contract.</param>
/// <param name="Label">Word on the page.</param>
public sealed record ContractWord(string Name, string Label);

/// <summary>The closed lists of the contract. An instrument without a rule in the policy reaches nothing; that is the engine's answer, not this list's.</summary>
public static class Instruments
{
    /// <summary>All instruments, in the order in which forms offer them.</summary>
    public static IReadOnlyList<Instrument> All { get; } =
    [
        new("us-administrative-subpoena", "US administrative subpoena", Compulsory: true),
        new("us-grand-jury-subpoena", "US grand jury subpoena", Compulsory: true),
        new("us-trial-subpoena", "US trial subpoena", Compulsory: true),
        new("us-2703d-order", "US 2703(d) order", Compulsory: true),
        new("us-search-warrant", "US search warrant", Compulsory: true),
        // Prospective (18 U.S.C. 3121 ff.): it is taken in, and reaches no stored log.
        new("us-pen-register-order", "US pen register or trap and trace order", Compulsory: true),
        new("us-preservation-request", "US preservation request", Compulsory: false,
            NotSupportedYet: "Preservation requests (18 U.S.C. § 2703(f)) are not supported yet. Have the operator copy the account's records aside for 90 days, note the date of receipt, and acknowledge by letter."),
        new("us-emergency-request", "US emergency disclosure request", Compulsory: false,
            NotSupportedYet: "Emergency requests (18 U.S.C. § 2702(b)(8), (c)(4)) are not supported yet. Call counsel on duty at once: disclosure is voluntary, on a recorded good-faith belief that there is danger of death or serious physical injury."),
        new("us-nsl", "US national security letter", Compulsory: true,
            HandledElsewhere: "This kind of process is handled outside this desk. Take the paper to the general counsel in person; enter nothing here."),
        new("us-civil-subpoena", "US civil subpoena", Compulsory: true),
        new("eu-epoc", "European Production Order (EPOC)", Compulsory: true,
            NotSupportedYet: "European Production Orders (Regulation (EU) 2023/1543) are not supported yet. Pass the certificate to counsel on the day of receipt: it has a short deadline that runs from receipt."),
        new("eu-epoc-pr", "European Preservation Order (EPOC-PR)", Compulsory: true,
            NotSupportedYet: "European Preservation Orders (Regulation (EU) 2023/1543) are not supported yet. Have the operator copy the data aside without delay, and pass the certificate to counsel."),
        new("uk-copo", "UK overseas production order", Compulsory: true),
        new("mlat-request", "Request under a mutual legal assistance treaty", Compulsory: true),
        new("user-consent", "Consent of the account holder", Compulsory: false),
    ];

    /// <summary>Who may have issued an instrument.</summary>
    public static IReadOnlyList<ContractWord> IssuerKinds { get; } =
    [
        new("court", "Court"),
        new("judge", "Judge or magistrate"),
        new("prosecutor", "Prosecutor"),
        new("grand-jury", "Grand jury"),
        new("police", "Police"),
        new("agency", "Other public agency"),
        new("party", "Party to a civil case"),
        new("user", "The account holder"),
    ];

    /// <summary>What names a subject.</summary>
    public static IReadOnlyList<ContractWord> IdentifierTypes { get; } =
    [
        new("account", "Account"),
        new("phone", "Phone number"),
        new("email", "E-mail address"),
        new("ip", "IP address"),
        new("device", "Device"),
    ];

    /// <summary>Data categories, from the least to the most protected.</summary>
    public static IReadOnlyList<ContractWord> Categories { get; } =
    [
        new("subscriber", "Subscriber"),
        new("identification", "Identification"),
        new("traffic", "Traffic"),
        new("content", "Content"),
    ];

    /// <summary>The instrument of that name, or null.</summary>
    public static Instrument? Find(string? name) => All.FirstOrDefault(i => string.Equals(i.Name, name, StringComparison.Ordinal));

    /// <summary>What people call the instrument; an unknown name stands for itself.</summary>
    public static string Label(string name) => Find(name)?.Label ?? name;
}
