using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseDesk.Ledger;

/// <summary>Opens one commitment: with it anyone can check which value an entry stands for.</summary>
/// <param name="Seq">Number of the entry.</param>
/// <param name="Field">Name of the field.</param>
/// <param name="Salt">32 bytes.</param>
/// <param name="Value">The personal value.</param>
public sealed record Opening(long Seq, string Field, byte[] Salt, string Value)
{
    /// <summary>Reads <c>[{"seq": 7, "field": "…", "salt": "base64", "value": "…"}, …]</c>.</summary>
    /// <exception cref="LedgerFormatException"><c>opening.malformed</c>.</exception>
    public static IReadOnlyList<Opening> ParseList(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            using var document = JsonDocument.ParseValue(ref reader);
            if (!json[(int)reader.BytesConsumed..].Trim(" \t\r\n"u8).IsEmpty)
                throw Malformed("text follows the list");
            return FromJson(document.RootElement);
        }
        catch (JsonException)
        {
            throw Malformed("it is not JSON");
        }
    }

    internal static IReadOnlyList<Opening> FromJson(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(FromItem)]
            : throw Malformed("it is not a list");

    /// <summary>As it stands in a list of openings.</summary>
    public JsonObject ToJson() => new() { ["field"] = Field, ["salt"] = Convert.ToBase64String(Salt), ["seq"] = Seq, ["value"] = Value };

    /// <summary>Whether the entry's <c>personal</c> or <c>files</c> list has this commitment for this field.</summary>
    /// <param name="entry">The entry's bytes as they stand in the log.</param>
    public bool IsCommittedIn(ReadOnlySpan<byte> entry)
    {
        var commitment = Commitment.Commit(Salt, Field, Value);
        var reader = new Utf8JsonReader(entry);
        try
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && (Lists(root, "personal", commitment) || Lists(root, "files", commitment));
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private bool Lists(JsonElement entry, string name, byte[] commitment) =>
        entry.TryGetProperty(name, out var list)
        && list.ValueKind == JsonValueKind.Array
        && list.EnumerateArray().Any(item => IsThis(item, commitment));

    private bool IsThis(JsonElement item, byte[] commitment) =>
        Text(item, "field") is { } field
        && string.Equals(field, Field, StringComparison.Ordinal)
        && Text(item, "commitment") is { } text
        && StrictText.TryHash(text, out var stored)
        && CryptographicOperations.FixedTimeEquals(stored, commitment);

    private static Opening FromItem(JsonElement item)
    {
        try
        {
            return item.ValueKind == JsonValueKind.Object
                && item.TryGetProperty("seq", out var seq) && seq.ValueKind == JsonValueKind.Number && seq.TryGetInt64(out var number) && number >= 0
                && Text(item, "field") is { Length: > 0 } field && !field.Contains('\n', StringComparison.Ordinal)
                && Text(item, "salt") is { } salt && StrictText.TryBase64(salt, out var bytes) && bytes.Length == Commitment.SaltSize
                && Text(item, "value") is { } value
                ? new Opening(number, field, bytes, value)
                : throw Malformed("each item has seq, field, salt (32 bytes in base64) and value");
        }
        catch (InvalidOperationException)
        {
            throw Malformed("a text has half of a surrogate pair");
        }
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static LedgerFormatException Malformed(string why) => new("opening.malformed", $"This is not a list of openings: {why}.");
}
