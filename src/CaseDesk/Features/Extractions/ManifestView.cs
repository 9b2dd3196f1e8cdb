using System.Text.Json.Nodes;

namespace CaseDesk.Features.Extractions;

/// <summary>A manifest (docs/manifest.md) as a page tells it.</summary>
public sealed record ManifestView(
    string Minimisation, IReadOnlyList<FileRead> Files, long Absent, IReadOnlyList<LineRejected> Rejected, long RejectedCount, long RejectedPossiblySubject, IReadOnlyList<SectionCount> Rows, long RowCount, IReadOnlyList<OutputFile> Outputs)
{
    public long Lines => Files.Sum(f => f.Lines);

    public static ManifestView Of(JsonNode manifest)
    {
        var result = manifest["result"]!;
        return new ManifestView(
            Text(result, "minimisation"),
            Each(result, "files", f => new FileRead(Text(f, "source"), Text(f, "path"), Whole(f, "size"), Whole(f, "lines"), Whole(f, "rejected"), Text(f, "sha256"), Text(f, "change"))),
            Whole(result, "absentCount"),
            Each(result, "rejected", r => new LineRejected(Text(r, "source"), Text(r, "file"), Whole(r, "line"), Text(r, "reason"))),
            Whole(result, "rejectedCount"),
            Whole(result, "rejectedPossiblySubject"),
            Each(result, "rows", r => new SectionCount((int)Whole(r, "item"), Text(r, "source"), Whole(r, "count"), Text(r, "firstInstant"), Text(r, "lastInstant"))),
            Whole(result, "rowCount"),
            [.. result["outputs"]!.AsObject().Select(o => new OutputFile(o.Key, Whole(o.Value!, "size"), Text(o.Value!, "sha256")))]);
    }

    private static IReadOnlyList<T> Each<T>(JsonNode of, string name, Func<JsonNode, T> read) => [.. of[name]!.AsArray().Select(part => read(part!))];

    private static string Text(JsonNode of, string name) => of[name]!.GetValue<string>();

    private static long Whole(JsonNode of, string name) => of[name]!.GetValue<long>();
}

/// <param name="Change"><c>none</c>, or that the file grew while it was read.</param>
public sealed record FileRead(string Source, string Path, long Size, long Lines, long Rejected, string Sha256, string Change);

public sealed record LineRejected(string Source, string File, long Line, string Reason);

/// <param name="FirstInstant">RFC 3339; empty where there is no row, or no time.</param>
public sealed record SectionCount(int Item, string Source, long Count, string FirstInstant, string LastInstant);

public sealed record OutputFile(string Name, long Size, string Sha256);
