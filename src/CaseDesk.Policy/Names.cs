namespace CaseDesk.Policy;

/// <summary>The contract's words for the types of this library. They are hashed and published: a rename of a member must not change them.</summary>
public static class Names
{
    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Available => "available",
        Outcome.Overdue => "overdue",
        Outcome.Expired => "expired",
        Outcome.NeverCollected => "never-collected",
        Outcome.Preserved => "preserved",
        Outcome.OutsideOrder => "outside-order",
        Outcome.InstrumentInsufficient => "instrument-insufficient",
        Outcome.NeverDisclosed => "never-disclosed",
        Outcome.OutOfJurisdiction => "out-of-jurisdiction",
        Outcome.IdentifierInvalid => "identifier-invalid",
        Outcome.UnknownSource => "unknown-source",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    public static string Of(DataCategory category) => category switch
    {
        DataCategory.Subscriber => "subscriber",
        DataCategory.Identification => "identification",
        DataCategory.Traffic => "traffic",
        DataCategory.Content => "content",
        _ => throw new ArgumentOutOfRangeException(nameof(category)),
    };

    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Approve => "approve",
        Verdict.Narrow => "narrow",
        Verdict.Refuse => "refuse",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };

    public static string Of(RuleEffect effect) => effect switch
    {
        RuleEffect.Permit => "permit",
        RuleEffect.Forbid => "forbid",
        _ => throw new ArgumentOutOfRangeException(nameof(effect)),
    };

    public static string Of(SourceFormat format) => format switch
    {
        SourceFormat.Combined => "combined",
        SourceFormat.Jsonl => "jsonl",
        SourceFormat.Csv => "csv",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    public static string Of(SourceCompression compression) => compression switch
    {
        SourceCompression.None => "none",
        SourceCompression.Gzip => "gzip",
        _ => throw new ArgumentOutOfRangeException(nameof(compression)),
    };

    public static string Of(TimeFormat format) => format switch
    {
        TimeFormat.Rfc3339 => "rfc3339",
        TimeFormat.CommonLog => "common-log",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>The value that the contract calls <paramref name="name"/>.</summary>
    /// <returns>False when no value of the type has that name.</returns>
    public static bool TryFind<T>(string name, Func<T, string> nameOf, out T value)
        where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (string.Equals(nameOf(candidate), name, StringComparison.Ordinal))
            {
                value = candidate;
                return true;
            }
        }
        value = default;
        return false;
    }
}
