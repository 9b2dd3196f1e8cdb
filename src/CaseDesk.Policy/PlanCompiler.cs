namespace CaseDesk.Policy;

/// <summary>Compiles a reviewer's verdicts into exactly what may be read: the decision's answers cut by the verdicts, and nothing beside them.</summary>
public static class PlanCompiler
{
    /// <summary>Compiles a plan.</summary>
    /// <param name="requestNumber">Number of the request, <c>CD-2026-000123</c>.</param>
    /// <param name="scopeHash">Hash of the decision that the reviewer saw.</param>
    /// <param name="facts">The facts of that decision.</param>
    /// <param name="policy">The policy of that decision.</param>
    /// <param name="decision">The decision that the reviewer saw.</param>
    /// <param name="verdicts">At most one for each item; an item without one is not read.</param>
    /// <exception cref="WiderThanAllowedException">A narrowing names a field or a period that is not allowed, or a verdict an item that does not exist.</exception>
    /// <exception cref="ArgumentException">The decision was made under another policy, or two verdicts speak of one item.</exception>
    public static ExtractionPlan Compile(
        string requestNumber, string scopeHash, RequestFacts facts, PolicyDocument policy, ScopeDecision decision, IReadOnlyList<ItemVerdict> verdicts)
    {
        if (!string.Equals(decision.PolicyVersion, policy.Id, StringComparison.Ordinal))
            throw new ArgumentException($"The decision was made under {decision.PolicyVersion}, not under {policy.Id}.", nameof(decision));
        if (verdicts.GroupBy(v => v.Item).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Two verdicts speak of item {twice.Key}.", nameof(verdicts));
        if (verdicts.FirstOrDefault(v => decision.Items.All(i => i.Item != v.Item)) is { } stray)
            throw new WiderThanAllowedException(stray.Item, "the request has no such item.");

        var reads =
            from item in facts.Items
            join decided in decision.Items on item.Item equals decided.Item
            join verdict in verdicts on item.Item equals verdict.Item
            orderby item.Item
            let allowed = Cut(Allowed(decided), verdict)
            from source in policy.Sources
            let subjects = Subjects(item, source)
            let windows = Windows(source, [.. allowed.Where(a => a.Source == source.Name)])
            where subjects.Count > 0 && windows.Count > 0
            select new PlannedRead(item.Item, Planned(source), subjects, windows);
        return new ExtractionPlan(requestNumber, policy.Id, scopeHash, [.. reads]);
    }

    /// <summary>What a reviewer can let through. Overdue data is the reviewer's to decide, with a reason, and approving or narrowing is that decision.</summary>
    private static List<ScopeAnswer> Allowed(ItemDecision decided) =>
        [.. decided.Answers.Where(a => a.Outcome is Outcome.Available or Outcome.Preserved or Outcome.Overdue)];

    private static List<ScopeAnswer> Cut(List<ScopeAnswer> allowed, ItemVerdict verdict)
    {
        if (verdict.Decision == Verdict.Approve) return allowed;
        if (verdict.Decision != Verdict.Narrow) return [];

        if (verdict.Fields is { } fields)
        {
            if (fields.FirstOrDefault(f => allowed.All(a => $"{a.Source}.{a.Field}" != f)) is { } stray)
                throw new WiderThanAllowedException(verdict.Item, $"\"{stray}\" is not among the available fields.");
            allowed = [.. allowed.Where(a => fields.Contains($"{a.Source}.{a.Field}", StringComparer.Ordinal))];
        }
        if (allowed.Count == 0 || (verdict.From is null && verdict.To is null)) return allowed;

        var (first, last) = (allowed.Min(a => a.From), allowed.Max(a => a.To));
        var (from, to) = ((verdict.From ?? first).ToUniversalTime(), (verdict.To ?? last).ToUniversalTime());
        if (from < first || to > last || from >= to)
            throw new WiderThanAllowedException(verdict.Item, $"the period [{Instants.Text(from)}, {Instants.Text(to)}) is empty or reaches beyond the available one, [{Instants.Text(first)}, {Instants.Text(last)}).");
        return
        [
            .. allowed.Select(a => a with { From = Instants.Later(a.From, from), To = Instants.Earlier(a.To, to) }).Where(a => a.From < a.To),
        ];
    }

    /// <summary>Split wherever the set of allowed fields changes, so that a record is only ever read with the fields of its own instant.</summary>
    private static List<PlannedWindow> Windows(SourceDefinition source, List<ScopeAnswer> allowed)
    {
        List<PlannedWindow> windows = [];
        DateTimeOffset[] edges = [.. allowed.SelectMany(a => new[] { a.From, a.To }).Distinct().Order()];
        for (var i = 1; i < edges.Length; i++)
        {
            var (from, to) = (edges[i - 1], edges[i]);
            List<PlannedField> fields =
            [
                .. source.Fields.Where(f => f.NeverDisclosed is null && allowed.Any(a => a.Field == f.Name && a.From <= from && to <= a.To)).Select(f => new PlannedField(f.Name, f.From)),
            ];
            if (fields.Count == 0) continue;
            if (windows.Count > 0 && windows[^1].To == from && windows[^1].Fields.SequenceEqual(fields)) windows[^1] = windows[^1] with { To = to };
            else windows.Add(new PlannedWindow(from, to, fields));
        }
        return windows;
    }

    private static List<PlannedSubject> Subjects(ItemFacts item, SourceDefinition source)
    {
        var port = source.Field("port")?.From;
        List<PlannedSubject> subjects = [];
        foreach (var identifier in item.Identifiers.Where(i => ScopeEngine.Fits(i, source)))
        {
            if (source.Field(source.SubjectKeys[identifier.Type]) is not { } key) continue;
            IdentifierText.TryNormalise(identifier.Type, identifier.Value, out var value, out _);
            var byPort = identifier.Type == "ip" && identifier.Port is not null && port is not null;
            subjects.Add(new PlannedSubject(identifier.Type, value, key.From, byPort ? identifier.Port : null, byPort ? port : null));
        }
        return [.. subjects.Distinct()];
    }

    private static PlannedSource Planned(SourceDefinition source) => new(
        source.Name, source.Format, source.Compression, source.Location,
        source.TimeField is { } time ? source.Field(time)?.From : null, source.TimeFormat, source.Caveat);
}
