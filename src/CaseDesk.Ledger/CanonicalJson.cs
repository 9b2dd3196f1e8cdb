using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseDesk.Ledger;

/// <summary>
/// RFC 8785 (JCS) for what entries are made of: objects, arrays, strings, booleans, null, and integers below 2^53.
/// System.Text.Json writes other bytes (it escapes more), so this writer is our own; it is checked on the RFC's pairs.
/// </summary>
public static class CanonicalJson
{
    private const long LargestInteger = (1L << 53) - 1;

    /// <exception cref="ArgumentException">A number that is no integer below 2^53, or a lone surrogate.</exception>
    public static byte[] Serialize(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text.ToString());
    }

    private static void Write(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                text.Append('{');
                // RFC 8785 3.2.3: names are sorted by UTF-16 code units.
                foreach (var (i, member) in members.OrderBy(m => m.Key, StringComparer.Ordinal).Index())
                {
                    if (i > 0) text.Append(',');
                    Write(member.Key, text);
                    text.Append(':');
                    Write(member.Value, text);
                }
                text.Append('}');
                break;
            case JsonArray elements:
                text.Append('[');
                foreach (var (i, element) in elements.Index())
                {
                    if (i > 0) text.Append(',');
                    Write(element, text);
                }
                text.Append(']');
                break;
            case JsonValue value:
                Write(value, text);
                break;
        }
    }

    private static void Write(JsonValue value, StringBuilder text)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                Write(value.GetValue<string>(), text);
                break;
            case JsonValueKind.True:
                text.Append("true");
                break;
            case JsonValueKind.False:
                text.Append("false");
                break;
            case JsonValueKind.Number:
                if (!long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) || Math.Abs(integer) > LargestInteger)
                    throw new ArgumentException($"Only integers below 2^53 are canonical here, not {value.ToJsonString()}.", nameof(value));
                text.Append(integer.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                text.Append("null");
                break;
        }
    }

    // RFC 8785 3.2.2.2: the seven short escapes, \u00xx in lower case for other controls, everything else as it is.
    private static void Write(string value, StringBuilder text)
    {
        text.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (char.IsSurrogate(c))
            {
                if (!char.IsSurrogatePair(value, i)) throw new ArgumentException("A lone surrogate has no canonical form.", nameof(value));
                text.Append(c).Append(value[++i]);
                continue;
            }
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }
        text.Append('"');
    }
}
