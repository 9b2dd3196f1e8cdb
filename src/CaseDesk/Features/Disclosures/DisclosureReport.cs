using System.Globalization;
using System.Text.Json.Nodes;
using CaseDesk.Model.Requests;
using CaseDesk.Pdf;
using CaseDesk.Policy;

namespace CaseDesk.Features.Disclosures;

/// <summary>What the PDF says, in its order. It never says more than the caveats: its own prose makes no statement about people.</summary>
internal sealed class DisclosureReport
{
    public required LegalRequest Request { get; init; }

    public required Approval Approval { get; init; }

    /// <summary>The scope decision that was approved, as its canonical JSON.</summary>
    public required JsonNode Scope { get; init; }

    public required JsonNode Manifest { get; init; }

    public required string ManifestHash { get; init; }

    public required JsonNode Data { get; init; }

    /// <summary>Signed note.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Index of the entry <c>disclosure.prepare</c>.</summary>
    public required long Entry { get; init; }

    public required bool IsSample { get; init; }

    /// <summary>SHA-256 of the signing certificate, lower-case hex.</summary>
    public required string Thumbprint { get; init; }

    public required string ReleasedBy { get; init; }

    public required string Provider { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The recalled disclosure that this one takes the place of; null for the first one.</summary>
    public SupersededReport? Supersedes { get; set; }

    /// <summary>Rule of the answer for a field that the item's words leave out.</summary>
    private const string NotWanted = "order.field.not-wanted";

    private JsonNode Result => Manifest["result"]!;

    /// <summary>Writes the report with room for its signature, and answers where that is.</summary>
    public SignaturePlace Write(Stream output, PadesOptions signature, IReadOnlyList<(string Name, string MediaType, string Description, byte[] Bytes)> attachments)
    {
        using var pdf = new PdfReport(output, new PdfOptions
        {
            Title = $"Disclosure {Request.Number}",
            Language = "en",
            Created = At,
            Author = Provider,
            HeaderLeft = Provider,
            HeaderRight = "Legal process",
            FooterLeft = $"{Provider} · {Request.Number} · {Request.Reference}",
            FooterMiddle = $"{ManifestHash[..8]} · ledger {Entry.ToString(CultureInfo.InvariantCulture)}",
            Mark = IsSample ? "SAMPLE – not evidence" : null,
            Signature = signature,
        });
        Cover(pdf);
        foreach (var item in Request.Items.OrderBy(i => i.Number)) Item(pdf, item);
        Records(pdf);
        WhatWasRead(pdf);
        Proof(pdf);
        foreach (var (name, mediaType, description, bytes) in attachments) pdf.Attach(name, mediaType, description, bytes);
        return pdf.Finish().Signature!;
    }

    private void Cover(PdfReport pdf)
    {
        pdf.Heading(1, "Disclosure");
        pdf.Paragraph(Request.Number, PdfText.Mono);
        pdf.KeyValues(
        [
            ("To", Request.Agency!.Name, false),
            ("Your reference", Request.Reference, true),
            ("Legal process", $"{Instruments.Label(Request.Instrument)}, issued by {Request.IssuerKind} in {Request.Jurisdiction}, dated {Request.IssuedOn.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}", false),
            ("Served", Words(Request.ServedAt), false),
            ("Decided under", $"Policy {Approval.PolicyVersion}, on {Words(Approval.DecidedAt)}", false),
            ("Released", $"{Words(At)}, by {ReleasedBy}, custodian of records", false),
        ]);
        WhatItSupersedes(pdf);
        if (Request.NonDisclosure)
        {
            var until = Request.NonDisclosureUntil is { } day ? $" until {day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}" : "";
            pdf.Notice("Non-disclosure order", $"The process forbids notice of this demand{until}.");
        }

        pdf.Heading(2, "Answer in short");
        pdf.Table(
            [new PdfColumn("Item", 1), new PdfColumn("Asked", 5), new PdfColumn("Answer", 6), new PdfColumn("Rows", 1.2, Right: true)],
            Request.Items.OrderBy(i => i.Number).Select(i => (IReadOnlyList<string>)[Number(i.Number), Short(i.Text), InShort(i.Number), RowsOf(i.Number).ToString("N0", CultureInfo.InvariantCulture)]),
            "Each item of the demand with its answer");

        foreach (var source in Sources()) pdf.Caveat($"About {source["source"]}", source["caveat"]!.ToString());
        pdf.Paragraph("“Expired” means that the records were deleted on schedule. “Never collected” means that no such record was made. “None found” means that the records were searched and hold none of the subject. These are three different answers.", PdfText.Small);
    }

    /// <summary>What this disclosure takes the place of, and what is other in it.</summary>
    private void WhatItSupersedes(PdfReport pdf)
    {
        if (Supersedes is not { } earlier) return;

        pdf.Caveat(
            $"Version {Number(earlier.Edition + 1)}: this supersedes an earlier disclosure",
            $"The report with SHA-256 {earlier.Sha256}, released on {Words(earlier.ReleasedAt)}, was recalled on {Words(earlier.RecalledAt)} and must not be relied on. Reason: {earlier.Reason}");
        pdf.Heading(2, "What changed");
        var changes = earlier.Changes;
        pdf.Table(
            [new PdfColumn("Item", 1), new PdfColumn("Decision", 3), new PdfColumn("Rows", 2.4), new PdfColumn("What is other", 6)],
            changes.Items.Select(change => (IReadOnlyList<string>)[Number(change.Item), Then(change.DecisionBefore ?? "not asked", change.DecisionAfter ?? "not asked"), Then(Rows(change.RowsBefore), Rows(change.RowsAfter)), Other(change)]),
            "Each item before and now");
        if (changes.PolicyBefore != changes.PolicyAfter) pdf.Paragraph($"The earlier disclosure was decided under policy {changes.PolicyBefore}, this one under {changes.PolicyAfter}.");
        pdf.Paragraph(changes.DataDiffers ? "The attached data differs from the data of the earlier disclosure." : "The attached data is the same, byte by byte, as that of the earlier disclosure.");

        static string Rows(long rows) => rows.ToString("N0", CultureInfo.InvariantCulture);
        static string Then(string before, string now) => before == now ? now : $"{before}, now {now}";
        static string Other(ItemChange change) => change.IsNone ? "nothing" : string.Join("; ", new[]
        {
            change.FieldsAdded.Count > 0 ? $"added: {string.Join(", ", change.FieldsAdded)}" : "",
            change.FieldsRemoved.Count > 0 ? $"removed: {string.Join(", ", change.FieldsRemoved)}" : "",
            change.PeriodsDiffer ? "other periods" : "",
            change.SubjectsDiffer ? "other identifiers" : "",
            change.DecisionBefore != change.DecisionAfter ? "another decision" : "",
            change.RowsBefore != change.RowsAfter ? "other rows" : "",
        }.Where(part => part.Length > 0));
    }

    private void Item(PdfReport pdf, DemandedItem item)
    {
        var verdict = Approval.Verdicts.First(v => v.Item == item.Number);
        pdf.Heading(2, $"Item {Number(item.Number)}");
        pdf.Paragraph(item.Text);
        pdf.KeyValues(
        [
            ("Identifiers", string.Join(", ", item.Identifiers.Select(i => $"{i.Type} {i.Value}{(i.Port is { } port ? $" port {port.ToString(CultureInfo.InvariantCulture)}" : "")}")), true),
            ("Data wanted", string.Join(", ", item.Wants), true),
            ("Period", $"{Words(item.From)} to before {Words(item.To)}", false),
            ("Decision", $"{verdict.Decision}: {verdict.Reason}", false),
        ]);
        var answers = Scope["items"]!.AsArray().First(i => i!["item"]!.GetValue<int>() == item.Number)!["answers"]!.AsArray();
        // Fields with the same answer for the same time are one line, and those that nobody asked for are named once: the table shows the decision, not its arithmetic.
        var notAsked = answers.Where(a => a!["rule"]!.ToString() == NotWanted).ToList();
        var lines = answers.Except(notAsked).GroupBy(a => (Source: a!["source"]!.ToString(), From: a["from"]!.ToString(), To: a["to"]!.ToString(), Outcome: a["outcome"]!.ToString(), Rule: a["rule"]!.ToString(), Why: a["explanation"]!.ToString(), Citation: a["citation"]!.ToString()));
        pdf.Table(
            [new PdfColumn("Source and fields", 4), new PdfColumn("From, to before (UTC)", 3.2), new PdfColumn("Answer", 2.2), new PdfColumn("Rule and reason", 6)],
            lines.Select(l => (IReadOnlyList<string>)[$"{l.Key.Source}: {string.Join(", ", l.Select(a => a!["field"]!.ToString()))}", $"{Plain(l.Key.From)} – {Plain(l.Key.To)}", Effect(l.Key.Outcome, verdict), $"{l.Key.Why} {l.Key.Rule} ({l.Key.Citation})"]),
            $"What was asked under item {Number(item.Number)}, and the answer field by field");
        if (notAsked.Count > 0)
        {
            var fields = notAsked.GroupBy(a => a!["source"]!.ToString(), StringComparer.Ordinal).Select(source => $"{source.Key}: {string.Join(", ", source.Select(a => a!["field"]!.ToString()).Distinct(StringComparer.Ordinal))}");
            pdf.Paragraph($"Not asked for: {string.Join("; ", fields)}.", PdfText.Small);
        }
    }

    private void Records(PdfReport pdf)
    {
        foreach (var item in Data["items"]!.AsArray())
        {
            foreach (var source in item!["sources"]!.AsArray())
            {
                var fields = source!["fields"]!.AsArray().Select(f => f!.ToString()).ToList();
                var rows = source["rows"]!.AsArray();
                pdf.Heading(2, $"Records: item {item["item"]}, {source["source"]}");
                pdf.Caveat("Read with this", source["caveat"]!.ToString());
                if (rows.Count == 0)
                {
                    pdf.Paragraph("None found: the approved period was searched and holds no record of the identifiers of this item.");
                    continue;
                }
                pdf.Table(
                    [new PdfColumn("Line", 1.4, Right: true), .. fields.Select(f => new PdfColumn(f, WeightOf(f)))],
                    rows.Select(row => (IReadOnlyList<string>)[row!["line"]!["number"]!.ToString(), .. fields.Select(f => row["values"]![f]?.ToString() ?? "")]),
                    $"{rows.Count.ToString("N0", CultureInfo.InvariantCulture)} {(rows.Count == 1 ? "record" : "records")}, values verbatim");
            }
        }
    }

    private void WhatWasRead(PdfReport pdf)
    {
        pdf.Heading(2, "What was read");
        pdf.Paragraph(Result["minimisation"]!.ToString());
        pdf.Table(
            [new PdfColumn("File", 4, Mono: true), new PdfColumn("Lines", 1.1, Right: true), new PdfColumn("Unreadable", 1.9, Right: true), new PdfColumn("SHA-256", 6, Mono: true)],
            Result["files"]!.AsArray().Select(f => (IReadOnlyList<string>)[f!["path"]!.ToString(), f["lines"]!.ToString(), f["rejected"]!.ToString(), f["sha256"]!.ToString()]),
            "Files that were read");
        if (Result["rejected"]!.AsArray().Count > 0)
        {
            pdf.Table(
                [new PdfColumn("File", 4, Mono: true), new PdfColumn("Line", 1.2, Right: true), new PdfColumn("Reason", 3)],
                Result["rejected"]!.AsArray().Select(r => (IReadOnlyList<string>)[r!["file"]!.ToString(), r["line"]!.ToString(), r["reason"]!.ToString()]),
                "Lines that could not be read; none is left out in silence");
        }
        pdf.KeyValues(
        [
            ("Manifest", ManifestHash, true),
            ("Plan", Approval.PlanHash, true),
            ("Scope decision", Approval.ScopeHash, true),
            ("data.csv", Result["outputs"]!["data.csv"]!["sha256"]!.ToString(), true),
            ("data.json", Result["outputs"]!["data.json"]!["sha256"]!.ToString(), true),
        ]);
    }

    private void Proof(PdfReport pdf)
    {
        pdf.Heading(2, "Ledger");
        pdf.Paragraph($"This disclosure is entry {Entry.ToString(CultureInfo.InvariantCulture)} of the provider's ledger. The state of the ledger that proves it, as signed:");
        pdf.MonoBlock(Checkpoint.TrimEnd('\n').Split('\n'));
        pdf.Heading(2, "How to check this document");
        pdf.List(
        [
            "Open it in a PDF reader that shows signatures: it has to say signed, and not changed since.",
            "Compare the signing certificate's SHA-256 fingerprint with the one that the provider publishes.",
            "Get CaseDesk.Verify and the provider's ledger policy.",
            "Run: CaseDesk.Verify disclosure FILE.pdf --policy tlog-policy",
            "It compares the attached data with the manifest, and the manifest with the ledger.",
            "It says in plain words what holds and what does not.",
        ], numbered: true);
        pdf.KeyValues([("Certificate", Thumbprint, true)]);
        pdf.SignatureBlock($"Signed for {Provider}", $"By {ReleasedBy}, custodian of records, on {Words(At)}. Readers that show signatures say here whose it is and whether anything was changed.");
        if (IsSample) pdf.Notice("SAMPLE – not evidence", "This document is signed by a development key that nobody vouches for.");
    }

    private IEnumerable<JsonNode> Sources() => Data["items"]!.AsArray().SelectMany(i => i!["sources"]!.AsArray()).Select(s => s!).DistinctBy(s => s["source"]!.ToString());

    private long RowsOf(int item) => Result["rows"]!.AsArray().Where(r => r!["item"]!.GetValue<long>() == item).Sum(r => r!["count"]!.GetValue<long>());

    private string InShort(int item)
    {
        var verdict = Approval.Verdicts.First(v => v.Item == item);
        if (verdict.Decision == "refuse") return "Refused: " + verdict.Reason;
        var outcomes = Scope["items"]!.AsArray().First(i => i!["item"]!.GetValue<int>() == item)!["answers"]!.AsArray()
            .Where(a => a!["outcome"]!.ToString() != "outside-order").GroupBy(a => a!["outcome"]!.ToString(), StringComparer.Ordinal)
            .Select(g => $"{Plain(g.Key)}: {string.Join(", ", g.Select(a => a!["field"]!.ToString()).Distinct(StringComparer.Ordinal))}");
        return (verdict.Decision == "narrow" ? "Narrowed. " : "") + string.Join("; ", outcomes);
    }

    /// <summary>Share of the width by what a field usually holds; long values wrap.</summary>
    private static double WeightOf(string field) => field switch
    {
        "user_agent" => 7,
        "path" or "query" or "queried_handle" or "email" => 3.6,
        "time" or "ip" or "account" or "name" or "app" or "phone" => 2.8,
        "response_code" or "created" or "protocol" => 2.1,
        "method" => 1.9,
        _ => 1.6,
    };

    private static string Effect(string outcome, ItemVerdictRecord verdict) => outcome is "available" or "overdue" or "preserved"
        ? verdict.Decision switch { "refuse" => "refused by the reviewer", "narrow" => "produced as narrowed", _ => "produced" }
        : Plain(outcome);

    /// <summary>An instant or an outcome as people read it.</summary>
    private static string Plain(string word) => char.IsAsciiDigit(word[0]) ? word.Replace("T00:00:00Z", "", StringComparison.Ordinal).Replace('T', ' ').TrimEnd('Z') : word.Replace('-', ' ');

    private static string Number(int item) => item.ToString(CultureInfo.InvariantCulture);

    private static string Short(string text) => text.Length <= 120 ? text : string.Concat(text.AsSpan(0, 117), "…");

    private static string Words(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
