using System.Text.Json;
using CaseDesk.Ledger;

namespace CaseDesk.Verify;

/// <summary>
/// Whether what was produced is what was approved: the data within the plan, the plan within the scope decision, and both those that the ledger's entry of the
/// decision names. A report carries all of them, so that nobody has to be believed.
/// </summary>
internal sealed class ApprovalFindings(FindingList findings)
{
    private const string DecideAction = "decision.decide";
    private static readonly string[] MayLeave = ["available", "overdue", "preserved"];

    /// <summary>The scope decision and the plan are those of the manifest, and neither is wider than what allows it.</summary>
    public void CheckPlan(JsonElement manifest, DisclosureFiles files, CaveatFindings data)
    {
        var scope = Read(files.Scope, DisclosureFiles.ScopeName, manifest.Text("scopeHash"), "scope.hash", "scope decision");
        var plan = Read(files.Plan, DisclosureFiles.PlanName, manifest.Text("planHash"), "plan.hash", "plan");
        if (plan is null)
            return;

        foreach (var name in (string[])["request", "policyVersion", "scopeHash"])
        {
            if (!string.Equals(plan.Value.Text(name), manifest.Text(name), StringComparison.Ordinal))
                findings.Add("plan.other", DisclosureFiles.PlanName, $"The plan's {name} is \"{plan.Value.Text(name)}\", the manifest's \"{manifest.Text(name)}\".");
        }

        if (PlannedReads(plan.Value) is not { } reads)
        {
            findings.Add("plan.malformed", DisclosureFiles.PlanName, "The plan is not of the form that it should have.");
            return;
        }

        CheckReads(manifest, reads);
        if (scope is not null)
            CheckAllowed(scope.Value, reads);
        CheckData(reads, data);
    }

    /// <summary>The ledger's entry of the decision, in the log before the one of the preparation, names this decision and this plan.</summary>
    /// <returns>Null where the report does not carry it, or where it does not hold.</returns>
    public LedgerPlace? CheckDecision(JsonElement manifest, DisclosureFiles files, TlogPolicy? policy, LedgerPlace? prepared)
    {
        if (files.ApprovalEntry is not { } bytes || files.ApprovalProof is not { } proofBytes)
            return null;
        if (LedgerEntry.Parse(bytes) is not { } entry)
        {
            findings.Add("entry.malformed", DisclosureFiles.ApprovalEntryName, "The ledger's entry of the decision is not a JSON object, or has a name twice.");
            return null;
        }

        if (!entry.TellsOf(DecideAction, DisclosureFiles.ApprovalEntryName, findings) || LedgerPlace.Parse(proofBytes, DisclosureFiles.ApprovalProofName, findings) is not { } proof)
            return null;
        foreach (var fact in (string[])["scopeHash", "planHash", "policyVersion"])
        {
            if (!string.Equals(entry.Fact(fact), manifest.Text(fact), StringComparison.Ordinal))
                findings.Add("approval.other", DisclosureFiles.ApprovalEntryName, $"What was approved is not what was carried out: the ledger's entry says {fact} \"{entry.Fact(fact)}\", the manifest \"{manifest.Text(fact)}\".");
        }

        if (entry.Request is not { } request || !string.Equals(request, manifest.Text("request"), StringComparison.Ordinal))
            findings.Add("approval.other", DisclosureFiles.ApprovalEntryName, $"The decision is about request \"{entry.Request}\", the manifest about \"{manifest.Text("request")}\".");
        var place = LedgerPlace.Find(proof, entry, policy, DisclosureFiles.ApprovalProofName, findings);
        if (place is not null && prepared is not null && place.Index >= prepared.Index)
            findings.Add("approval.order", DisclosureFiles.ApprovalEntryName, $"The report was prepared as entry {prepared.Index}, but decided only as entry {place.Index}.", place.Index);
        return place;
    }

    private JsonElement? Read(byte[]? file, string name, string? hash, string code, string what)
    {
        if (file is null)
            return null;
        if (!string.Equals(ManifestFindings.Hex(file), hash, StringComparison.Ordinal))
        {
            findings.Add(code, name, $"This is not the {what} of the manifest: its SHA-256 is {ManifestFindings.Hex(file)}, the manifest says {hash}.");
            return null;
        }

        if (StrictJson.Object(file) is { } json)
            return json;
        findings.Add(code, name, $"The {what} is not a JSON object, or has a name twice.");
        return null;
    }

    private static List<PlannedRead>? PlannedReads(JsonElement plan)
    {
        if (plan.List("reads") is not { } reads)
            return null;
        List<PlannedRead> planned = [];
        foreach (var read in reads)
        {
            if (read.Whole("item") is not { } item || read.Member("source") is not { } source || source.Text("name") is not { } name || source.Text("caveat") is not { } caveat || Windows(read, field => field.Text("name")) is not { } windows)
                return null;
            planned.Add(new PlannedRead(item, name, caveat, windows));
        }

        return planned;
    }

