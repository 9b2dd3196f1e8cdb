namespace CaseDesk.Policy;

/// <summary>Reads a plan strictly: a plan that was tampered with, cut short or made for another version must not run.</summary>
internal static class PlanReader
{
    public static ExtractionPlan Read(string json) => JsonMembers.Read(json, "plan", plan => new ExtractionPlan(
        plan.Text("request"),
        plan.Text("policyVersion"),
        plan.Text("scopeHash"),
        plan.Each("reads", Read)));

    private static PlannedRead Read(JsonMembers read)
    {
        var result = new PlannedRead(read.Integer("item"), read.Object("source", Source), read.Each("subjects", Subject), read.Each("windows", Window));
        if (result.Subjects.Count == 0 || result.Windows.Count == 0)
        {
            throw new FormatException($"{read.Path}: a read needs a subject and a window.");
        }

        if (result.Windows.Zip(result.Windows.Skip(1)).Any(pair => pair.First.To > pair.Second.From))
        {
            throw new FormatException($"{read.Path}: the windows overlap or are out of order.");
        }

        return result;
    }

    private static PlannedSource Source(JsonMembers source)
    {
        var read = new PlannedSource(
            source.Text("name"),
            source.Word<SourceFormat>("format"),
            source.Word<SourceCompression>("compression"),
            source.Text("location"),
            source.OptionalText("timeFrom"),
            source.Word<TimeFormat>("timeFormat"),
            source.Text("caveat"))
        {
            Encoding = source.OptionalWord<SourceEncoding>("encoding", default),
            Zone = source.OptionalText("zone"),
            Year = source.OptionalInteger("year"),
            Pattern = source.OptionalText("pattern"),
            Lateness = source.OptionalSpan("lateness", Durations.UsualLateness, Durations.LongestLateness),
            LiteralSafe = source.OptionalFlag("literalSafe", usual: true),
            SortedBy = source.OptionalText("sortedBy"),
            Engine = source.OptionalWord<SourceEngine>("engine", default),
        };

        return read.Pattern is not null == (read.Format == SourceFormat.Regex)
            ? read
            : throw new FormatException($"{source.Path}: format regex and pattern go together.");
    }

    private static PlannedSubject Subject(JsonMembers subject)
    {
        var read = new PlannedSubject(
            subject.Text("type"),
            subject.Text("value"),
            subject.Text("from"),
            subject.OptionalInteger("port"),
            subject.OptionalText("portFrom"))
        {
            FoldCase = subject.OptionalFlag("foldCase", usual: false),
        };

        // One without the other would match more than was allowed, or nothing.
        return read.Port is null == read.PortFrom is null
            ? read
            : throw new FormatException($"{subject.Path}: port and portFrom go together.");
    }

    private static PlannedWindow Window(JsonMembers window)
    {
        var read = new PlannedWindow(
            window.Instant("from"),
            window.Instant("to"),
            window.Each("fields", Field));

        return read.From < read.To && read.Fields.Count > 0
            ? read
            : throw new FormatException($"{window.Path}: a window is not empty and has fields.");
    }

    private static PlannedField Field(JsonMembers field)
    {
        var read = new PlannedField(field.Text("name"), field.Text("from"), field.OptionalWord<Derivation>("derive"), field.OptionalText("parameter"));

        return PlannedField.NamesParameter(read.Derive) == read.Parameter is not null
            ? read
            : throw new FormatException($"{field.Path}: parameter goes with a derivation that is about one.");
    }
}
