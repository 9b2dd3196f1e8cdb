using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>What the frames of a job add up to.</summary>
internal sealed class Collected(ExtractionPlan plan, ExtractionLimits limits)
{
    public const int MostListed = 1_000;

    private readonly SecondGate _gate = new(plan);
    private long _rowBytes;

    public List<ExtractedRow> Rows { get; } = [];

    public List<FileFrame> Files { get; } = [];

    public Dictionary<(int Item, string Source, string File), (long All, long PossiblySubject)> Rejects { get; } = [];

    /// <summary>The first of them; all are counted in <see cref="Rejects"/>.</summary>
    public List<RejectFrame> ListedRejects { get; } = [];

    public Dictionary<(int Item, string Source), (long All, List<string> Listed)> Absent { get; } = [];

    public long RejectedRecords { get; private set; }

    public bool Done { get; private set; }

    /// <param name="bytes">Size of the frame on the wire.</param>
    /// <exception cref="ExtractionFailure">The job must end; nothing may be stored.</exception>
    public void Take(WorkerFrame frame, int bytes)
    {
        if (Done)
            throw new ExtractionFailure("worker-protocol", "The worker went on after it had said that it was done.");
        switch (frame)
        {
            case RowFrame row:
                TakeRow(new ExtractedRow(row.Gate, row.Values), bytes);
                break;
            case RejectFrame reject:
                TakeReject(reject);
                break;
            case FileFrame file:
                Files.Add(file);
                break;
            case AbsentFrame absent:
                TakeAbsent(absent);
                break;
            case DoneFrame:
                Done = true;
                break;
            case FailureFrame failure:
                throw new ExtractionFailure(failure.Code, failure.Sentence);
        }
    }

    /// <summary>Item, source in plan order, instant, file, line: the same on every repetition.</summary>
    public void Sort()
    {
        var order = plan.Reads.Select((read, index) => ((read.Item, read.Source.Name), index)).ToDictionary(p => p.Item1, p => p.index);
        Rows.Sort((a, b) =>
        {
            var (x, y) = (a.Gate, b.Gate);
            var by = x.Item.CompareTo(y.Item);
            by = by != 0 ? by : order[(x.Item, x.Source)].CompareTo(order[(y.Item, y.Source)]);
            by = by != 0 ? by : Nullable.Compare(x.Instant, y.Instant);
            by = by != 0 ? by : string.CompareOrdinal(x.File, y.File);
            return by != 0 ? by : x.Line.CompareTo(y.Line);
        });
    }

    private void TakeRow(ExtractedRow row, int bytes)
    {
        if (_gate.Check(row) is { } wrong)
            throw new ExtractionFailure("gate", $"The second gate stopped a row that the plan does not allow: {wrong}.");
        _rowBytes += bytes;
        if (Rows.Count >= limits.MaxRows || _rowBytes > limits.MaxRowBytes)
            throw new ExtractionFailure("too-many-rows", "The approved scope gives more rows than one job may hold; narrow it by time or by field.");
        Rows.Add(row);
    }

    private void TakeReject(RejectFrame reject)
    {
        RejectedRecords++;
        var key = (reject.Item, reject.Source, reject.File);
        var (all, possibly) = Rejects.GetValueOrDefault(key);
        Rejects[key] = (all + 1, possibly + (reject.PossiblySubject ? 1 : 0));
        if (ListedRejects.Count < MostListed)
            ListedRejects.Add(reject);
    }

    private void TakeAbsent(AbsentFrame absent)
    {
        var key = (absent.Item, absent.Source);
        var (all, listed) = Absent.TryGetValue(key, out var known) ? known : (0, []);
        if (listed.Count < MostListed)
            listed.Add(absent.Path);
        Absent[key] = (all + 1, listed);
    }
}
