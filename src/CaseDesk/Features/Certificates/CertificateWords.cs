using System.Globalization;
using CaseDesk.Features.Templates;
using CaseDesk.Look;
using CaseDesk.Policy;

namespace CaseDesk.Features.Certificates;

/// <summary>
/// What a certificate says, in its order, as blocks. The words stand in code and in no template: each sentence is sworn to, and none may go missing or come in.
/// </summary>
internal static class CertificateWords
{
    /// <summary>What is declared, to the statute's sentence: a subscription binds to its text.</summary>
    public static IReadOnlyList<TemplateBlock> Declared(CertificateFacts facts) =>
    [
        .. Head(facts),
        .. BusinessRecords(facts),
        .. Process(facts),
        .. Copies(facts),
        .. Caveats(facts),
        Heading(2, "Notice"),
        Paragraph($"Whoever offers the records in evidence gives the notice that Rule 902(11) asks for, and makes them and this certificate available. That is the proponent's task, and not that of {facts.Provider}."),
        Heading(2, "Declaration"),
        Paragraph(facts.Form.Declaration(facts.Country)),
    ];

    /// <summary>At the end of a draft.</summary>
    public static IReadOnlyList<TemplateBlock> Unsubscribed(CertificateFacts facts) =>
        [new(TemplateBlockKind.Notice, $"Nobody has declared this. It is a declaration once {facts.Declarant} has read it and subscribes it.", Key: "DRAFT – not subscribed")];

    /// <summary>At the end of the sealed certificate.</summary>
    /// <param name="entry">Where the subscription stands in the ledger, in words.</param>
    public static IReadOnlyList<TemplateBlock> Subscribed(CertificateFacts facts, string name, string place, DateTimeOffset at, string entry, string textSha256) =>
    [
        Paragraph($"Executed on {Day(at)}, at {place}."),
        Paragraph($"/s/ {name}"),
        Pair("Office", $"Custodian of records, {facts.Provider}"),
        Pair("Subscribed", Instant(at)),
        Pair("Recorded as", entry),
        Pair("Text subscribed", $"SHA-256 {textSha256}"),
        Heading(3, "Declaration and seal"),
        Paragraph($"The declaration is that of {name}, who subscribed it in a session of her or his own at the desk of {facts.Provider} by typing the name, which is recorded as {entry}. "
            + $"The electronic seal on this file is that of {facts.Provider}, an organisation: it shows that the file comes from there and was not changed since. The seal is not the declaration, and declares nothing."),
    ];

    private static IEnumerable<TemplateBlock> Head(CertificateFacts facts) =>
    [
        Heading(1, "Certificate of the custodian of records"),
        Pair("Request", $"{facts.Number}, certificate {Whole(facts.Certificate)}"),
        Pair("To", facts.Agency),
        Pair("Your reference", facts.Reference),
        Pair("Legal process", facts.Process),
        Pair("Served", Instant(facts.ServedAt)),
        Pair("Records of", facts.Provider),
        Pair("Disclosed with", $"report.pdf{(facts.Edition > 1 ? $" (version {Whole(facts.Edition)} of the disclosure)" : "")}, SHA-256 {facts.ReportSha256}"),
        Pair("Released", $"{Instant(facts.ReleasedAt)}, {facts.ReleaseEntry}"),
        Pair("Made for", facts.Form.Rules),
        Pair("Form", facts.Form.Cites),
        Heading(2, "Who declares"),
        Paragraph($"I, {facts.Declarant}, am a custodian of records of {facts.Provider}, appointed to the desk by which it answers legal process. "
            + $"What I state of how the sources are made and kept is what {facts.Provider} states of them in its policy {facts.PolicyVersion} (SHA-256 {facts.PolicySha256}), under which this disclosure was decided. "
            + "What I state of the disclosure is what the provider's ledger and the manifest of the extraction hold. I have read what follows and confirm it. I state nothing beyond it."),
    ];

    private static IEnumerable<TemplateBlock> BusinessRecords(CertificateFacts facts)
    {
        yield return Heading(2, $"1. Records of a regularly conducted activity (Rules 803(6) and {(facts.Form == CertificateForm.Foreign ? "902(12)" : "902(11)")})");
        foreach (var source in facts.Sources)
        {
            yield return Heading(3, source.Label);
            if (source.Rows == 0)
            {
                yield return Paragraph("It was searched, and no record of it was disclosed: nothing is certified of it.");
                continue;
            }
            yield return Pair("What it holds", One(source.Definition.Description));
            yield return Pair("Records disclosed", Whole(source.Rows));
            if (source.Definition.BusinessRecord is not { } record)
            {
                yield return Paragraph($"The policy does not state how records of this source are made and kept. No statement is made about it under Rules 803(6) and {(facts.Form == CertificateForm.Foreign ? "902(12)" : "902(11)")}.");
                continue;
            }
            yield return Pair("Made at or near the time, 803(6)(A)", One(record.Made));
            yield return Pair("Made by, or from whose knowledge, 803(6)(A)", One(record.By));
            yield return Pair("Kept in the course of a regular activity, 803(6)(B)", One(record.Kept));
            yield return Pair("A regular practice of it, 803(6)(C)", One(record.Practice));
        }
    }

