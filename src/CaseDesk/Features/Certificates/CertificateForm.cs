namespace CaseDesk.Features.Certificates;

/// <summary>In what form a custodian declares, by its name in the contract. The sentences are the statute's, word for word: no template changes what a person swears to.</summary>
/// <param name="Cites">What the form follows.</param>
internal sealed record CertificateForm(string Name, string Label, string Cites)
{
    /// <summary>28 U.S.C. § 1746(2).</summary>
    public static CertificateForm UnitedStates { get; } = new("us", "Signed within the United States: 28 U.S.C. § 1746(2)", "28 U.S.C. § 1746(2)");

    /// <summary>28 U.S.C. § 1746(1).</summary>
    public static CertificateForm Abroad { get; } = new("abroad", "Signed outside the United States: 28 U.S.C. § 1746(1)", "28 U.S.C. § 1746(1)");

    /// <summary>Rule 902(12): instead of a federal statute, the law of the country where it is signed stands behind it.</summary>
    public static CertificateForm Foreign { get; } = new("foreign", "Foreign records in a civil case, under the law of the country of signing: Rule 902(12)", "Federal Rule of Evidence 902(12)");

    public static IReadOnlyList<CertificateForm> All { get; } = [UnitedStates, Abroad, Foreign];

    public static CertificateForm? Find(string? name) => All.FirstOrDefault(form => form.Name == name);

    /// <summary>The rules that the certificate is made for.</summary>
    public string Rules => $"Federal Rules of Evidence {(this == Foreign ? "902(12)" : "902(11)")}, 902(13) and 902(14)";

    /// <summary>What the declarant says.</summary>
    /// <param name="country">Only with <see cref="Foreign"/>.</param>
    public string Declaration(string? country) => Name switch
    {
        "us" => "I declare under penalty of perjury that the foregoing is true and correct.",
        "abroad" => "I declare under penalty of perjury under the laws of the United States of America that the foregoing is true and correct.",
        _ => $"I declare that the foregoing is true and correct. I sign this declaration in {country}, and I understand that, if it is false, it subjects me to criminal penalty in {country}, the country in which it is signed.",
    };
}
