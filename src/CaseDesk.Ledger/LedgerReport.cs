namespace CaseDesk.Ledger;

/// <summary>One thing that is wrong.</summary>
/// <param name="Code">Stable reason, listed in docs/ledger-formats.md.</param>
/// <param name="Where">File below the export (<c>tile/0/000</c>), or name of a kept statement.</param>
/// <param name="Entry">Number of the entry, where it is about one.</param>
/// <param name="Message">One sentence for the person.</param>
public sealed record LedgerFinding(string Code, string Where, long? Entry, string Message);

/// <summary>What the check of an export found.</summary>
/// <param name="Checkpoint">The export's checkpoint, once its signatures hold; else null, and then nothing else was checked.</param>
/// <param name="Entries">How many entries were read and hashed.</param>
/// <param name="Kept">How many kept checkpoints and receipts the log is consistent with, those in the export itself included.</param>
/// <param name="Openings">How many openings fit their entries.</param>
/// <param name="Findings">What is wrong, in the order of the log: at most <see cref="MaxFindings"/>, and ten of one code.</param>
/// <param name="Omitted">How many findings more there were.</param>
public sealed record LedgerReport(VerifiedCheckpoint? Checkpoint, long Entries, int Kept, int Openings, IReadOnlyList<LedgerFinding> Findings, long Omitted)
{
    /// <summary>How many exported rows are as their last entry left them; null where the state was not compared.</summary>
    public long? Rows { get; init; }

    /// <summary>Most findings that a report lists.</summary>
    public const int MaxFindings = 100;

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsGood => Findings.Count == 0;

    /// <summary>What is wrong first, or null.</summary>
    public LedgerFinding? First => IsGood ? null : Findings[0];
}

/// <summary>Collects findings up to a bound, so that a hostile export cannot fill the memory.</summary>
internal sealed class Findings
{
    // One removed entry gives every later one a wrong number; that must not crowd out what else is wrong.
    private const int MaxOfOneCode = 10;

    private readonly List<LedgerFinding> kept = [];
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    public IReadOnlyList<LedgerFinding> Kept => kept;

    public long Omitted { get; private set; }

    public void Add(LedgerFinding finding)
    {
        var count = counts[finding.Code] = counts.GetValueOrDefault(finding.Code) + 1;
        if (count <= MaxOfOneCode && kept.Count < LedgerReport.MaxFindings)
            kept.Add(finding);
        else
            Omitted++;
    }

    public void Add(string code, string where, string message, long? entry = null) => Add(new LedgerFinding(code, where, entry, message));

    public void Add(LedgerFormatException wrong, string where, long? entry = null) => Add(wrong.Code, where, wrong.Message, entry);

    /// <summary>Adds a sentence to the first finding of this kind: some things are known only at the end.</summary>
    public void Explain(string code, string sentence)
    {
        var first = kept.FindIndex(finding => string.Equals(finding.Code, code, StringComparison.Ordinal));
        if (first >= 0)
            kept[first] = kept[first] with { Message = $"{kept[first].Message} {sentence}" };
    }
}
