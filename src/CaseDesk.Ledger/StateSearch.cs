using System.Security.Cryptography;

namespace CaseDesk.Ledger;

/// <summary>
/// Follows what the entries say of each row, and holds the exported rows against it. Memory grows with the number of rows, not of entries: of each the last commitment is kept.
/// </summary>
internal sealed class StateSearch(ExportFiles files, long size, Findings findings) : IDisposable
{
    private readonly Dictionary<(string Table, string Key), Spoken> rows = [];
    private readonly IEnumerator<(long Number, byte[] Text)> lists = files.Lines(ExportFiles.StateListsFile, mayMiss: true).GetEnumerator();

    // Where an entry's list is missing, the next one read is a later entry's, and waits for it.
    private Opening? next;

    /// <summary>How many rows are as their last entry left them.</summary>
    public long Good { get; private set; }

    public void See(ReadOnlySpan<byte> entry, long index, string where)
    {
        try
        {
            if (EntryState.Read(entry) is not { } state)
                return;
            foreach (var row in state.Rows ?? List(index, state.Root!))
                rows[(row.Table, row.Key)] = new Spoken(index, row.Commitment);
        }
        catch (LedgerFormatException wrong)
        {
            findings.Add(wrong, where, index);
        }
    }

    /// <summary>After the last entry: each exported row, then what was not exported.</summary>
    public void Compare()
    {
        foreach (var (number, text) in files.Lines(ExportFiles.StateRowsFile))
        {
            try
            {
                Compare(StateLine.Parse(text));
            }
            catch (LedgerFormatException wrong)
            {
                findings.Add(wrong.Code, ExportFiles.StateRowsFile, $"Line {number} of {ExportFiles.StateRowsFile}: {wrong.Message}");
            }
        }

        foreach (var ((table, key), spoken) in rows)
        {
            if (spoken is { Seen: false, Commitment: not null })
                Wrong("state.missing", table, key, spoken, $"is gone, but {Entry(spoken.Seq)} left it there and none after it removed it: it was removed past the desk");
        }
    }

    public void Dispose() => lists.Dispose();

    private void Compare(StateLine line)
    {
        if (!rows.TryGetValue((line.Table, line.Key), out var spoken))
        {
            Wrong("state.inserted", line.Table, line.Key, null, $"{Belongs(line)}is spoken of by no entry: it was put there past the desk");
        }
        else if (spoken.Seen)
        {
            Wrong("state.twice", line.Table, line.Key, spoken, "is there twice");
        }
        else
        {
            rows[(line.Table, line.Key)] = spoken with { Seen = true };
            if (spoken.Commitment is null)
                Wrong("state.resurrected", line.Table, line.Key, spoken, $"is there, but {Entry(spoken.Seq)} removed it: it was put back past the desk");
            else if (line.Opens(spoken.Commitment))
                Good++;
            else
                Wrong("state.changed", line.Table, line.Key, spoken, $"is not what {Entry(spoken.Seq)} left: it was changed past the desk{Why(line, spoken)}");
        }
    }

    /// <summary>The request of a row that no entry names, by the last entry of the request's own row.</summary>
    private string Belongs(StateLine line) =>
        line.Owner is { } owner && rows.TryGetValue(("Requests", owner), out var request) && files.Entry(request.Seq, size) is { } entry ? $"of {EntryText.Object(entry)} " : "";

    private static string Why(StateLine line, Spoken spoken) =>
        line.Seq is null ? ", or the salt of its commitment was lost"
        : line.Seq < spoken.Seq ? $". It is kept with the salt of entry {line.Seq}, as if an earlier state had been put back"
        : "";

    private void Wrong(string code, string table, string key, Spoken? spoken, string what) =>
        findings.Add(code, ExportFiles.StateRowsFile, $"Row {key} of {table} {what}.", spoken?.Seq);

    /// <summary>The entry in words, read again: only what is wrong is described.</summary>
    private string Entry(long seq) => files.Entry(seq, size) is { } entry ? $"entry {seq} ({EntryText.Describe(entry)})" : $"entry {seq}";

    private IReadOnlyList<RowCommitment> List(long index, byte[] root)
    {
        while (next is null || next.Seq < index)
        {
            if (!lists.MoveNext())
                break;
            next = Opening.ParseList([(byte)'[', .. lists.Current.Text, (byte)']']) is [{ Field: EntryState.Field } opening] ? opening : null;
        }

        if (next?.Seq == index && CryptographicOperations.FixedTimeEquals(Commitment.Commit(next.Salt, next.Field, next.Value), root))
            return EntryState.ParseList(next.Value);
        throw new LedgerFormatException("state.list", $"The list of rows of entry {index} is not in {ExportFiles.StateListsFile}, or another than the entry commits to.");
    }

    private sealed record Spoken(long Seq, byte[]? Commitment, bool Seen = false);
}
