using System.Text;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Model.Requests;

namespace CaseDesk.Pipeline;

/// <summary>One row that is not what the ledger committed to.</summary>
/// <param name="Entry">The last entry that speaks of it; null where none does.</param>
public sealed record RowDifference(string Table, string Key, long? Entry, string What)
{
    /// <summary>As a fact of an entry.</summary>
    public string Name => $"{Table}/{Key}";
}

/// <summary>
/// Holds the rows of one request, and its agency, against their last commitments in the ledger. Whether the ledger itself was bent, its tree tells (CaseDesk.Verify);
/// here its stored entries are believed.
/// </summary>
internal sealed class RequestRows(LedgerStore store)
{
    private const string Agencies = "Agencies";

    /// <summary>Refuses where a row differs, and lets the entry of the refusal say which.</summary>
    public async Task MustBeCommitted(LegalRequest request, LedgerLine line, CancellationToken cancel)
    {
        if (await Differences(request, line, cancel) is { Count: > 0 } rows) throw new Refused(Refusal(request, rows));
    }

    public static Refusal Refusal(LegalRequest request, IReadOnlyList<RowDifference> rows) => RequestRefusals.StateDiffers(request.Number, rows[0].Name, rows.Count);

    /// <summary>Rows that were edited, removed, put back or inserted past the desk; a finding is a fact of the entry.</summary>
    public async Task<IReadOnlyList<RowDifference>> Differences(LegalRequest request, LedgerLine line, CancellationToken cancel)
    {
        await using var moment = await store.Snapshot(isLong: false, cancel);
        var rows = await Rows(moment, request, cancel);
        var spoken = await Spoken(moment, request, cancel);
        List<RowDifference> wrong = [];
        foreach (var row in rows.Values)
        {
            if (!spoken.TryGetValue((row.Table, row.Key), out var last)) wrong.Add(new(row.Table, row.Key, null, "no entry speaks of it"));
            else if (last.Commitment is null) wrong.Add(new(row.Table, row.Key, last.Seq, $"entry {last.Seq} removed it, and it is there"));
            else if (!row.Opens(last.Commitment)) wrong.Add(new(row.Table, row.Key, last.Seq, $"it is not as entry {last.Seq} left it"));
        }
        wrong.AddRange(spoken.Where(s => s.Value.Commitment is not null && !rows.ContainsKey(s.Key)).Select(s => new RowDifference(s.Key.Table, s.Key.Key, s.Value.Seq, $"it is gone, and entry {s.Value.Seq} left it there")));
        if (wrong.Count > 0) line.Fact("differing", string.Join(' ', wrong.Take(10).Select(row => row.Name)));
        return wrong;
    }

    private static async Task<Dictionary<(string Table, string Key), StateLine>> Rows(LedgerSnapshot moment, LegalRequest request, CancellationToken cancel)
    {
        var forms = RowForm.Of(moment.Db).Values;
        IReadOnlyList<RowForm> read = [.. forms.Where(form => form.BelongsToARequest), forms.Single(form => form.Table == Agencies)];
        var sql = string.Concat(read.Select(form => form.Select(moment.IsPostgreSql, "WHERE " + (form.BelongsToARequest ? form.OwnedBy("@request") : "t.\"Id\" = @agency"))));
        await using var command = moment.Command(sql, ("request", request.Id), ("agency", request.AgencyId));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        Dictionary<(string, string), StateLine> rows = [];
        foreach (var form in read)
        {
            while (await reader.ReadAsync(cancel))
            {
                var (line, _) = form.Read(reader);
                rows[(line.Table, line.Key)] = line;
            }
            await reader.NextResultAsync(cancel);
        }
        return rows;
    }

    /// <summary>What the ledger says last of each row of the request: by the entries about it, and by those that the desk holds for the last of its rows.</summary>
    private static async Task<Dictionary<(string Table, string Key), (long Seq, byte[]? Commitment)>> Spoken(LedgerSnapshot moment, LegalRequest request, CancellationToken cancel)
    {
        var owned = RowForm.Of(moment.Db).Values.Where(form => form.BelongsToARequest).Select(form => form.Table).ToHashSet(StringComparer.Ordinal);
        var agency = request.AgencyId.ToString();
        const string Held = "\"Owner\" = @request OR (\"Table\" = 'Agencies' AND \"Key\" = @agency)";
        await using var command = moment.Command(
            $"""
            SELECT "Table", "Key" FROM "LedgerStates" WHERE {Held};
            SELECT "Seq", "Leaf", "ObjectId" FROM "LedgerEntries" WHERE "ObjectId" IN (@number, @named) AND "Leaf" LIKE '%"state":%'
            UNION SELECT "Seq", "Leaf", "ObjectId" FROM "LedgerEntries" WHERE "Seq" IN (SELECT "Seq" FROM "LedgerStates" WHERE {Held}) ORDER BY 1;
            """,
            ("request", request.Id), ("agency", agency), ("number", request.Number), ("named", "agy_" + request.AgencyId.ToString("n")));
        HashSet<(string, string)> mine = [(Agencies, agency), ("Requests", request.Id.ToString())];
        List<(long Seq, string Leaf, bool IsOurs)> entries = [];
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel)) mine.Add((reader.GetString(0), reader.GetString(1)));
            await reader.NextResultAsync(cancel);
            while (await reader.ReadAsync(cancel)) entries.Add((reader.GetInt64(0), reader.GetString(1), !reader.IsDBNull(2) && reader.GetString(2) == request.Number));
        }
        Dictionary<(string, string), (long, byte[]?)> last = [];
        foreach (var (seq, leaf, isOurs) in entries)
        {
            foreach (var row in await Changed(moment, seq, leaf, cancel)) if ((isOurs && owned.Contains(row.Table)) || mine.Contains((row.Table, row.Key))) last[(row.Table, row.Key)] = (seq, row.Commitment);
        }
        return last;
    }

    private static async Task<IReadOnlyList<RowCommitment>> Changed(LedgerSnapshot moment, long seq, string leaf, CancellationToken cancel)
    {
        if (EntryState.Read(Encoding.UTF8.GetBytes(leaf)) is not { } state) return [];
        if (state.Rows is { } rows) return rows;
        await using var command = moment.Command("SELECT \"Salt\", \"Value\" FROM \"LedgerOpenings\" WHERE \"Seq\" = @seq AND \"Field\" = 'state'", ("seq", seq));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        // A list that is not the committed one speaks of nothing: its rows differ.
        return await reader.ReadAsync(cancel) && Commitment.Commit(reader.GetFieldValue<byte[]>(0), EntryState.Field, reader.GetString(1)).AsSpan().SequenceEqual(state.Root)
            ? EntryState.ParseList(reader.GetString(1))
            : [];
    }
}
