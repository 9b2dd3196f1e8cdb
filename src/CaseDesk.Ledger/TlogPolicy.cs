using System.Globalization;
using System.Text;

namespace CaseDesk.Ledger;

/// <summary>A log that the policy accepts.</summary>
/// <param name="Key">Its Ed25519 key; the key's name is the origin of its checkpoints.</param>
/// <param name="Url">Where it is served, or null.</param>
public sealed record PolicyLog(NoteVerifier Key, string? Url);

/// <summary>A witness that the policy knows.</summary>
/// <param name="Name">Its name within the policy.</param>
/// <param name="Key">Its cosignature/v1 key.</param>
/// <param name="Url">Where it is served, or null.</param>
public sealed record PolicyWitness(string Name, NoteVerifier Key, string? Url);

/// <summary>Witnesses or groups of which a number must have seen a checkpoint.</summary>
/// <param name="Name">Its name within the policy.</param>
/// <param name="Threshold">How many of the members, at least 1.</param>
/// <param name="Members">Names defined before it.</param>
public sealed record PolicyGroup(string Name, int Threshold, IReadOnlyList<string> Members);

/// <summary>A checkpoint that the policy accepts.</summary>
/// <param name="Checkpoint">What it says.</param>
/// <param name="Log">The key of the log that signed it.</param>
/// <param name="Cosignatures">Those of the policy's witnesses, with the time each gave.</param>
public sealed record VerifiedCheckpoint(Checkpoint Checkpoint, NoteVerifier Log, IReadOnlyList<NoteSignature> Cosignatures);

/// <summary>
/// Whom to believe: logs, witnesses, and how many of them must have seen a checkpoint. Source: C2SP tlog-policy.
/// Made by <see cref="Parse"/> or <see cref="LogOnly"/>.
/// </summary>
public sealed record TlogPolicy
{
    internal const string NoQuorum = "none";

    internal TlogPolicy(IReadOnlyList<PolicyLog> logs, IReadOnlyList<PolicyWitness> witnesses, IReadOnlyList<PolicyGroup> groups, string quorum)
    {
        Logs = logs;
        Witnesses = witnesses;
        Groups = groups;
        Quorum = quorum;
    }

    /// <summary>The logs, in the policy's order.</summary>
    public IReadOnlyList<PolicyLog> Logs { get; }

    /// <summary>The witnesses, in the policy's order.</summary>
    public IReadOnlyList<PolicyWitness> Witnesses { get; }

    /// <summary>The groups; each names only what stands before it.</summary>
    public IReadOnlyList<PolicyGroup> Groups { get; }

    /// <summary>The witness or group that must have seen a checkpoint, or <c>none</c>.</summary>
    public string Quorum { get; }

    /// <summary>The policy that asks for the log's signature and no witness.</summary>
    /// <exception cref="LedgerFormatException">The key is not that of a log (<c>policy.key</c>, or why it is no key).</exception>
    public static TlogPolicy LogOnly(string vkey) => Parse($"log {NoteVerifier.Parse(vkey)}\nquorum {NoQuorum}\n");

    /// <summary>Reads a policy file.</summary>
    /// <exception cref="LedgerFormatException"><c>policy.malformed</c>, <c>policy.key</c>, <c>policy.name</c>, <c>policy.quorum</c>, or why a key is none; the message names the line.</exception>
    public static TlogPolicy Parse(string text) => new PolicyReader().Read(text);

    /// <summary>The policy as text, one line for each log, witness, group and the quorum; without comments.</summary>
    public string Format()
    {
        var text = new StringBuilder();
        foreach (var log in Logs)
            text.Append(CultureInfo.InvariantCulture, $"log {log.Key.VerifierKey}{Suffix(log.Url)}\n");
        foreach (var witness in Witnesses)
            text.Append(CultureInfo.InvariantCulture, $"witness {witness.Name} {witness.Key.VerifierKey}{Suffix(witness.Url)}\n");
        foreach (var group in Groups)
            text.Append(CultureInfo.InvariantCulture, $"group {group.Name} {group.Threshold} {string.Join(' ', group.Members)}\n");
        return text.Append(CultureInfo.InvariantCulture, $"quorum {Quorum}\n").ToString();

        static string Suffix(string? url) => url is null ? "" : " " + url;
    }

    /// <summary>Checks a checkpoint in full: the log's signature, its origin, the cosignatures and the quorum.</summary>
    /// <exception cref="LedgerFormatException">
    /// Why the note cannot be opened; <c>policy.log-signature</c> (no listed log signed it); <c>policy.origin</c> (it speaks for another log);
    /// <c>policy.quorum-not-met</c>.
    /// </exception>
    public VerifiedCheckpoint Open(string note)
    {
        var verified = Open(note, Logs.Select(log => log.Key).Concat(Witnesses.Select(witness => witness.Key)));
        return HasQuorum(verified.Cosignatures)
            ? verified
            : throw new LedgerFormatException("policy.quorum-not-met", $"The checkpoint has cosignatures of {verified.Cosignatures.Count} of the policy's witnesses, which is not the quorum \"{Quorum}\".");
    }

    /// <summary>
    /// Checks the log's signature only. Enough for an old checkpoint that someone kept: it binds the log whether or not a witness saw it.
    /// </summary>
    /// <exception cref="LedgerFormatException">As for <see cref="Open(string)"/>, but for the quorum.</exception>
    public VerifiedCheckpoint OpenSignedByLog(string note) => Open(note, Logs.Select(log => log.Key));

    private static VerifiedCheckpoint Open(string note, IEnumerable<NoteVerifier> known)
    {
        var opened = SignedNote.Open(note, known);
        var checkpoint = Checkpoint.Parse(opened.Body);
        var logs = opened.Signatures.Where(signature => signature.Key.Type == NoteKeyType.Ed25519).ToList();
        if (logs.Count == 0)
            throw new LedgerFormatException("policy.log-signature", "No log of the policy signed the checkpoint.");

        // A log may speak only for itself, else one listed log could stand in for another.
        var log = logs.Find(signature => string.Equals(signature.Key.Name, checkpoint.Origin, StringComparison.Ordinal))
            ?? throw new LedgerFormatException("policy.origin", $"The checkpoint is about \"{checkpoint.Origin}\", but \"{logs[0].Key.Name}\" signed it.");
        return new VerifiedCheckpoint(checkpoint, log.Key, [.. opened.Signatures.Where(signature => signature.Key.Type == NoteKeyType.CosignatureV1)]);
    }

    private bool HasQuorum(IReadOnlyList<NoteSignature> cosignatures)
    {
        var saw = Witnesses.Where(witness => cosignatures.Any(signature => signature.Key == witness.Key))
            .Select(witness => witness.Name)
            .ToHashSet(StringComparer.Ordinal);

        // Groups name only what stands before them, so one pass is enough.
        foreach (var group in Groups)
        {
            if (group.Members.Count(saw.Contains) >= group.Threshold)
                saw.Add(group.Name);
        }

        return string.Equals(Quorum, NoQuorum, StringComparison.Ordinal) || saw.Contains(Quorum);
    }
}
