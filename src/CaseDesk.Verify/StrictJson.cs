using System.Text.Json;
using System.Text.Unicode;

namespace CaseDesk.Verify;

/// <summary>
/// Reads JSON of which two readers cannot have two opinions: valid UTF-8, no name twice in an object. What is signed or hashed
/// must mean one thing (RFC 8259, section 4: readers differ in which of two members they take).
/// </summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>The object, or null if the bytes are no such JSON. Not disposed: the elements are used as long as the report.</summary>
    public static JsonElement? Object(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span))
            return null;
        try
        {
            var root = JsonDocument.Parse(bytes, Options).RootElement;
            return root.ValueKind == JsonValueKind.Object ? root : null;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name with half of a surrogate pair, which has no text to compare.
            return null;
        }
    }

    /// <summary>A member of an object, or null if there is none.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    /// <summary>A member that is text, or null if there is none.</summary>
    public static string? Text(this JsonElement element, string name)
    {
        try
        {
            return element.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A member that is a whole number, or null if there is none.</summary>
    public static long? Whole(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    /// <summary>The items of a member that is a list; null if it is none.</summary>
    public static IReadOnlyList<JsonElement>? List(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : null;
}
