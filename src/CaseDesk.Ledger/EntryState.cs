using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseDesk.Ledger;

/// <summary>
/// The member <c>state</c> of an entry: which rows the act changed. Many rows would not fit; then the entry has one salted root over the list, which lies beside
/// (as the opening <c>state</c> of the entry).
/// </summary>
/// <param name="Rows">The rows; null where the list lies beside.</param>
/// <param name="Root">The commitment to the list's canonical JSON; null where the rows are in the entry.</param>
public sealed record EntryState(IReadOnlyList<RowCommitment>? Rows, byte[]? Root)
{
    /// <summary>Field of the root's opening.</summary>
    public const string Field = "state";

    /// <summary>Version of the form of <c>state</c> and of the rows: which columns there are and how values are written.</summary>
    public const int Form = 1;

    // An entry has room for facts and commitments beside.
    private const int MostBytesInside = 6 * 1024;

    /// <summary>Writes the member, and what has to be kept beside where the list is too long for the entry.</summary>
    /// <param name="rows">At least one.</param>
    /// <param name="commit">Commits to the text under <see cref="Field"/> with a fresh salt, and keeps the opening.</param>
    public static JsonObject Write(IReadOnlyList<RowCommitment> rows, Func<string, byte[]> commit)
    {
        var list = new JsonArray([.. rows.Select(row => row.ToJson())]);
        if (rows.Count * 160 > MostBytesInside && CanonicalJson.Serialize(list) is { Length: > MostBytesInside } text)
            return new JsonObject { ["count"] = rows.Count, ["root"] = Convert.ToBase64String(commit(StrictText.Utf8.GetString(text))), ["v"] = Form };
        return new JsonObject { ["rows"] = list, ["v"] = Form };
    }

    /// <summary>Reads the member of an entry, or null where the entry changed no row that matters.</summary>
    /// <exception cref="LedgerFormatException"><c>state.malformed</c>.</exception>
    public static EntryState? Read(ReadOnlySpan<byte> entry)
    {
        // Most entries are of reads and have none.
        if (entry.IndexOf("\"state\":{"u8) < 0)
            return null;
        var reader = new Utf8JsonReader(entry);
        try
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("state", out var state) ? FromJson(state) : null;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw Malformed("the entry is not JSON");
        }
    }

    /// <summary>Reads a list that lies beside.</summary>
    /// <exception cref="LedgerFormatException"><c>state.malformed</c>.</exception>
    public static IReadOnlyList<RowCommitment> ParseList(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return RowCommitment.FromJson(document.RootElement);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw Malformed("its list is not JSON");
        }
    }

    internal static LedgerFormatException Malformed(string why) => new("state.malformed", $"The state of an entry cannot be read: {why}.");

    private static EntryState FromJson(JsonElement state)
    {
        if (state.ValueKind != JsonValueKind.Object || !state.TryGetProperty("v", out var form) || form.ValueKind != JsonValueKind.Number || !form.TryGetInt32(out var number))
            throw Malformed("it has no version");
        if (number != Form)
            throw Malformed($"it has the form {number}, and this program knows {Form}");
        if (state.TryGetProperty("rows", out var rows))
            return new EntryState(RowCommitment.FromJson(rows), null);
        return state.TryGetProperty("root", out var root) && root.ValueKind == JsonValueKind.String && StrictText.TryHash(root.GetString()!, out var hash)
            ? new EntryState(null, hash)
            : throw Malformed("it has neither rows nor a root");
    }
}
