using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseDesk.Ledger;

/// <summary>One row of an export with its state: a line of <c>state/rows.jsonl</c>.</summary>
/// <param name="Table">Name of the table.</param>
/// <param name="Key">The row's key.</param>
/// <param name="Row">The row in canonical JSON.</param>
/// <param name="Seq">The entry that the desk holds for the last that speaks of the row; null where it knows none.</param>
/// <param name="Salt">Opens that entry's commitment; null where there is none.</param>
public sealed record StateLine(string Table, string Key, string Row, long? Seq, byte[]? Salt)
{
    /// <summary>The request that the row says it belongs to, or null.</summary>
    public string? Owner => JsonNode.Parse(Row)!["RequestId"] is JsonValue value && value.TryGetValue<string>(out var id) ? id : null;

    /// <summary>The line without its newline, canonical JSON.</summary>
    public string Format()
    {
        var line = new System.Text.StringBuilder("{\"key\":");
        CanonicalJson.Quote(line, Key);
        line.Append(",\"row\":").Append(Row);
        if (Seq is { } seq && Salt is { } salt)
            line.Append(",\"salt\":\"").Append(Convert.ToBase64String(salt)).Append("\",\"seq\":").Append(StrictText.Decimal(seq));
        line.Append(",\"table\":");
        CanonicalJson.Quote(line, Table);
        return line.Append('}').ToString();
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="LedgerFormatException"><c>state.malformed</c>, or why the row has no canonical form.</exception>
    public static StateLine Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            var json = JsonNode.Parse(ref reader) as JsonObject ?? throw Malformed();
            if (reader.BytesConsumed != line.Length || json["row"] is not JsonObject row)
                throw Malformed();
            byte[]? salt = null;
            if (json["salt"] is { } text && (!StrictText.TryBase64(text.GetValue<string>(), out salt) || salt.Length != Commitment.SaltSize))
                throw Malformed();
            return new StateLine(json["table"]!.GetValue<string>(), json["key"]!.GetValue<string>(), StrictText.Utf8.GetString(CanonicalJson.Serialize(row)), json["seq"]?.GetValue<long>(), salt);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or NullReferenceException or ArgumentException or FormatException and not LedgerFormatException)
        {
            throw Malformed();
        }
    }

    /// <summary>Whether the row is what this commitment was made to.</summary>
    public bool Opens(byte[] commitment) =>
        Salt is not null && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(RowCommitment.Commit(Salt, Table, Key, Row), commitment);

    private static LedgerFormatException Malformed() => new("state.malformed", "A line has table, key, row, and with a commitment its salt and seq.");
}
