using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CaseDesk.Policy.Reading;

namespace CaseDesk.Policy;

/// <summary>Reads a policy file (YAML 1.2, see docs/policy.md). A file with any fault is refused with all its faults.</summary>
public static partial class PolicyFile
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const int LargestFile = 1 << 20;

    private const int HighestVersion = 1_000_000;

    /// <summary>Loads and checks a policy file.</summary>
    /// <param name="path">A UTF-8 file of at most 1 MiB.</param>
    /// <exception cref="PolicyFileException">The file has faults.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PolicyDocument Load(string path)
    {
        var name = Path.GetFileName(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        // Read one byte more than allowed rather than trust the length: the path may be a pipe.
        var bytes = new byte[LargestFile + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > LargestFile) throw TooLarge(name);
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length);
            return Parse(text.TrimStart('\uFEFF'), name, bytes.AsSpan(0, length));
        }
        catch (DecoderFallbackException)
        {
            throw new PolicyFileException([new PolicyFileError(name, 1, 1, "the file is not UTF-8; save it as UTF-8")]);
        }
    }

    /// <summary>Checks the text of a policy file.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="name">File name for the error messages.</param>
    /// <exception cref="PolicyFileException">The text has faults.</exception>
    public static PolicyDocument Parse(string text, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length > LargestFile ? throw TooLarge(name) : Parse(text, name, bytes);
    }

    private static PolicyDocument Parse(string text, string name, ReadOnlySpan<byte> bytes)
    {
        var faults = new Faults(name);
        var root = new YamlTree(faults.Add).Read(text);
        var policy = root is null ? null : ReadPolicy(root, faults, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        return faults.Any || policy is null ? throw faults.ToException() : policy;
    }

    private static PolicyFileException TooLarge(string name) => new([new PolicyFileError(name, 1, 1, "the file is larger than 1 MiB; a policy is not")]);

    private static PolicyDocument ReadPolicy(YamlPart root, Faults faults, string sha256)
    {
        var section = new Section(root, "", faults, "policy", "version", "provider", "effectiveFrom", "jurisdictions", "otherJurisdictions", "rules", "sources");
        var name = section.Text("policy", "give the policy a short name, such as courier");
        if (name.Length > 0 && !Name().IsMatch(name)) section.Report("policy", $"\"{name}\" is no name; use lower-case letters, digits and hyphens");
        var version = section.WholeNumber("version", "count the versions of this policy from 1");
        if (version > HighestVersion) section.Report("version", "higher than a million");

        return new PolicyDocument
        {
            Name = name,
            Version = version,
            Provider = section.Text("provider", "name the provider as people know it"),
            EffectiveFrom = section.Day("effectiveFrom", "give the first day on which it applies, such as 2026-11-01"),
            Jurisdictions = section.Words("jurisdictions", "list the countries served directly, such as [US]", Jurisdiction().IsMatch, ["US", "GB"]),
            OtherJurisdictions = section.Text("otherJurisdictions", "say what authorities elsewhere can do"),
            Rules = ReadRules(section, faults),
            Sources = SourceReader.ReadAll(section, faults),
            Sha256 = sha256,
        };
    }

    private static List<AuthorityRule> ReadRules(Section policy, Faults faults)
    {
        List<AuthorityRule> rules = [];
        if (policy.Part("rules", "without rules nothing can be disclosed; write at least one") is not { } part) return rules;
        if (part is not YamlList list)
        {
            policy.Report(part, "\"rules\": expected a list, each rule beginning with \"- id:\"");
            return rules;
        }
        if (list.Parts.Count == 0) policy.Report(part, "\"rules\" is empty; without rules nothing can be disclosed");
        foreach (var item in list.Parts)
        {
            var rule = ReadRule(item, faults);
            if (rule.Id.Length > 0 && rules.Any(r => r.Id == rule.Id)) policy.Report(item, $"rules: the id \"{rule.Id}\" stands here twice; give each rule its own");
            rules.Add(rule);
        }
        return rules;
    }

    private static AuthorityRule ReadRule(YamlPart part, Faults faults)
    {
        var id = (part as YamlMap)?.Entries.Where(e => e.Key.Value == "id").Select(e => (e.Value as YamlText)?.Value).FirstOrDefault();
        var section = new Section(part, id is { Length: > 0 and <= 100 } ? $"rules.{id}" : "rules", faults, "id", "effect", "instruments", "issuerKinds", "categories", "citation", "explanation");
        var rule = new AuthorityRule
        {
            Id = section.Text("id", "give the rule a stable id, such as sca.2703d.traffic"),
            Effect = section.Word<RuleEffect>("effect", "write permit or forbid", Names.Of),
            Instruments = section.Words("instruments", "list the instruments it speaks of", null, [.. Policy.Instruments.All.Select(i => i.Name)]),
            IssuerKinds = section.Has("issuerKinds") ? section.Words("issuerKinds", "list who may issue, or remove the key for anyone", null, [.. Policy.Instruments.IssuerKinds.Select(k => k.Name)]) : [],
            Categories =
            [
                .. section.Words("categories", "list the data categories it speaks of", null, [.. Policy.Instruments.Categories.Select(c => c.Name)])
                    .Select(word => Names.TryFind<DataCategory>(word, Names.Of, out var category) ? category : default),
            ],
            Citation = section.Text("citation", "every rule names its source, such as 18 U.S.C. § 2703(c)(2)"),
            Explanation = section.Text("explanation", "say it in one plain sentence"),
        };
        if (rule.Id.Length > 0 && !RuleId().IsMatch(rule.Id)) section.Report("id", $"\"{rule.Id}\" is no rule id; write lower-case words with dots, such as sca.2703d.traffic");
        return rule;
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,39}\z")]
    internal static partial Regex Name();

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,59}\z")]
    internal static partial Regex FieldName();

    [GeneratedRegex(@"\A[a-z0-9-]{1,40}(\.[a-z0-9-]{1,40}){1,5}\z")]
    private static partial Regex RuleId();

    [GeneratedRegex(@"\A[A-Z]{2}(-[A-Z0-9]{1,3})?\z")]
    private static partial Regex Jurisdiction();
}
