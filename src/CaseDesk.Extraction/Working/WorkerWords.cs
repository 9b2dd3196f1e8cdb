using System.Buffers;
using System.Text.Json;
using CaseDesk.Extraction.Reading;

namespace CaseDesk.Extraction.Working;

/// <summary>
/// The JSON of what parent, worker and survey store hand to each other, member by member: a worker lives for seconds, and a serializer would spend a good part of
/// them on getting to know the types. Strict: a member that is missing, of another type or out of place is a <see cref="JsonException"/>.
/// </summary>
internal static class WorkerWords
{
    public static byte[] ToJson(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="JsonException"/>
    public static T FromJson<T>(ReadOnlyMemory<byte> text, Func<JsonElement, T> read)
    {
        using var json = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return Strictly(() => read(json.RootElement));
    }

    /// <summary>Whatever a hostile element makes of the accessors becomes one kind of error.</summary>
    /// <exception cref="JsonException"/>
    public static T Strictly<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception surprise) when (surprise is InvalidOperationException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw new JsonException("A member is missing or of another type.", surprise);
        }
    }

    public static void Write(this Utf8JsonWriter json, FileSurvey survey)
    {
        json.WriteStartObject();
        json.WriteString("source", survey.Source);
        json.WriteString("path", survey.Path);
        if (survey.Stamp is { } stamp)
        {
            json.WriteStartObject("stamp");
            json.WriteString("identity", stamp.Identity);
            json.WriteNumber("size", stamp.Size);
            json.WriteNumber("modifiedAt", stamp.ModifiedAt);
            json.WriteNumber("changedAt", stamp.ChangedAt);
            json.WriteEndObject();
        }

        json.WriteString("reading", survey.Reading);
        json.WriteString("sha256", survey.Sha256);
        json.WriteString("checksum", survey.Checksum);
        json.WriteNumber("lines", survey.Lines);
        json.WriteNumber("records", survey.Records);
        json.WriteNumber("rejected", survey.Rejected);
        json.WriteNumber("tooLong", survey.TooLong);
        json.WriteNumber("brokenQuotes", survey.BrokenQuotes);
        json.WriteBoolean("endsOpen", survey.EndsOpen);
        json.Write("listed", survey.Listed);
        json.WriteString("checkedAt", survey.CheckedAt);
        json.WriteStartArray("newlines");
        foreach (var newlines in survey.Newlines)
            json.WriteNumberValue(newlines);
        json.WriteEndArray();
        if (survey.Parquet is { } parquet)
        {
            json.WriteStartObject("parquet");
            json.WriteStartArray("columns");
            foreach (var (name, type) in parquet.Columns)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("type", type);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteBoolean("instantsAreReadable", parquet.InstantsAreReadable);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public static FileSurvey Survey(JsonElement survey)
    {
        Knows(survey, ["source", "path", "stamp", "reading", "sha256", "checksum", "lines", "records", "rejected", "tooLong", "brokenQuotes", "endsOpen", "listed", "checkedAt", "newlines", "parquet"]);
        return new FileSurvey(
            Text(survey, "source"), Text(survey, "path"), survey.TryGetProperty("stamp", out var stamp) ? Stamp(stamp) : null, Text(survey, "reading"), Text(survey, "sha256"), Text(survey, "checksum"),
            Number(survey, "lines"), Number(survey, "records"), Number(survey, "rejected"), Number(survey, "tooLong"), Number(survey, "brokenQuotes"), Flag(survey, "endsOpen"), Listed(survey),
            survey.GetProperty("checkedAt").GetDateTimeOffset(), [.. survey.GetProperty("newlines").EnumerateArray().Select(n => n.GetInt32())],
            survey.TryGetProperty("parquet", out var parquet) ? Parquet(parquet) : null);
    }

    public static void Write(this Utf8JsonWriter json, FileFrame file)
    {
        json.WriteStartObject();
        json.WriteString("source", file.Source);
        json.WriteString("path", file.Path);
        json.WriteNumber("size", file.Size);
        json.WriteString("sha256", file.Sha256);
        json.WriteBoolean("grew", file.Grew);
        json.WriteNumber("lines", file.Lines);
        json.WriteNumber("records", file.Records);
        json.WriteNumber("rejected", file.Rejected);
        json.WriteNumber("possiblySubject", file.PossiblySubject);
        json.Write("listed", file.Listed);
        if (file.Columns is { } columns)
        {
            json.WriteStartArray("columns");
            foreach (var column in columns)
                json.WriteStringValue(column);
            json.WriteEndArray();
        }

        json.WriteString("engine", file.Engine);
        json.WriteBoolean("known", file.Known);
        json.WriteString("checkedAt", file.CheckedAt);
        if (file.Surveyed is { } survey)
        {
            json.WritePropertyName("surveyed");
            json.Write(survey);
        }

        json.WriteEndObject();
    }

    public static FileFrame File(JsonElement file)
    {
        Knows(file, ["source", "path", "size", "sha256", "grew", "lines", "records", "rejected", "possiblySubject", "listed", "columns", "engine", "known", "checkedAt", "surveyed"]);
        return new FileFrame(
            Text(file, "source"), Text(file, "path"), Number(file, "size"), Text(file, "sha256"), Flag(file, "grew"), Number(file, "lines"), Number(file, "records"), Number(file, "rejected"),
            Number(file, "possiblySubject"), Listed(file), file.TryGetProperty("columns", out var columns) ? Texts(columns) : null, Text(file, "engine"),
            Flag(file, "known"), file.GetProperty("checkedAt").GetDateTimeOffset(), file.TryGetProperty("surveyed", out var survey) ? Survey(survey) : null);
    }

    public static void Write(this Utf8JsonWriter json, Confined walls)
    {
        json.WriteStartObject();
        json.WriteBoolean("writing", walls.Writing);
        json.WriteBoolean("files", walls.Files);
        json.WriteBoolean("network", walls.Network);
        json.WriteBoolean("cpu", walls.Cpu);
        json.WriteEndObject();
    }

    public static Confined Walls(JsonElement walls) => new(Flag(walls, "writing"), Flag(walls, "files"), Flag(walls, "network"), Flag(walls, "cpu"));

    public static string Text(JsonElement part, string name) => part.GetProperty(name).GetString() ?? throw new FormatException();

    public static long Number(JsonElement part, string name) => part.GetProperty(name).GetInt64();

    public static List<string> Texts(JsonElement texts) => [.. texts.EnumerateArray().Select(text => text.GetString() ?? throw new FormatException())];

    private static ParquetDescription Parquet(JsonElement parquet) => new(
        [.. parquet.GetProperty("columns").EnumerateArray().Select(c => (Text(c, "name"), c.GetProperty("type").GetString()))], Flag(parquet, "instantsAreReadable"));

    private static FileStamp Stamp(JsonElement stamp) => new(Text(stamp, "identity"), Number(stamp, "size"), Number(stamp, "modifiedAt"), Number(stamp, "changedAt"));

    private static void Write(this Utf8JsonWriter json, string name, IReadOnlyList<RejectedRecord> listed)
    {
        json.WriteStartArray(name);
        foreach (var record in listed)
        {
            json.WriteStartObject();
            json.WriteNumber("line", record.Line);
            json.WriteNumber("offset", record.Offset);
            json.WriteString("reason", record.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static List<RejectedRecord> Listed(JsonElement part) =>
        [.. part.GetProperty("listed").EnumerateArray().Select(record => new RejectedRecord(Number(record, "line"), Number(record, "offset"), Text(record, "reason")))];

    private static bool Flag(JsonElement part, string name) => part.GetProperty(name).GetBoolean();

    private static void Knows(JsonElement part, ReadOnlySpan<string> names)
    {
        foreach (var member in part.EnumerateObject())
        {
            if (!names.Contains(member.Name))
                throw new FormatException();
        }
    }
}
