using System.Text.Json;
using System.Text.Json.Serialization;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>What the worker is told: one line of JSON on its standard input, which then stays open while the parent lives.</summary>
internal sealed record WorkerOrder(ExtractionPlan Plan, string LogsDirectory, IReadOnlyList<string>? Expected, int MaxLineBytes);

/// <summary>What the worker says: one JSON object a line.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "frame")]
[JsonDerivedType(typeof(RowFrame), "row")]
[JsonDerivedType(typeof(RejectFrame), "reject")]
[JsonDerivedType(typeof(FileFrame), "file")]
[JsonDerivedType(typeof(AbsentFrame), "absent")]
[JsonDerivedType(typeof(ProgressFrame), "progress")]
[JsonDerivedType(typeof(DoneFrame), "done")]
[JsonDerivedType(typeof(FailureFrame), "failure")]
internal abstract record WorkerFrame;

/// <param name="Values">The planned fields of the row's window, in order, and nothing else.</param>
internal sealed record RowFrame(RowGate Gate, IReadOnlyList<RowValue> Values) : WorkerFrame;

/// <summary>A record that could not be read, told without its content.</summary>
/// <param name="Reason">blank, nul, encoding, too-long, shape, columns, duplicate-name or time.</param>
internal sealed record RejectFrame(int Item, string Source, string File, long Line, long Offset, string Reason, bool PossiblySubject) : WorkerFrame;

/// <summary>A file that was read to its end.</summary>
/// <param name="Change"><c>none</c>, or <c>grew</c>: then only the bytes that it had at the opening were read.</param>
/// <param name="WithoutKey">Good records that have no part that could hold a subject's key.</param>
internal sealed record FileFrame(int Item, string Source, string Path, long Size, string Sha256, long Lines, long Records, long WithoutKey, string Change) : WorkerFrame;

/// <summary>A day inside a window for which there is no file.</summary>
internal sealed record AbsentFrame(int Item, string Source, string Path) : WorkerFrame;

internal sealed record ProgressFrame(double Done) : WorkerFrame;

internal sealed record DoneFrame : WorkerFrame;

internal sealed record FailureFrame(string Code, string Sentence) : WorkerFrame;

/// <summary>The one way in which parent and worker write JSON to each other.</summary>
internal static class Wire
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };
}
