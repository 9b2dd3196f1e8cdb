using System.Diagnostics.CodeAnalysis;

namespace CaseDesk.Policy;

/// <summary>
/// The words of the contract for our closed lists, in kebab-case. Written out and not derived, so that renaming
/// a member in code can never change a word that outsiders, policy files and hashes rely on.
/// </summary>
public static class Names
{
    private static readonly Words<Outcome> Outcomes = new(
        (Outcome.Available, "available"),
        (Outcome.Overdue, "overdue"),
        (Outcome.Expired, "expired"),
        (Outcome.NeverCollected, "never-collected"),
        (Outcome.Preserved, "preserved"),
        (Outcome.OutsideOrder, "outside-order"),
        (Outcome.InstrumentInsufficient, "instrument-insufficient"),
        (Outcome.NeverDisclosed, "never-disclosed"),
        (Outcome.OutOfJurisdiction, "out-of-jurisdiction"),
        (Outcome.IdentifierInvalid, "identifier-invalid"),
        (Outcome.UnknownSource, "unknown-source"));

    private static readonly Words<DataCategory> Categories = new(
        (DataCategory.Subscriber, "subscriber"),
        (DataCategory.Identification, "identification"),
        (DataCategory.Traffic, "traffic"),
        (DataCategory.Content, "content"));

    private static readonly Words<RuleEffect> Effects = new(
        (RuleEffect.Permit, "permit"),
        (RuleEffect.Forbid, "forbid"),
        (RuleEffect.Discretion, "discretion"),
        (RuleEffect.Preserve, "preserve"));

    private static readonly Words<FieldType> FieldTypes = new(
        (FieldType.Text, "text"),
        (FieldType.Instant, "instant"),
        (FieldType.Number, "number"),
        (FieldType.Account, "account"),
        (FieldType.Phone, "phone"),
        (FieldType.Email, "email"),
        (FieldType.Ip, "ip"),
        (FieldType.Port, "port"),
        (FieldType.Device, "device"));

    private static readonly Words<Verdict> Verdicts = new(
        (Verdict.Approve, "approve"),
        (Verdict.Narrow, "narrow"),
        (Verdict.Refuse, "refuse"));

    private static readonly Words<SourceFormat> Formats = new(
        (SourceFormat.Combined, "combined"),
        (SourceFormat.Jsonl, "jsonl"),
        (SourceFormat.Csv, "csv"),
        (SourceFormat.Clf, "clf"),
        (SourceFormat.Regex, "regex"),
        (SourceFormat.Parquet, "parquet"));

    private static readonly Words<SourceEncoding> Encodings = new(
        (SourceEncoding.Utf8, "utf-8"),
        (SourceEncoding.Latin1, "iso-8859-1"),
        (SourceEncoding.Windows1252, "windows-1252"));

    private static readonly Words<SourceEngine> Engines = new(
        (SourceEngine.Auto, "auto"),
        (SourceEngine.Scanner, "scanner"),
        (SourceEngine.DuckDb, "duckdb"));

    private static readonly Words<Derivation> Derivations = new(
        (Derivation.RequestMethod, "request-method"),
        (Derivation.RequestPath, "request-path"),
        (Derivation.RequestQuery, "request-query"),
        (Derivation.RequestProtocol, "request-protocol"),
        (Derivation.RequestParameter, "request-parameter"),
        (Derivation.UrlPath, "url-path"),
        (Derivation.UrlQuery, "url-query"),
        (Derivation.UrlHost, "url-host"),
        (Derivation.UrlParameter, "url-parameter"));

    private static readonly Words<SourceCompression> Compressions = new(
        (SourceCompression.None, "none"),
        (SourceCompression.Gzip, "gzip"),
        (SourceCompression.Zstd, "zstd"));

    private static readonly Words<TimeFormat> TimeFormats = new(
        (TimeFormat.Rfc3339, "rfc3339"),
        (TimeFormat.CommonLog, "common-log"),
        (TimeFormat.UnixSeconds, "unix-seconds"),
        (TimeFormat.UnixMilliseconds, "unix-milliseconds"),
        (TimeFormat.Local, "local"),
        (TimeFormat.Syslog, "syslog"));

    private static readonly object[] Lists = [Outcomes, Categories, Effects, FieldTypes, Verdicts, Formats, Compressions, Encodings, Engines, Derivations, TimeFormats];

    public static string Of(Outcome value) => Outcomes.Of(value);

    public static string Of(DataCategory value) => Categories.Of(value);

    public static string Of(RuleEffect value) => Effects.Of(value);

    public static string Of(FieldType value) => FieldTypes.Of(value);

    public static string Of(Verdict value) => Verdicts.Of(value);

    public static string Of(SourceFormat value) => Formats.Of(value);

    public static string Of(SourceCompression value) => Compressions.Of(value);

    public static string Of(SourceEncoding value) => Encodings.Of(value);

    public static string Of(SourceEngine value) => Engines.Of(value);

    public static string Of(Derivation value) => Derivations.Of(value);

    public static string Of(TimeFormat value) => TimeFormats.Of(value);

    /// <summary>Reads a word of one of the lists above, exactly as written in the contract; false for anything else.</summary>
    public static bool TryRead<T>([NotNullWhen(true)] string? word, out T value) where T : struct, Enum =>
        List<T>().TryRead(word, out value);

    /// <summary>Every word of one of the lists above, in the order of the contract.</summary>
    public static IReadOnlyList<string> All<T>() where T : struct, Enum => List<T>().All;

    private static Words<T> List<T>() where T : struct, Enum
    {
        foreach (var list in Lists)
        {
            if (list is Words<T> words)
            {
                return words;
            }
        }

        throw new NotSupportedException($"{typeof(T).Name} has no words in the contract.");
    }

    private sealed class Words<T>(params (T Value, string Word)[] pairs) where T : struct, Enum
    {
        public IReadOnlyList<string> All { get; } = [.. pairs.Select(pair => pair.Word)];

        public string Of(T value)
        {
            foreach (var pair in pairs)
            {
                if (EqualityComparer<T>.Default.Equals(pair.Value, value))
                {
                    return pair.Word;
                }
            }

            throw new ArgumentOutOfRangeException(nameof(value), value, $"Not a member of {typeof(T).Name}.");
        }

        public bool TryRead(string? word, out T value)
        {
            foreach (var pair in pairs)
            {
                if (string.Equals(pair.Word, word, StringComparison.Ordinal))
                {
                    value = pair.Value;
                    return true;
                }
            }

            value = default;
            return false;
        }
    }
}
