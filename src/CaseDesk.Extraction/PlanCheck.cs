using CaseDesk.Extraction.Reading;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>What a plan must be before a process is started for it. The policy engine makes no other; this is for the day it does.</summary>
internal static class PlanCheck
{
    /// <exception cref="SourceException"/>
    public static void Check(ExtractionPlan plan)
    {
        foreach (var read in plan.Reads)
        {
            var source = read.Source.Name;
            _ = new RecordClock(read.Source);
            if (read.Source.Format == SourceFormat.Regex)
                _ = RegexFormat.Compile(read.Source);
            Require(read.Subjects.Count > 0, source, "names no subject");
            Require(read.Windows.Count > 0, source, "has no window");
            Require(read.Windows.All(w => w.From < w.To && w.Fields.Count > 0), source, "has an empty window");
            Require(read.Windows.Zip(read.Windows.Skip(1)).All(pair => pair.First.To <= pair.Second.From), source, "has windows that overlap or are out of order");
            Require(read.Windows.All(w => w.Fields.DistinctBy(f => f.Name).Count() == w.Fields.Count), source, "names a field twice");
            Require(read.Subjects.All(s => SubjectMatch.Normalise(s.Type, s.Value, s.FoldCase) is not null), source, "has a subject that is no identifier of its type");
            Require(read.Subjects.All(s => s.Port is null || s.PortFrom is not null), source, "has a port that the source cannot tell");
            Require(plan.Reads.All(r => !string.Equals(r.Source.Name, source, StringComparison.Ordinal) || r.Source == read.Source), source, "describes the source in two ways");
        }
    }

    private static void Require(bool holds, string source, string what)
    {
        if (!holds)
            throw new SourceException(Reasons.PlanInvalid, $"The plan's read of source '{source}' {what}.");
    }
}
