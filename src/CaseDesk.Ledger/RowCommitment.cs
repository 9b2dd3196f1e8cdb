using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseDesk.Ledger;

/// <summary>What an entry says of one row that it changed: a salted commitment to the row as it stood afterwards, or that it was removed.</summary>
/// <param name="Table">Name of the table.</param>
/// <param name="Key">The row's primary key as text.</param>
/// <param name="Commitment">32 bytes; null where the row was removed.</param>
public sealed record RowCommitment(string Table, string Key, byte[]? Commitment)
{
    /// <summary>HMAC over the row's canonical JSON under the field <c>state/TABLE/KEY</c>, so that no row passes for another.</summary>
    /// <param name="salt32">32 random bytes, fresh for each row of each entry.</param>
    /// <param name="table">Name of the table.</param>
    /// <param name="key">The row's key.</param>
    /// <param name="row">The row in canonical JSON.</param>
    public static byte[] Commit(ReadOnlySpan<byte> salt32, string table, string key, string row) => Ledger.Commitment.Commit(salt32, $"state/{table}/{key}", row);

    /// <summary>As it stands in an entry.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["key"] = Key, ["table"] = Table };
        if (Commitment is null) json["removed"] = true;
        else json["commitment"] = Convert.ToBase64String(Commitment);
        return json;
    }

    internal static IReadOnlyList<RowCommitment> FromJson(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(FromItem)] : throw EntryState.Malformed("its rows are no list");

    private static RowCommitment FromItem(JsonElement item)
    {
        if (Text(item, "table") is not { Length: > 0 } table || Text(item, "key") is not { Length: > 0 } key || table.Contains('\n', StringComparison.Ordinal) || key.Contains('\n', StringComparison.Ordinal))
            throw EntryState.Malformed("a row has no table or no key");
        if (item.TryGetProperty("removed", out var removed) && removed.ValueKind == JsonValueKind.True)
            return new RowCommitment(table, key, null);
        return Text(item, "commitment") is { } text && StrictText.TryHash(text, out var commitment)
            ? new RowCommitment(table, key, commitment)
            : throw EntryState.Malformed($"{table} {key} has no commitment of 32 bytes");
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
