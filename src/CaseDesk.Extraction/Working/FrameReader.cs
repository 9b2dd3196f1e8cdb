using System.Text.Json;
using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Working;

/// <summary>Reads frames. The worker has touched hostile bytes, so nothing it says is trusted: bounded, strict, and any surprise is an error.</summary>
internal sealed class FrameReader(Stream input)
{
    // A record of 1 MiB whose every byte becomes a \u escape, given as key and in a few fields.
    private const int LongestFrame = 64 * 1024 * 1024;

    private readonly LineReader lines = new(new BlockReader(input, LongestFrame));

    /// <summary>The next frame; null at the end of the stream, also where that cuts off a frame: the worker died, and its last frame is missing.</summary>
    /// <exception cref="InvalidDataException">It is not a frame. The message names no content.</exception>
    public Frame? Next()
    {
        if (!lines.TryNext(out var line))
            return null;
        if (line.TooLong)
            throw new InvalidDataException("A frame is too long.");
        if (!line.Ended)
            return null;

        try
        {
            using var frame = JsonDocument.Parse(line.Bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Of(frame.RootElement);
        }
        catch (Exception surprise) when (surprise is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw new InvalidDataException("A frame is malformed.", surprise);
        }
    }

    private static Frame Of(JsonElement frame) => WorkerWords.Text(frame, "type") switch
    {
        "row" => new RowFrame(Row(frame.GetProperty("gate"), frame.GetProperty("values"))),
        "progress" => new ProgressFrame(new ExtractionProgress(Count(frame, "done"), Count(frame, "total"))),
        "file" => Of(WorkerWords.File(frame.GetProperty("file"))),
        "absent" => new AbsentFrame(WorkerWords.Text(frame, "source"), WorkerWords.Text(frame, "path")),
        "failed" => new FailedFrame(WorkerWords.Text(frame, "reason"), WorkerWords.Text(frame, "message")),
        "end" => new EndFrame(Count(frame, "rows"), WorkerWords.Walls(frame.GetProperty("walls")), frame.GetProperty("user").GetInt64(), Count(frame, "milliseconds")),
        _ => throw new FormatException(),
    };

    private static FileFrame Of(FileFrame file) =>
        new[] { file.Size, file.Lines, file.Records, file.Rejected, file.PossiblySubject }.All(count => count >= 0) && file.Rejected <= file.Records && file.PossiblySubject <= file.Rejected
            ? file
            : throw new FormatException();

    private static GatedRow Row(JsonElement gate, JsonElement values)
    {
        var found = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var value in values.EnumerateObject())
            found.Add(value.Name, value.Value.GetString());

        DateTimeOffset? instant = null;
        if (gate.TryGetProperty("instant", out var text))
            instant = RecordTimes.Parse(TimeFormat.Rfc3339, text.GetString() ?? "") ?? throw new FormatException();
        int? port = gate.TryGetProperty("port", out var number) ? number.GetInt32() : null;
        return new GatedRow(
            gate.GetProperty("read").GetInt32(), gate.GetProperty("item").GetInt32(), WorkerWords.Text(gate, "source"), WorkerWords.Text(gate, "file"), Count(gate, "line"),
            WorkerWords.Text(gate, "keyType"), WorkerWords.Text(gate, "keyValue"), port, instant, found);
    }

    private static long Count(JsonElement part, string name)
    {
        var count = part.GetProperty(name).GetInt64();
        return count >= 0 ? count : throw new FormatException();
    }
}
