using System.Text.Json;
using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Working;

/// <summary>All that the worker is told: one JSON line on its standard input. The plan stands in it as its hash was recorded.</summary>
/// <param name="Expected">Relative paths that the store held when the scope was decided, where known.</param>
/// <param name="Surveys">Surveys of planned files that were made before; the worker finds out whether they still hold.</param>
/// <param name="CheckAfter">A known file whose every byte was taken into its checksum less long ago is known by what the system tells of it.</param>
/// <param name="CpuSeconds">Processor time that it may use.</param>
/// <param name="MemoryBytes">Resident bytes that it may use.</param>
internal sealed record WorkerJob(ExtractionPlan Plan, string LogsDirectory, IReadOnlyList<string>? Expected, IReadOnlyList<FileSurvey> Surveys, TimeSpan CheckAfter, long CpuSeconds, long MemoryBytes)
{
    public const int LongestJson = 64 * 1024 * 1024;

    public byte[] ToJson() => WorkerWords.ToJson(json =>
    {
        json.WriteStartObject();
        json.WritePropertyName("plan");
        PlanJson.ToJson(Plan).WriteTo(json);
        json.WriteString("logsDirectory", LogsDirectory);
        if (Expected is not null)
        {
            json.WriteStartArray("expected");
            foreach (var path in Expected)
                json.WriteStringValue(path);
            json.WriteEndArray();
        }

        json.WriteStartArray("surveys");
        foreach (var survey in Surveys)
            json.Write(survey);
        json.WriteEndArray();
        json.WriteNumber("checkAfterMilliseconds", (long)CheckAfter.TotalMilliseconds);
        json.WriteNumber("cpuSeconds", CpuSeconds);
        json.WriteNumber("memoryBytes", MemoryBytes);
        json.WriteEndObject();
    });

    /// <exception cref="JsonException"/>
    public static WorkerJob FromJson(ReadOnlyMemory<byte> json) => WorkerWords.FromJson(json, job => new WorkerJob(
        PlanJson.Parse(job.GetProperty("plan").GetRawText()),
        WorkerWords.Text(job, "logsDirectory"),
        job.TryGetProperty("expected", out var expected) ? WorkerWords.Texts(expected) : null,
        [.. job.GetProperty("surveys").EnumerateArray().Select(WorkerWords.Survey)],
        TimeSpan.FromMilliseconds(WorkerWords.Number(job, "checkAfterMilliseconds")),
        WorkerWords.Number(job, "cpuSeconds"),
        WorkerWords.Number(job, "memoryBytes")));
}