    private static IEnumerable<TemplateBlock> Process(CertificateFacts facts)
    {
        var manifest = facts.Manifest;
        yield return Heading(2, "2. Records generated by an electronic process or system (Rule 902(13))");
        foreach (var source in facts.Produced)
        {
            yield return Heading(3, $"How {source.Label} is made");
            yield return source.Definition.BusinessRecord is { } record
                ? Pair("Process", One(record.Process))
                : Paragraph("The policy does not state the process that makes these records. No statement is made about it under Rule 902(13).");
            if (source.Definition.Clock.Length > 0) yield return Pair("Clock", One(source.Definition.Clock));
            if (source.Definition.Zone is { } zone) yield return Pair("Zone of its times", zone);
            yield return Pair("Kept", Kept(source.Definition));
        }
        yield return Heading(3, "How they were selected");
        yield return Paragraph($"The plan of what may be read was compiled from the approval of {Instant(facts.DecidedAt)}, and its hash was in the ledger before anything was read. The extraction read the files of the periods and took these records and fields:");
        foreach (var source in facts.Sources)
        {
            foreach (var read in source.Reads)
            {
                foreach (var window in read.Windows)
                    yield return Bullet($"Item {Whole(read.Item)}, {source.Name}: {Instant(window.From)} to before {Instant(window.To)}; fields {string.Join(", ", window.Fields.Select(field => field.Name))}.");
                yield return Bullet($"Item {Whole(read.Item)}, {source.Name}: {Counted(read.Rows, "record", "records")} in all{(read.FirstInstant.Length > 0 ? $", the first of {Plain(read.FirstInstant)}, the last of {Plain(read.LastInstant)}" : "")}.");
            }
        }
        yield return Pair("Ran", $"{Instant(facts.ExtractedFrom)} to {Instant(facts.ExtractedTo)}");
        yield return Pair("Read", $"{Counted(manifest.Files.Count, "file", "files")} with {Counted(manifest.Lines, "record", "records")}");
        yield return Pair("Could not be read", $"{Counted(manifest.RejectedCount, "record", "records")}, of which {Whole(manifest.RejectedPossiblySubject)} may be about the identifiers asked for");
        if (manifest.Absent > 0) yield return Pair("Files that the store does not have", Whole(manifest.Absent));
        yield return Pair("Disclosed", Counted(manifest.RowCount, "record", "records"));
        yield return Pair("What was kept back", One(manifest.Minimisation));
        yield return Pair("Plan", $"SHA-256 {facts.PlanHash}");
        yield return Pair("Manifest (its result)", $"SHA-256 {facts.ManifestHash}");
    }

    private static IEnumerable<TemplateBlock> Copies(CertificateFacts facts)
    {
        yield return Heading(2, "3. Data copied, identified by hash value (Rule 902(14))");
        yield return Paragraph("The files below are the copies that were disclosed. Each is identified by its SHA-256 hash value (FIPS 180-4), which was computed when the file was made; the data files were held against theirs again before the release. A file with the same hash value is a copy of the file that was disclosed.");
        yield return Pair("report.pdf", $"{Whole(facts.ReportSize)} bytes, SHA-256 {facts.ReportSha256}");
        foreach (var file in facts.Manifest.Outputs) yield return Pair(file.Name, $"{Whole(file.Size)} bytes, SHA-256 {file.Sha256}");
    }

    private static IEnumerable<TemplateBlock> Caveats(CertificateFacts facts)
    {
        yield return Heading(2, "4. What has to be read with these records");
        foreach (var source in facts.Sources.Where(source => source.Definition.Caveat.Length > 0)) yield return new(TemplateBlockKind.Notice, One(source.Definition.Caveat), Key: source.Label);
        foreach (var source in facts.Produced) foreach (var note in source.Definition.Interpretation) yield return Bullet($"{source.Name}: {One(note)}");
    }

    private static string Kept(SourceDefinition source)
    {
        var period = source.Retention is { } kept ? $"{Counted(kept.Days, "day", "days")}, deleted {(kept.ByDay ? "by whole UTC days" : "record by record")}" : "";
        return string.Join("; ", new[] { period, One(source.RetentionNote) }.Where(part => part.Length > 0)) is { Length: > 0 } words ? words : "no period stated";
    }

    private static TemplateBlock Heading(int level, string text) => new(TemplateBlockKind.Heading, text, level);

    private static TemplateBlock Paragraph(string text) => new(TemplateBlockKind.Paragraph, text);

    private static TemplateBlock Bullet(string text) => new(TemplateBlockKind.Bullet, text);

    private static TemplateBlock Pair(string key, string text) => new(TemplateBlockKind.Pair, text, Key: key);

    /// <summary>Text of a policy is folded as its file has it; here it is one line.</summary>
    private static string One(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Counted(long count, string one, string many) => Words.Count(count, one, many);

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy '(UTC)'", CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Plain(string instant) => instant.Replace('T', ' ').Replace("Z", " UTC", StringComparison.Ordinal);
}
