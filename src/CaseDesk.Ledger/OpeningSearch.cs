namespace CaseDesk.Ledger;

/// <summary>Looks for the commitments that openings open while the entries go by.</summary>
internal sealed class OpeningSearch(IReadOnlyList<Opening> openings, Findings findings)
{
    private readonly Dictionary<long, List<Opening>> waiting = openings.GroupBy(opening => opening.Seq).ToDictionary(group => group.Key, group => group.ToList());

    public int Found { get; private set; }

    public void See(ReadOnlySpan<byte> entry, long index, string where)
    {
        if (!waiting.Remove(index, out var here))
            return;
        foreach (var opening in here)
        {
            if (opening.IsCommittedIn(entry))
                Found++;
            else
                findings.Add("opening.mismatch", where, $"Entry {index} has no commitment that this opening of \"{opening.Field}\" fits: the value or the salt is another.", index);
        }
    }

    public void ReportUnseen()
    {
        foreach (var seq in waiting.Keys.Order())
            findings.Add("opening.no-entry", ExportFiles.TileFolder, $"There is an opening for entry {seq}, which was not found in the log.", seq);
    }
}