    private static List<PlannedWindow>? Windows(JsonElement read, Func<JsonElement, string?> fieldName)
    {
        List<PlannedWindow> windows = [];
        foreach (var window in read.List("windows") ?? [])
        {
            if (Instant(window, "from") is not { } from || Instant(window, "to") is not { } to || window.List("fields") is not { } fields || fields.Any(field => fieldName(field) is null))
                return null;
            windows.Add(new PlannedWindow(from, to, [.. fields.Select(field => fieldName(field)!)]));
        }

        return windows;
    }

    /// <summary>The manifest says of each read what the plan says.</summary>
    private void CheckReads(JsonElement manifest, List<PlannedRead> planned)
    {
        List<string> said = [.. (manifest.List("reads") ?? []).Select(read => Told(read.Whole("item") ?? 0, read.Text("source") ?? "", Windows(read, field => field.ValueKind == JsonValueKind.String ? field.GetString() : null) ?? []))];
        foreach (var read in planned.Select(read => Told(read.Item, read.Source, read.Windows)).Where(read => !said.Remove(read)))
            findings.Add("manifest.reads", DisclosureFiles.ManifestName, $"The manifest does not say that this was read, which is planned: {read}.");
        foreach (var read in said)
            findings.Add("manifest.reads", DisclosureFiles.ManifestName, $"The manifest says that this was read, which is not planned: {read}.");
    }

    private static string Told(long item, string source, IEnumerable<PlannedWindow> windows) =>
        $"item {item}, {source}: {string.Join("; ", windows.Select(window => $"{window.From:O} to before {window.To:O}: {string.Join(", ", window.Fields)}"))}";

    /// <summary>Each field of each window stands in answers that let it leave, without a gap.</summary>
    private void CheckAllowed(JsonElement scope, List<PlannedRead> planned)
    {
        Dictionary<(long, string, string), List<(DateTimeOffset From, DateTimeOffset To)>> allowed = [];
        foreach (var item in scope.List("items") ?? [])
        {
            foreach (var answer in (item.List("answers") ?? []).Where(answer => MayLeave.Contains(answer.Text("outcome"), StringComparer.Ordinal)))
            {
                if (Instant(answer, "from") is not { } from || Instant(answer, "to") is not { } to)
                    continue;
                var key = (item.Whole("item") ?? 0, answer.Text("source") ?? "", answer.Text("field") ?? "");
                if (!allowed.TryGetValue(key, out var periods))
                    allowed[key] = periods = [];
                periods.Add((from, to));
            }
        }

        foreach (var (read, window, field) in planned.SelectMany(read => read.Windows.SelectMany(window => window.Fields.Select(field => (read, window, field)))))
        {
            var reached = window.From;
            foreach (var (from, to) in allowed.GetValueOrDefault((read.Item, read.Source, field), []).Order())
            {
                if (from <= reached && to > reached)
                    reached = to;
            }

            if (reached < window.To)
                findings.Add("plan.wider", DisclosureFiles.PlanName, $"The plan reads {read.Source}.{field} for item {read.Item} up to {window.To:O}, but the scope decision lets it leave up to {reached:O} only.");
        }
    }

    /// <summary>No column that is not planned, and each caveat in the words that were approved.</summary>
    private void CheckData(List<PlannedRead> planned, CaveatFindings data)
    {
        foreach (var (item, source, caveat, fields) in data.Sections)
        {
            var reads = planned.Where(read => read.Item == item && string.Equals(read.Source, source, StringComparison.Ordinal)).ToList();
            var where = $"{DisclosureFiles.JsonName}, item {item}, source {source}";
            foreach (var field in fields.Except(reads.SelectMany(read => read.Windows).SelectMany(window => window.Fields), StringComparer.Ordinal))
                findings.Add("data.wider", where, $"The data has the column {field} of {source} in item {item}, which is not planned.");
            if (reads.Any(read => !string.Equals(read.Caveat, caveat, StringComparison.Ordinal)))
                findings.Add("caveat.changed", where, $"The caveat of {source} is not in the words that were approved.");
        }
    }

    private static DateTimeOffset? Instant(JsonElement of, string name) =>
        DateTimeOffset.TryParse(of.Text(name), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var instant) ? instant.ToUniversalTime() : null;

    private sealed record PlannedRead(long Item, string Source, string Caveat, IReadOnlyList<PlannedWindow> Windows);

    private sealed record PlannedWindow(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> Fields);
}
