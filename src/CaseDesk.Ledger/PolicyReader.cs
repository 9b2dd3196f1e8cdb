using System.Globalization;

namespace CaseDesk.Ledger;

/// <summary>Reads the lines of a policy file. Source: C2SP tlog-policy, "Policy file syntax and structure".</summary>
internal sealed class PolicyReader
{
    private const int MaxLength = 256 * 1024;

    // C2SP asks for at least 32 of each.
    private const int MaxOfEach = 256;

    private readonly List<PolicyLog> logs = [];
    private readonly List<PolicyWitness> witnesses = [];
    private readonly List<PolicyGroup> groups = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly HashSet<string> members = new(StringComparer.Ordinal);
    private string? quorum;
    private int lineNumber;

    public TlogPolicy Read(string text)
    {
        if (text.Length > MaxLength)
            throw new LedgerFormatException("policy.malformed", "The policy is too long.");

        foreach (var line in text.Split('\n'))
        {
            lineNumber++;
            // Tab and newline are the only control characters; a carriage return would hide in a name.
            if (line.Any(c => c is < ' ' and not '\t' or '\x7f'))
                throw Wrong("policy.malformed", "has a control character");
            if (line.TrimStart(' ', '\t').StartsWith('#'))
                continue;
            var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0)
                ReadLine(words);
        }

        return quorum is null
            ? throw new LedgerFormatException("policy.quorum", $"The policy has no quorum line; \"quorum {TlogPolicy.NoQuorum}\" asks for no witness.")
            : new TlogPolicy(logs, witnesses, groups, quorum);
    }

    private void ReadLine(string[] words)
    {
        switch (words)
        {
            case ["log", var key, .. var url] when url.Length <= 1:
                ReadLog(key, url.FirstOrDefault());
                break;
            case ["witness", var name, var key, .. var url] when url.Length <= 1:
                ReadWitness(name, key, url.FirstOrDefault());
                break;
            case ["group", var name, var threshold, .. var list] when list.Length > 0:
                ReadGroup(name, threshold, list);
                break;
            case ["quorum", var name]:
                ReadQuorum(name);
                break;
            default:
                throw Wrong("policy.malformed", "is not a log, witness, group or quorum line");
        }
    }

    private void ReadLog(string text, string? url)
    {
        var key = ReadKey(text, NoteKeyType.Ed25519, "a log's key has type 0x01 (Ed25519)");
        if (logs.Exists(log => log.Key.PublicKey.SequenceEqual(key.PublicKey)))
            throw Wrong("policy.key", "lists a log's key a second time");
        logs.Add(new PolicyLog(key, url));
        Bound(logs.Count);
    }

    private void ReadWitness(string name, string text, string? url)
    {
        var key = ReadKey(text, NoteKeyType.CosignatureV1, "a witness's key has type 0x04 (cosignature/v1)");
        if (witnesses.Exists(witness => witness.Key.PublicKey.SequenceEqual(key.PublicKey)))
            throw Wrong("policy.key", "lists a witness's key a second time");
        Define(name);
        witnesses.Add(new PolicyWitness(name, key, url));
        Bound(witnesses.Count);
    }

    private void ReadGroup(string name, string threshold, string[] list)
    {
        foreach (var member in list)
        {
            if (!names.Contains(member))
                throw Wrong("policy.name", $"names \"{member}\", which no line before it defines");
            // Once in the whole file: a witness must not count twice.
            if (!members.Add(member))
                throw Wrong("policy.name", $"names \"{member}\", which is a member of a group already");
        }

        var k = threshold switch
        {
            "any" => 1,
            "all" => list.Length,
            _ => StrictText.TryDecimal(threshold, out var number) && number >= 1 && number <= list.Length
                ? (int)number
                : throw Wrong("policy.malformed", $"has the threshold \"{threshold}\" for {list.Length} members"),
        };
        Define(name);
        groups.Add(new PolicyGroup(name, k, list));
        Bound(groups.Count);
    }

    private void ReadQuorum(string name)
    {
        if (quorum is not null)
            throw Wrong("policy.quorum", "is a second quorum line");
        if (!string.Equals(name, TlogPolicy.NoQuorum, StringComparison.Ordinal) && !names.Contains(name))
            throw Wrong("policy.quorum", $"names \"{name}\", which no line before it defines");
        quorum = name;
    }

    private NoteVerifier ReadKey(string text, NoteKeyType type, string rule)
    {
        NoteVerifier key;
        try
        {
            key = NoteVerifier.Parse(text);
        }
        catch (LedgerFormatException wrong)
        {
            throw Wrong(wrong.Code, $"has no usable key: {wrong.Message}");
        }

        return key.Type == type ? key : throw Wrong("policy.key", $"has a key of the wrong type: {rule}");
    }

    private void Define(string name)
    {
        if (string.Equals(name, TlogPolicy.NoQuorum, StringComparison.Ordinal) || !names.Add(name))
            throw Wrong("policy.name", $"defines \"{name}\", which is taken");
    }

    private void Bound(int count)
    {
        if (count > MaxOfEach)
            throw Wrong("policy.malformed", $"is one too many: at most {MaxOfEach} of a kind");
    }

    private LedgerFormatException Wrong(string code, string what) =>
        new(code, string.Create(CultureInfo.InvariantCulture, $"Line {lineNumber} of the policy {what}."));
}
