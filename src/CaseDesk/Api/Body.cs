using System.Text.Json;
using System.Text.Json.Serialization;
using CaseDesk.Pipeline;

namespace CaseDesk.Api;

/// <summary>JSON in and out of the API: unknown members, duplicates and comments are refused, names are camelCase, instants are UTC.</summary>
internal static class Body
{
    private const int LargestBody = 4 * 1024 * 1024;

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new UtcInstants() },
    };

    public static async Task<T> Read<T>(HttpContext context, CancellationToken cancel)
        where T : class
    {
        if (!context.Request.HasJsonContentType()) throw new BadHttpRequestException("Send application/json.", 415);
        if (context.Request.ContentLength > LargestBody) throw new BadHttpRequestException("Too large.", 413);
        using var memory = new MemoryStream();
        var buffer = new byte[16384];
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, cancel)) > 0;)
        {
            if (memory.Length + read > LargestBody) throw new BadHttpRequestException("Too large.", 413);
            memory.Write(buffer, 0, read);
        }
        context.Items[typeof(Body)] = memory.ToArray();
        return JsonSerializer.Deserialize<T>(memory.GetBuffer().AsSpan(0, (int)memory.Length), Json) ?? throw new JsonException("The body is null.");
    }

    /// <summary>The bytes that <see cref="Read{T}"/> read.</summary>
    public static byte[] Bytes(HttpContext context) => (byte[])context.Items[typeof(Body)]!;

    public static Task Write(HttpContext context, int status, object value, string? location = null)
    {
        if (context.RequestServices.GetRequiredService<LedgerLine>().Written is { } position) LedgerHeader.Set(context, position);
        context.Response.StatusCode = status;
        if (location is not null) context.Response.Headers.Location = location;
        return context.Response.WriteAsJsonAsync(value, Json, context.RequestAborted);
    }

    private sealed class UtcInstants : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(CaseDesk.Policy.Instants.Write(value));
    }
}
