namespace CaseDesk.Extraction.Engines;

/// <summary>
/// Collects the records of one source for all reads of a plan. What differs between stores stays behind it: here files; a distributed store
/// (its shards in place of files) is one more of these, and the conformance suite asks the same of it.
/// </summary>
internal abstract class Collector
{
    /// <summary>Stored bytes that will be read or passed over; known before the first of them is.</summary>
    public abstract long BytesPlanned { get; }

    /// <summary>Full paths of all files that must be readable for it.</summary>
    public abstract IReadOnlyList<string> Paths { get; }

    /// <summary>Reads all, and says every row and every file.</summary>
    /// <exception cref="SourceException">The source is not whole, or cannot be read as described.</exception>
    public abstract void Collect(Meter meter);
}
