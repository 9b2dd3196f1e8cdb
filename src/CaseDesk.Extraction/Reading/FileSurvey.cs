using CaseDesk.Policy;

namespace CaseDesk.Extraction.Reading;

/// <summary>A record that could not be read: where it stands and why, never what it says.</summary>
/// <param name="Line">Physical line, from 1.</param>
/// <param name="Offset">Bytes from the start of the unpacked file.</param>
internal sealed record RejectedRecord(long Line, long Offset, string Reason);

/// <summary>
/// What one whole reading of a file found that holds for every look-up in it: its hash, its counts, its damaged records. It is made once and kept, so that
/// later look-ups need not parse other people's records again; <see cref="Checksum"/> shows from time to time that the bytes are still the same.
/// </summary>
/// <param name="Reading">What of the source's description the findings depend on.</param>
/// <param name="Sha256">Of the bytes as stored.</param>
/// <param name="Checksum">XXH3-128 of the bytes as stored.</param>
/// <param name="Lines">Physical lines; for Parquet rows.</param>
/// <param name="Rejected">Records that are damaged whoever asks.</param>
/// <param name="TooLong">How many of them are longer than a record may be: each may be anyone's.</param>
/// <param name="BrokenQuotes">How many of them broke a CSV record's bounds.</param>
/// <param name="EndsOpen">The last line has no newline and was taken as a record.</param>
/// <param name="Listed">The first of the rejected, at most <see cref="MostListed"/>.</param>
/// <param name="CheckedAt">When the file was last opened to take every byte of it into the checksum.</param>
/// <param name="Parquet">What a Parquet file says of itself; null for text.</param>
/// <param name="Newlines">How many stand in each whole block of <see cref="ScanPass.BlockSize"/> bytes, so that none need be counted again; empty for what is packed, and for Parquet.</param>
internal sealed record FileSurvey(
    string Source, string Path, FileStamp? Stamp, string Reading, string Sha256, string Checksum, long Lines, long Records, long Rejected, long TooLong, long BrokenQuotes, bool EndsOpen,
    IReadOnlyList<RejectedRecord> Listed, DateTimeOffset CheckedAt, IReadOnlyList<int> Newlines, ParquetDescription? Parquet)
{
    /// <summary>Rejected records listed one by one; all are counted.</summary>
    public const int MostListed = 1000;

    /// <summary>False for what no reading can have found: kept by another version, or by nobody.</summary>
    public bool IsPlausible() =>
        Lines >= 0 && Records >= 0 && Rejected >= 0 && Rejected <= Records && TooLong >= 0 && TooLong <= Rejected && BrokenQuotes >= 0 && Listed.Count == Math.Min(Rejected, MostListed)
        && Listed.All(r => r.Line > 0 && r.Offset >= 0 && Reasons.IsRejection(r.Reason))
        && Newlines.All(n => n is >= 0 and <= ScanPass.BlockSize) && Newlines.Sum(n => (long)n) <= Lines && (Newlines.Count == 0 || Stamp is not null && Newlines.Count == Stamp.Size / ScanPass.BlockSize);

    /// <summary>No newline stands inside a record.</summary>
    public bool IsOneLineEach(SourceFormat format) => format != SourceFormat.Csv || Lines == Records + 1;

    /// <summary>Everything of a source's description on which a survey depends.</summary>
    public static string ReadingOf(PlannedSource source, IEnumerable<string> parts) => string.Join('\n', [
        Names.Of(source.Format), Names.Of(source.Compression), Names.Of(source.Encoding), source.Pattern ?? "",
        // A column that is missing fails the reading; so it is part of what was found.
        source.Format == SourceFormat.Csv ? string.Join(',', parts.Order(StringComparer.Ordinal)) : "",
        source.Format == SourceFormat.Parquet ? source.TimeFrom ?? "" : "",
    ]);
}

/// <summary>What a Parquet file says of itself, read once: each question to the file reads its description anew.</summary>
/// <param name="Columns">Top columns in their order, each with DuckDB's type; null where it has parts.</param>
/// <param name="InstantsAreReadable">Every row has an instant in the source's column of times, and a calendar has it.</param>
internal sealed record ParquetDescription(IReadOnlyList<(string Name, string? Type)> Columns, bool InstantsAreReadable);

/// <summary>What one look-up in one file found besides rows.</summary>
/// <param name="Rejected">Records of which only the look-up shows that they cannot be read: a time that is none, a name that stands twice.</param>
/// <param name="PossiblySubject">Rejected records of any kind that may be the subject's.</param>
/// <param name="Listed">The first of <paramref name="Rejected"/>.</param>
internal sealed record FileFindings(long Rejected, long PossiblySubject, IReadOnlyList<RejectedRecord> Listed);
