using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace CaseDesk.Policy;

/// <summary>Loads and checks a policy file. A file that is not wholly right is refused with every error, its line and its column.</summary>
public static partial class PolicyFile
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const int LargestFile = 1024 * 1024;

    /// <summary>Reads a policy from a file: the only input of this library that comes from outside its parameters.</summary>
    /// <exception cref="PolicyFileException">The file cannot be read or is not a valid policy.</exception>
    public static PolicyDocument Load(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            using var file = File.OpenRead(path);
            // One byte more than allowed tells a large file from one that fits, whatever length the system reports.
            var bytes = new byte[LargestFile + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);

            return Parse(bytes.AsSpan(0, length), name, []);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new PolicyFileException([new PolicyFileError(name, 1, 1, $"the file cannot be read: {fault.Message}")]) { Unreadable = true };
        }
    }

    /// <summary>Reads a policy from text.</summary>
    /// <param name="name">File name for the messages.</param>
    /// <exception cref="PolicyFileException">The text is not a valid policy.</exception>
    public static PolicyDocument Parse(string text, string name) => Parse(text, name, []);

    /// <summary>Reads the text of a version that is to follow others.</summary>
    /// <param name="name">File name for the messages.</param>
    /// <param name="published">What it has to follow; see <see cref="PolicyVersions.Refuse"/>.</param>
    /// <exception cref="PolicyFileException">The text is not a valid policy, or cannot follow those that are published.</exception>
    public static PolicyDocument Parse(string text, string name, IEnumerable<PublishedPolicy> published) => Parse(Encoding.UTF8.GetBytes(text), name, published);

    private static PolicyDocument Parse(ReadOnlySpan<byte> bytes, string name, IEnumerable<PublishedPolicy> published)
    {
        if (bytes.Length > LargestFile)
        {
            throw Refused(name, "the file is larger than 1 MB; a policy is a few pages, split the sources over providers");
        }

        var errors = new PolicyErrors(name);
        var root = PolicyText.Read(Decode(bytes, name), errors);
        var reader = MapReader.Open(root, "", errors);
        var policy = reader is null ? null : Document(reader, errors, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        if (policy is not null && !errors.Any)
        {
            foreach (var problem in PolicyVersions.Refuse(published, policy))
            {
                reader!.Wrong(problem.Key, problem.Sentence);
            }
        }

        return policy is null || errors.Any ? throw errors.Failure() : policy;
    }

    private static string Decode(ReadOnlySpan<byte> bytes, string name)
    {
        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);

            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException fault)
        {
            throw Refused(name, FormattableString.Invariant($"byte {fault.Index} is not UTF-8; save the file as UTF-8"));
        }
    }

    private static PolicyFileException Refused(string name, string message) => new([new PolicyFileError(name, 1, 1, message)]);

    private static PolicyDocument Document(MapReader reader, PolicyErrors errors, string sha256)
    {
        var policy = new PolicyDocument
        {
            Name = Name(reader),
            Version = reader.Integer("version", least: 1, "number the versions of a policy from 1"),
            Provider = reader.Required("provider", "name the provider as people know it"),
            EffectiveFrom = reader.Day("effectiveFrom", "give the first day (UTC) on which this version applies"),
            Jurisdictions = reader.Words("jurisdictions", "list the ISO 3166-1 codes that are served directly", Jurisdiction().IsMatch, []),
            OtherJurisdictions = reader.Required("otherJurisdictions", "say what a jurisdiction that is not served can do"),
            Regimes = Any("regimes", "list the bodies of law, or remove the key", "id", RegimeReader.Regime),
            Instruments = Any("instruments", "list the instruments, or remove the key", "name", RegimeReader.Instrument),
            Rules = Each("rules", "list at least one rule", "id", RuleReader.Read),
            Chains = Any("chains", "list the chains, or remove the key", "id", ChainReader.Read),
            Limits = Any("limits", "list the limits, or remove the key", "id", LimitReader.Read),
            Phrases = Any("phrases", "list the phrases, or remove the key", "id", PhraseReader.Read),
            Sources = Each("sources", "list at least one source", "name", SourceReader.Read),
            Sha256 = sha256,
        };
        reader.RefuseUnknownKeys();
        if (!errors.Any)
        {
            PolicyChecks.Check(policy, reader, errors);
        }

        return policy;

        List<T> Any<T>(string key, string remedy, string nameKey, Func<MapReader, PolicyErrors, T> read) => reader.Has(key) ? Each(key, remedy, nameKey, read) : [];

        List<T> Each<T>(string key, string remedy, string nameKey, Func<MapReader, PolicyErrors, T> read) =>
            NamedList.Read(reader, key, remedy, nameKey, errors, read);
    }

    private static string Name(MapReader reader)
    {
        var name = reader.Required("name", "give a short lower-case name such as courier");
        if (name.Length > 0 && !ShortName().IsMatch(name))
        {
            reader.Wrong("name", "must be lower-case letters, digits and single hyphens, at most 40, starting with a letter");
        }

        return name;
    }

    [GeneratedRegex(@"\A[a-z](?:-?[a-z0-9]){0,39}\z")]
    internal static partial Regex ShortName();

    [GeneratedRegex(@"\A[A-Z]{2}(?:-[A-Z0-9]{1,3})?\z")]
    private static partial Regex Jurisdiction();
}
