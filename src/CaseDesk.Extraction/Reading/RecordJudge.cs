namespace CaseDesk.Extraction.Reading;

/// <summary>Judges records one by one for a whole reading and for a look-up alike, so that both come to the same findings.</summary>
/// <param name="take">Called with a sound record that may concern a subject; answers null, or why the record is rejected after all.</param>
internal sealed class RecordJudge(RecordFormat format, Func<long, string?> take)
{
    private readonly List<RejectedRecord> damaged = [];
    private readonly List<RejectedRecord> unusable = [];

    public long Damaged { get; private set; }

    public long Unusable { get; private set; }

    public long PossiblySubject { get; private set; }

    public long TooLong { get; private set; }

    public IReadOnlyList<RejectedRecord> DamagedListed => damaged;

    public FileFindings Findings => new(Unusable, PossiblySubject, unusable);

    /// <param name="known">A reason that was found before the record could be parsed.</param>
    public void Judge(ReadOnlyMemory<byte> record, bool mayConcern, long line, long offset, string? known)
    {
        if (known is null && record.Span.Trim(" \t"u8).IsEmpty)
            known = Reasons.RejectedBlank;
        if (known is not null)
        {
            Damage(line, offset, known, mayConcern);
            return;
        }

        if (format.Take(record, mayConcern) is { } reason)
        {
            // What is wrong only with what the look-up asks for is no damage of the file.
            if (mayConcern && format.Take(record, false) is null)
                Unuse(line, offset, reason);
            else
                Damage(line, offset, reason, mayConcern);
        }
        else if (mayConcern && take(line) is { } after)
        {
            Unuse(line, offset, after);
        }
    }

    /// <summary>For a record of a format whose rows are never damaged one by one.</summary>
    public void JudgeParsed(long line)
    {
        if (take(line) is { } reason)
            Unuse(line, 0, reason);
    }

    /// <summary>A record that no buffer holds may be anyone's.</summary>
    public void PassOver(long line, long offset)
    {
        TooLong++;
        Damage(line, offset, Reasons.RejectedTooLong, mayConcern: true);
    }

    private void Damage(long line, long offset, string reason, bool mayConcern)
    {
        Damaged++;
        PossiblySubject += mayConcern ? 1 : 0;
        if (damaged.Count < FileSurvey.MostListed)
            damaged.Add(new RejectedRecord(line, offset, reason));
    }

    private void Unuse(long line, long offset, string reason)
    {
        Unusable++;
        PossiblySubject++;
        if (unusable.Count < FileSurvey.MostListed)
            unusable.Add(new RejectedRecord(line, offset, reason));
    }
}
