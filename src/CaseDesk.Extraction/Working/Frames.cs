namespace CaseDesk.Extraction.Working;

/// <summary>What the worker says, one JSON line each.</summary>
internal abstract record Frame;

internal sealed record ProgressFrame(ExtractionProgress Done) : Frame;

internal sealed record RowFrame(GatedRow Row) : Frame;

/// <summary>One file read to its end.</summary>
internal sealed record FileFrame(
    string Source, string Path, long Size, string Sha256, bool Grew, long Lines, long Records, long Rejected, long RejectedPossiblySubject) : Frame;

/// <summary>One rejected record; the worker lists no more than <see cref="Worker.MostListed"/> of them.</summary>
internal sealed record RejectedFrame(string Source, string Path, long Line, long Offset, string Reason) : Frame;

/// <summary>A day inside a window for which the store has no file.</summary>
internal sealed record AbsentFrame(string Source, string Path) : Frame;

internal sealed record FailedFrame(string Reason, string Message) : Frame;

/// <summary>The worker is done, and this many rows should have arrived.</summary>
/// <param name="WritingForbidden">The system refuses the worker every write to a file.</param>
internal sealed record EndFrame(long Rows, bool WritingForbidden) : Frame;
