using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseDesk.Ledger;

/// <summary>
/// RFC 8785 (JCS) for the values that entries use: objects, arrays, strings, booleans, null, and integers of magnitude below 2^53.
/// Other numbers are refused, since their form depends on the reader's arithmetic. System.Text.Json escapes more than JCS allows,
/// hence an own writer.
/// </summary>
public static class CanonicalJson
{
    // The default depth of System.Text.Json; deeper nodes can only be built by hand.
    private const int MaxDepth = 64;

    private const long MaxInteger = (1L << 53) - 1;

    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(c => (char)c), '"', '\\']);

    /// <summary>The one byte form of the value, UTF-8.</summary>
    /// <exception cref="LedgerFormatException">
    /// <c>json.number</c> (not an integer, or too large), <c>json.text</c> (a lone surrogate), <c>json.duplicate</c> (a key twice),
    /// <c>json.depth</c>, <c>json.value</c> (a node that wraps something other than a JSON value).
    /// </exception>
    public static byte[] Serialize(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node, 0);
        try
        {
            return StrictText.Utf8.GetBytes(text.ToString());
        }
        catch (EncoderFallbackException)
        {
            throw LoneSurrogate();
        }
    }

    private static void Write(StringBuilder text, JsonNode? node, int depth)
    {
        if (depth > MaxDepth)
            throw new LedgerFormatException("json.depth", $"The value is nested more than {MaxDepth} deep.");

        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                WriteObject(text, members, depth);
                break;
            case JsonArray items:
                WriteArray(text, items, depth);
                break;
            default:
                WriteValue(text, node.AsValue());
                break;
        }
    }

    private static void WriteObject(StringBuilder text, JsonObject members, int depth)
    {
        List<KeyValuePair<string, JsonNode?>> sorted;
        try
        {
            sorted = [.. members];
        }
        catch (ArgumentException)
        {
            // A parsed object finds its duplicates only when it is read.
            throw new LedgerFormatException("json.duplicate", "An object has a key twice.");
        }
        catch (InvalidOperationException)
        {
            throw LoneSurrogate();
        }

        // RFC 8785 3.2.3: by UTF-16 code units, which is what an ordinal comparison does.
        sorted.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        text.Append('{');
        for (var i = 0; i < sorted.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            Quote(text, sorted[i].Key);
            text.Append(':');
            Write(text, sorted[i].Value, depth + 1);
        }

        text.Append('}');
    }

    private static void WriteArray(StringBuilder text, JsonArray items, int depth)
    {
        text.Append('[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            Write(text, items[i], depth + 1);
        }

        text.Append(']');
    }

    private static void WriteValue(StringBuilder text, JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.True:
                text.Append("true");
                break;
            case JsonValueKind.False:
                text.Append("false");
                break;
            case JsonValueKind.Null:
                text.Append("null");
                break;
            case JsonValueKind.Number:
                text.Append(Integer(value).ToString(CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.String:
                Quote(text, Text(value));
                break;
            default:
                throw new LedgerFormatException("json.value", "Only JSON values can be written in canonical form.");
        }
    }

    private static long Integer(JsonValue value)
    {
        if (Made(value) is { } made and <= MaxInteger and >= -MaxInteger)
            return made;
        // The digits as they stand: 1.0, 1e3 and -0 are the integers 1, 1000 and 0 to some readers only.
        var digits = value.ToJsonString();
        var magnitude = digits.StartsWith('-') ? digits.AsSpan(1) : digits;
        var isInteger = StrictText.TryDecimal(magnitude, out var number) && number <= MaxInteger && !string.Equals(digits, "-0", StringComparison.Ordinal);
        // A floating-point node may print as digits only; it is refused all the same, since the next one will not.
        if (!isInteger || value.TryGetValue<JsonElement>(out _) is false && IsFloat(value))
            throw new LedgerFormatException("json.number", $"Only integers below 2^53 have a canonical form here, not {digits}.");
        return digits.StartsWith('-') ? -number : number;
    }

    // A number that a program put there, and no text that was parsed.
    private static long? Made(JsonValue value) =>
        value.TryGetValue<JsonElement>(out _) ? null
        : value.TryGetValue<long>(out var number) ? number
        : value.TryGetValue<int>(out var few) ? few
        : null;

    private static bool IsFloat(JsonValue value) =>
        value.GetValue<object>() is double or float or decimal or Half;

    private static string Text(JsonValue value)
    {
        try
        {
            return value.TryGetValue<string>(out var text)
                ? text
                : throw new LedgerFormatException("json.value", "A text must be given as a string: other types have no canonical form.");
        }
        catch (InvalidOperationException)
        {
            throw LoneSurrogate();
        }
    }

    /// <summary>Appends a text as JSON. RFC 8785 3.2.2.2: the short escapes, \u00xx in lower case for other control characters, everything else as it is.</summary>
    public static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        // Most texts need no escape: they are taken whole.
        var rest = value.AsSpan();
        for (var at = rest.IndexOfAny(Escaped); at >= 0; at = rest.IndexOfAny(Escaped))
        {
            var c = rest[at];
            text.Append(rest[..at]);
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                _ => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            };
            rest = rest[(at + 1)..];
        }

        text.Append(rest).Append('"');
    }

    private static LedgerFormatException LoneSurrogate() => new("json.text", "A text has half of a surrogate pair, which UTF-8 cannot carry.");
}
