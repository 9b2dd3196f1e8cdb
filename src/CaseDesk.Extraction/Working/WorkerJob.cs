using System.Text.Json;
using System.Text.Json.Serialization;
using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Working;

/// <summary>All that the worker is told: one JSON line on its standard input.</summary>
/// <param name="Expected">Relative paths that the store held when the scope was decided, where known.</param>
/// <param name="Surveys">Surveys of planned files that were made before; the worker finds out whether they still hold.</param>
/// <param name="CpuSeconds">Processor time that it may use.</param>
/// <param name="MemoryBytes">Resident bytes that it may use.</param>
internal sealed record WorkerJob(ExtractionPlan Plan, string LogsDirectory, IReadOnlyList<string>? Expected, IReadOnlyList<FileSurvey> Surveys, long CpuSeconds, long MemoryBytes)
{
    public const int LongestJson = 64 * 1024 * 1024;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, WorkerJson.Default.WorkerJob);

    /// <exception cref="JsonException"/>
    public static WorkerJob FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, WorkerJson.Default.WorkerJob) ?? throw new JsonException("There is no job.");
}

/// <summary>What parent and worker say to each other. Strict, and compiled: a worker lives for seconds and cannot spend them on reflection.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(WorkerJob))]
[JsonSerializable(typeof(FileFrame))]
[JsonSerializable(typeof(FileSurvey))]
[JsonSerializable(typeof(Confined))]
internal sealed partial class WorkerJson : JsonSerializerContext;
