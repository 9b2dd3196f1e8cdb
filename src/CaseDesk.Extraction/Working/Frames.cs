using CaseDesk.Extraction.Reading;

namespace CaseDesk.Extraction.Working;

/// <summary>What the worker says, one JSON line each.</summary>
internal abstract record Frame;

internal sealed record ProgressFrame(ExtractionProgress Progress) : Frame;

internal sealed record RowFrame(GatedRow Row) : Frame;

/// <summary>One file read as far as the plan needs it.</summary>
/// <param name="Sha256">Of the bytes as stored; from the survey where one was known.</param>
/// <param name="PossiblySubject">Rejected records that may be the subject's.</param>
/// <param name="Listed">The first of the rejected records, in order of line.</param>
/// <param name="Columns">The only columns whose bytes were read; null where every byte was.</param>
/// <param name="Engine">What found the records.</param>
/// <param name="Known">Its hash and counts are those of a survey that was made before.</param>
/// <param name="CheckedAt">When it was last opened to take every byte of it into a checksum.</param>
/// <param name="Surveyed">What is to be kept of it: the survey that was made, or was held against every byte, now.</param>
internal sealed record FileFrame(
    string Source, string Path, long Size, string Sha256, bool Grew, long Lines, long Records, long Rejected, long PossiblySubject,
    IReadOnlyList<RejectedRecord> Listed, IReadOnlyList<string>? Columns, string Engine, bool Known, DateTimeOffset CheckedAt, FileSurvey? Surveyed) : Frame;

/// <summary>A file that the store does not have yet: it would be about the very end of the last window.</summary>
internal sealed record AbsentFrame(string Source, string Path) : Frame;

internal sealed record FailedFrame(string Reason, string Message) : Frame;

/// <summary>The worker is done, and this many rows should have arrived.</summary>
/// <param name="Walls">What the system enforced around it.</param>
/// <param name="Milliseconds">From the first byte that was read to the last, without the start of the process.</param>
/// <param name="User">Number of the user as whom it ran; -1 where the system has none.</param>
internal sealed record EndFrame(long Rows, Confined Walls, long User, long Milliseconds) : Frame;
