using System.Text.Json;

namespace CaseDesk.Ledger;

/// <summary>Looks into an entry without trusting it. Entries are hashed as they stand; nothing here changes or re-orders them.</summary>
internal static class EntryText
{
    /// <summary>
    /// Why the entry's own number is not its place in the log, or null. Only a JSON object with a <c>seq</c> has a number;
    /// every <c>seq</c> counts, since readers differ in which of two they take.
    /// </summary>
    public static string? WrongSeq(ReadOnlySpan<byte> entry, long index)
    {
        var reader = new Utf8JsonReader(entry);
        string? wrong = null;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("seq"u8))
                    continue;
                reader.Read();
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var seq))
                    wrong ??= "has a seq that is not a whole number";
                else if (seq != index)
                    wrong ??= $"calls itself number {StrictText.Decimal(seq)}";
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return wrong;
    }

    /// <summary>What the entry is, for a person: <c>decision.decide of request CD-2026-000001, 2026-11-24T12:04:24.000Z</c>.</summary>
    public static string Describe(byte[] entry) => Words(entry, root => $"{Text(root, "action")}{(root.TryGetProperty("object", out _) ? " of " + Named(root) : "")}, {Text(root, "time")}");

    /// <summary>What the entry is about, for a person: <c>request CD-2026-000001</c>.</summary>
    public static string Object(byte[] entry) => Words(entry, Named);

    private static string Words(byte[] entry, Func<JsonElement, string> words)
    {
        try
        {
            using var document = JsonDocument.Parse(entry);
            return words(document.RootElement);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return "which cannot be read";
        }
    }

    private static string Named(JsonElement root)
    {
        var about = root.GetProperty("object");
        return $"{Text(about, "kind")} {Text(about, "id")}";
    }

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}
