namespace CaseDesk.Policy;

/// <summary>
/// Compiles what a reviewer approved into exactly what may be read. The plan lies inside the scope decision and inside
/// the verdict; where a verdict asks for more, nothing is compiled.
/// </summary>
public static class PlanCompiler
{
    /// <summary>Compiles a plan. Items without a verdict are not read.</summary>
    /// <param name="requestNumber">Number of the request, <c>CD-2026-000123</c>.</param>
    /// <param name="scopeHash">Hash of the decision that the reviewer saw.</param>
    /// <param name="policy">The version that the decision was made under.</param>
    /// <exception cref="WiderThanAllowedException">A verdict, or the decision itself, goes beyond what is allowed.</exception>
    /// <exception cref="ArgumentException">The decision was made under another policy, or an item has two verdicts.</exception>
    public static ExtractionPlan Compile(
        string requestNumber,
        string scopeHash,
        RequestFacts facts,
        PolicyDocument policy,
        ScopeDecision decision,
        IReadOnlyList<ItemVerdict> verdicts)
    {
        if (!string.Equals(decision.PolicyVersion, policy.Id, StringComparison.Ordinal))
        {
            throw new ArgumentException($"The decision was made under {decision.PolicyVersion}, not {policy.Id}.", nameof(policy));
        }

        var reads = new List<PlannedRead>();
        foreach (var verdict in verdicts.OrderBy(verdict => verdict.Item))
        {
            if (verdicts.Count(other => other.Item == verdict.Item) > 1)
            {
                throw new ArgumentException(FormattableString.Invariant($"Item {verdict.Item} has two verdicts."), nameof(verdicts));
            }

            var item = facts.Items.FirstOrDefault(item => item.Item == verdict.Item);
            var decided = decision.Items.FirstOrDefault(item => item.Item == verdict.Item);
            if (item is null || decided is null)
            {
                throw new WiderThanAllowedException(verdict.Item, "the request has no such item.");
            }

            reads.AddRange(Reads(item, policy, Approved.By(verdict, decided, item, policy, facts.ServedAt)));
        }

        return new ExtractionPlan(requestNumber, policy.Id, scopeHash, reads);
    }

    private static IEnumerable<PlannedRead> Reads(ItemFacts item, PolicyDocument policy, IReadOnlyList<ApprovedField> approved)
    {
        foreach (var source in policy.Sources)
        {
            var windows = Windows([.. approved.Where(field => string.Equals(field.Source.Name, source.Name, StringComparison.Ordinal))], source);
            if (windows.Count == 0)
            {
                continue;
            }

            var subjects = Subjects.Fitting(item.Identifiers, source);
            if (subjects.Count == 0)
            {
                throw new WiderThanAllowedException(item.Item, $"{source.Name} cannot be searched by any identifier of the item.");
            }

            yield return new PlannedRead(item.Item, PlannedSource.Of(source), subjects, windows);
        }
    }

    // The periods are cut at every instant where the set of allowed fields changes, so that each window has one allow-list.
    private static List<PlannedWindow> Windows(List<ApprovedField> approved, SourceDefinition source)
    {
        DateTimeOffset[] cuts = [.. approved.SelectMany(field => new[] { field.Period.From, field.Period.To }).Distinct().Order()];
        var windows = new List<PlannedWindow>();
        foreach (var (from, to) in cuts.Zip(cuts.Skip(1)))
        {
            var fields = source.Fields
                .Where(field => approved.Exists(allowed => ReferenceEquals(allowed.Field, field) && allowed.Period.From <= from && to <= allowed.Period.To))
                .Select(field => new PlannedField(field.Name, field.From, field.Derive, field.Parameter))
                .ToList();
            if (fields.Count == 0)
            {
                continue;
            }

            if (windows.Count > 0 && windows[^1].To == from && windows[^1].Fields.SequenceEqual(fields))
            {
                windows[^1] = windows[^1] with { To = to };
            }
            else
            {
                windows.Add(new PlannedWindow(from, to, fields));
            }
        }

        return windows;
    }
}
