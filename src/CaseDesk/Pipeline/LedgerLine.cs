using System.Text.Json.Nodes;
using CaseDesk.Security;

namespace CaseDesk.Pipeline;

/// <summary>
/// What the entry of the message under way will say. Handlers add to it; the door writes it.
/// No personal value enters an entry: it is committed with a fresh salt and its opening is kept apart.
/// </summary>
internal sealed class LedgerLine(CurrentActor current)
{
    private readonly SortedDictionary<string, Func<JsonNode?>> facts = new(StringComparer.Ordinal);
    private readonly List<(string Field, string Value)> personal = [];
    private readonly List<(string Sha256, long Size)> files = [];
    private Func<(string Kind, string Id, int? Version)>? about;

    public Actor Actor => current.Actor;

    public string Action { get; private set; } = "";

    public string Outcome { get; private set; } = "ok";

    public string? Code { get; private set; }

    /// <summary>Where the entry stands once it is written.</summary>
    public LedgerPosition? Written { get; set; }

    public (string Kind, string Id, int? Version)? Object => about?.Invoke();

    public IEnumerable<(string Name, JsonNode? Value)> Facts => facts.Select(fact => (fact.Key, fact.Value()));

    public IReadOnlyList<(string Field, string Value)> Commitments => personal;

    public IReadOnlyList<(string Sha256, long Size)> FileCommitments => files;

    public void Begin(string action)
    {
        (Action, Outcome, Code, about, Adopting) = (action, "ok", null, null, null);
        facts.Clear();
        personal.Clear();
        files.Clear();
    }

    /// <summary>The object is asked for its id when the entry is written, since a number is given only then.</summary>
    public LedgerLine About(string kind, Func<string> id, int? version = null)
    {
        about = () => (kind, id(), version);
        return this;
    }

    public LedgerLine About(string kind, string id, int? version = null) => About(kind, () => id, version);

    public LedgerLine Fact(string name, JsonNode? value)
    {
        // A node has one parent: hand out a copy each time the line is written.
        facts[name] = () => value?.DeepClone();
        return this;
    }

    public LedgerLine Personal(string field, string? value)
    {
        if (!string.IsNullOrEmpty(value)) personal.Add((field, value));
        return this;
    }

    /// <summary>Rows that no act changes now, and that the entry commits to all the same; they are read in the writer's transaction.</summary>
    public Func<LedgerSession, Task<IReadOnlyList<RowChange>>>? Adopting { get; set; }

    public LedgerLine File(string sha256, long size)
    {
        files.Add((sha256, size));
        return this;
    }

    /// <summary>The message was answered, with a no: what it changes (a failed sign-in is counted) is kept.</summary>
    public void Denied(string code) => (Outcome, Code) = ("denied", code);

    public void Refused(string outcome, string code) => (Outcome, Code) = (outcome, code);
}

/// <param name="Seq">Index of the entry.</param>
/// <param name="Checkpoint">Signed note that covers it.</param>
internal sealed record LedgerPosition(long Seq, string Checkpoint);

/// <summary>The entry cannot be written: the act does not happen, and nothing is shown.</summary>
/// <param name="isUncertain">True where the connection broke during the commit and the database cannot be asked what became of it.</param>
internal sealed class LedgerUnavailable(Exception inner, bool isUncertain = false) : Exception("The ledger cannot be written.", inner)
{
    public bool IsUncertain => isUncertain;

    public string Sentence => isUncertain
        ? "The connection to the database broke while this was being written, so it is not known whether it was done. Look before you repeat it, or repeat it with the same Idempotency-Key."
        : "The audit trail cannot be written, so nothing was done and nothing is shown. Try again in a moment.";
}
