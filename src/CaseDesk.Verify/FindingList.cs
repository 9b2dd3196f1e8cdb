using CaseDesk.Ledger;

namespace CaseDesk.Verify;

/// <summary>What is wrong, up to a bound: a hostile file must not fill the memory or bury what comes first.</summary>
internal sealed class FindingList
{
    private const int MostOfOneCode = 10;

    private readonly List<LedgerFinding> kept = [];
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    public IReadOnlyList<LedgerFinding> Kept => kept;

    public long Omitted { get; private set; }

    /// <returns>False, so that a check can end with what it found.</returns>
    public bool Add(string code, string where, string message, long? entry = null)
    {
        var count = counts[code] = counts.GetValueOrDefault(code) + 1;
        if (count <= MostOfOneCode)
            kept.Add(new LedgerFinding(code, where, entry, message));
        else
            Omitted++;
        return false;
    }

    public bool Add(LedgerFormatException wrong, string where, long? entry = null) => Add(wrong.Code, where, wrong.Message, entry);
}
