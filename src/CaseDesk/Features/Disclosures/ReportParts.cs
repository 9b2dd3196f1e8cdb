using System.Globalization;
using CaseDesk.Features.Letters;
using CaseDesk.Features.Templates;
using CaseDesk.Pdf;

namespace CaseDesk.Features.Disclosures;

/// <summary>
/// The parts of a report that the desk writes by itself: tables, caveats, proofs. A template says where they stand. What it leaves out is written at the end all the same:
/// no words of an operator can take a caveat, a row or a proof away.
/// </summary>
internal sealed class ReportParts(PdfReport pdf, ReportFacts facts, ReportText text, bool isSigned)
{
    /// <summary>The engine's sentences and the policy's words are written in it.</summary>
    private const string LanguageOfPolicy = "en";

    private const string Answers = "answers";
    private const string RowsOfSource = "rows";
    private const string Signature = "signature";

    // A picture that is not read from paper helps nobody.
    private const int LongestInPicture = 500;

    private readonly HashSet<(string Name, int Number)> written = [];

    /// <summary>Every part, in the order in which what is left out is written.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["logo", "sample", "supersedes", "summary", "distinction", "caveats", Answers, RowsOfSource, "minimisation", "files", "rejected", "custody", "hashes", "checkpoint", Signature];

    private static readonly string[] Optional = ["logo"];

    private ReportWords Words => text.Words;

    private TemplateLanguage Language => text.Language;

    /// <summary>What is wrong with a part that a template placed; null where nothing is.</summary>
    public static string? Mistake(TemplateBlock part, ReportFacts facts)
    {
        if (part.Key == "page") return null;
        if (!Names.Contains(part.Key)) return $"There is no part \"@{part.Key}\". There are: @page, {string.Join(", ", Names.Select(name => "@" + name))}.";
        if (part.Key is not (Answers or RowsOfSource)) return null;
        var most = part.Key == RowsOfSource ? facts.Data.Sections.Count : facts.Request.Items.Count;
        return NumberOf(part) is { } number && number >= 1 && number <= most ? null : $"\"@{part.Key}\" needs the number of {(part.Key == RowsOfSource ? "a table: @rows {{ table.number }}" : "an item: @answers {{ item.number }}")}.";
    }

    /// <summary>Draws what the template placed; a part that stands already does not come again.</summary>
    public void Write(TemplateBlock part)
    {
        if (part.Key == "page") pdf.PageBreak();
        else Write(part.Key, NumberOf(part) ?? 0);
    }

    /// <summary>Draws whatever the template left out.</summary>
    public void WriteTheRest()
    {
        foreach (var (name, number) in Names.Except(Optional).SelectMany(Wanted).Where(part => !written.Contains(part)).ToList())
        {
            if (number <= 1 && !(name is Answers or RowsOfSource && written.Any(part => part.Name == name))) pdf.Heading(2, Words.Parts[name]);
            Write(name, number);
        }
    }

    private IEnumerable<(string Name, int Number)> Wanted(string name) => name switch
    {
        Answers => facts.Request.Items.Select(i => (name, i.Number)).OrderBy(part => part.Number),
        RowsOfSource => Enumerable.Range(1, facts.Data.Sections.Count).Select(number => (name, number)),
        "sample" => facts.IsSample ? [(name, 0)] : [],
        "supersedes" => facts.Supersedes is not null ? [(name, 0)] : [],
        "rejected" => facts.Manifest.RejectedCount > 0 ? [(name, 0)] : [],
        "caveats" => facts.Data.Sections.Any(s => s.Caveat.Length > 0) ? [(name, 0)] : [],
        _ => [(name, 0)],
    };

    private void Write(string name, int number)
    {
        if (!written.Add((name, number))) return;
        switch (name)
        {
            case "logo":
                if (text.Logo is { } logo) pdf.Image(logo, Words.Texts["logo"].Replace("{provider}", facts.Provider, StringComparison.Ordinal), width: 120);
                break;
            case "sample":
                if (facts.IsSample) pdf.Notice(Words.Texts["sample-heading"], Words.Texts["sample-text"]);
                break;
            case "supersedes":
                if (facts.Supersedes is { } earlier) Supersedes(earlier);
                break;
            case "summary":
                Summary();
                break;
            case "distinction":
                pdf.Paragraph(Words.Texts["distinction"], PdfText.Small);
                break;
            case "caveats":
                foreach (var section in facts.Data.Sections.Where(s => s.Caveat.Length > 0).DistinctBy(s => s.Source)) pdf.Caveat(Words.Text("caveat-about", ("source", Label(section.Source))), section.Caveat, LanguageOfPolicy);
                break;
            case Answers:
                AnswersOf(facts.Accounts.First(account => account.Item == number));
                break;
            case RowsOfSource:
                RowsOf(number - 1);
                break;
            case "minimisation":
                Minimisation();
                break;
            case "files":
                Files();
                break;
            case "rejected":
                Rejected();
                break;
            case "custody":
                Custody();
                break;
            case "hashes":
                Hashes();
                break;
            case "checkpoint":
                pdf.MonoBlock(facts.Checkpoint.TrimEnd('\n').Split('\n'));
                if (facts.Checkpoint.Length <= LongestInPicture) pdf.QrCode(facts.Checkpoint, Words.Texts["checkpoint-picture"], 150);
                break;
            case Signature:
                var (heading, words) = (Words.Text("signature-heading", ("provider", facts.Provider)), Words.Text("signature-text", ("name", facts.MadeBy), ("at", Language.Instant(facts.At))));
                if (isSigned) pdf.SignatureBlock(heading, words);
                else pdf.Notice(heading, words);
                break;
        }
    }

    /// <summary>What this disclosure takes the place of, and what is other in it.</summary>
    private void Supersedes(SupersededReport earlier)
    {
        pdf.Caveat(
            Words.Text("supersedes-heading", ("edition", Number(earlier.Edition + 1))),
            Words.Text("supersedes-text", ("sha256", earlier.Sha256), ("released", Language.Instant(earlier.ReleasedAt)), ("recalled", Language.Instant(earlier.RecalledAt)), ("reason", earlier.Reason)));
        var changes = earlier.Changes;
        pdf.TableOfWords(
            [Column("item", 1), Column("decision", 3), Column("rows", 2.4), Column("other", 6)],
            changes.Items.Select(change => (IReadOnlyList<PdfWords>)[Number(change.Item), Then(Decided(change.DecisionBefore), Decided(change.DecisionAfter)), Then(Count(change.RowsBefore), Count(change.RowsAfter)), Other(change)]),
            Words.Texts["caption-changes"]);
        if (changes.PolicyBefore != changes.PolicyAfter) pdf.Paragraph(Words.Text("policy-differs", ("before", changes.PolicyBefore), ("now", changes.PolicyAfter)));
        pdf.Paragraph(Words.Texts[changes.DataDiffers ? "data-differs" : "data-same"]);

        string Decided(string? decision) => decision is null ? Words.Texts["not-in-it"] : Words.Decisions[decision];
        PdfWords Then(string before, string now) => before == now ? now : Words.Text("before-and-now", ("before", before), ("now", now));
    }

    private PdfWords Other(ItemChange change)
    {
        List<PdfWords> all = [];
        if (change.FieldsAdded.Count > 0) all.Add(Words.Text("change-added", ("fields", string.Join(", ", change.FieldsAdded))));
        if (change.FieldsRemoved.Count > 0) all.Add(Words.Text("change-removed", ("fields", string.Join(", ", change.FieldsRemoved))));
        if (change.PeriodsDiffer) all.Add(Words.Texts["change-periods"]);
        if (change.SubjectsDiffer) all.Add(Words.Texts["change-identifiers"]);
        if (change.DecisionBefore != change.DecisionAfter) all.Add(Words.Texts["change-decision"]);
        if (change.RowsBefore != change.RowsAfter) all.Add(Words.Texts["change-rows"]);
        return all.Count == 0 ? Words.Texts["change-none"] : PdfWords.Join("; ", all);
    }

    private void Summary() => pdf.TableOfWords(
        [Column("item", 1), Column("asked", 5), Column("answer", 6), Column("rows", 1.2, right: true)],
        facts.Accounts.Select(account => (IReadOnlyList<PdfWords>)[Number(account.Item), $"{Short(account.Text)}", InShort(account), Count(facts.RowsOf(account.Item))]),
        Words.Texts["caption-summary"]);

    private PdfWords InShort(ItemAccount account)
    {
        var answers = account.Allowed.Select(data => (Answer: AnswerOf(account.Item, data), data.Source))
            .Concat(account.Withheld.Select(data => (Answer: Words.Answers[data.Cause], data.Source)))
            .GroupBy(a => a.Answer, StringComparer.Ordinal);
        var words = PdfWords.FromString(Words.Decisions[facts.Approval.Verdicts.First(v => v.Item == account.Item).Decision]);
        foreach (var same in answers)
        {
            words.AppendLiteral($"; {same.Key}: ");
            words.AppendFormatted(string.Join(", ", same.Select(a => a.Source).Distinct(StringComparer.Ordinal)));
        }
        return words;
    }

    private string AnswerOf(int item, AllowedData data) =>
        Words.Answers[facts.Data.Sections.Where(s => s.Item == item && Label(s.Source) == data.Source).Sum(s => s.RowCount) == 0 ? ReportWords.NoneFound : ReportWords.Produced];

    private void AnswersOf(ItemAccount account)
    {
        var lines = account.Allowed.Select(data => (data.Source, data.Fields, data.Periods, data.IsTimeless, Answer: AnswerOf(account.Item, data), Why: Grounds(data.Grounds)))
            .Concat(account.Withheld.Select(data => (data.Source, data.Fields, data.Periods, IsTimeless: false, Answer: Words.Answers[data.Cause], Why: Grounds(data.Grounds)))).ToList();
        if (lines.Count > 0)
        {
            pdf.TableOfWords(
                [Column("fields", 3.6), Column("period", 3), Column("answer", 2.2), Column("rule", 6)],
                lines.Select(line => (IReadOnlyList<PdfWords>)[line.Fields.Count == 0 ? $"{line.Source}" : (PdfWords)$"{line.Source}: {string.Join(", ", line.Fields)}", Periods(line.Periods, line.IsTimeless), line.Answer, line.Why]),
                Words.Text("caption-answers", ("item", Number(account.Item))));
        }
        if (facts.NotAsked.TryGetValue(account.Item, out var left)) pdf.Paragraph(Words.Text("not-asked", ("fields", left)), PdfText.Small);
    }

    private void RowsOf(int index)
    {
        var section = facts.Data.Sections[index];
        if (section.Caveat.Length > 0) pdf.Caveat(Words.Texts["caveat-read"], section.Caveat, LanguageOfPolicy);
        if (section.RowCount == 0)
        {
            pdf.Paragraph(Words.Texts["none-found"]);
            return;
        }
        foreach (var part in facts.Printed.Where(part => part.Section == index)) Rows(part, isVolume: false);
        var elsewhere = facts.Volumes.SelectMany(volume => volume.Parts.Where(part => part.Section == index).Select(part => (volume.Number, part))).ToList();
        if (elsewhere.Count > 0) pdf.List(elsewhere.Select(other => Words.Text("rows-elsewhere", ("from", Count(other.part.From + 1)), ("to", Count(other.part.From + other.part.Count)), ("volume", Number(other.Number)))));
    }

    /// <summary>Rows of one section, all or some.</summary>
    /// <param name="isVolume">Then item, source and caveat stand above them.</param>
    public void Rows(VolumePart part, bool isVolume)
    {
        var section = facts.Data.Sections[part.Section];
        if (isVolume)
        {
            pdf.Heading(2, Words.Text("volume-rows", ("item", Number(section.Item)), ("source", Label(section.Source))));
            if (section.Caveat.Length > 0) pdf.Caveat(Words.Texts["caveat-read"], section.Caveat, LanguageOfPolicy);
        }
        pdf.Table(
            [Column("line", 1.4, right: true), .. section.Fields.Select(field => new PdfColumn(field, WeightOf(field)))],
            facts.Data.Rows(section, part.From, part.Count).Select(row => (IReadOnlyList<string>)[row.Line, .. row.Values]),
            part.Count == section.RowCount
                ? Words.Text("caption-rows", ("rows", Count(section.RowCount)))
                : Words.Text("caption-some-rows", ("from", Count(part.From + 1)), ("to", Count(part.From + part.Count)), ("rows", Count(section.RowCount))));
    }

    private void Minimisation()
    {
        pdf.Paragraph(facts.Manifest.Minimisation, language: LanguageOfPolicy);
        if (facts.Produced.Count == 0)
        {
            pdf.Paragraph(Words.Texts["nothing-left"]);
            return;
        }
        pdf.TableOfWords(
            [Column("item", 0.9), Column("column", 3.2), Column("period", 3), Column("rule", 4.4), Column("approval", 3.4)],
            facts.Produced.Select(column => (IReadOnlyList<PdfWords>)
            [
                Number(column.Item), $"{column.Source + "." + column.Field}", Periods(column.Periods, column.Periods.Count == 0), PdfWords.Join("; ", column.Grounds.Select(g => $"{g.Citation} ({g.Rule})")),
                Allowed(column.Decision),
            ]),
            Words.Text("caption-minimisation", ("hash", facts.Approval.ScopeHash[..8])));
    }

    private PdfWords Allowed(string decision)
    {
        var words = PdfWords.FromString(Words.Decisions[decision] + ", ");
        words.AppendFormatted(facts.ApprovedBy);
        words.AppendLiteral(", " + Language.Instant(facts.Approval.DecidedAt));
        return words;
    }

    private void Files() => pdf.Table(
        [Column("file", 4, mono: true), Column("lines", 1.1, right: true), Column("unreadable", 1.9, right: true), Column("sha256", 6, mono: true)],
        facts.Manifest.Files.Select(file => (IReadOnlyList<string>)[file.Path, Count(file.Lines), Count(file.Rejected), file.Sha256]),
        Words.Texts["caption-files"]);

    private void Rejected()
    {
        if (facts.Manifest.Rejected.Count == 0) return;
        pdf.Table(
            [Column("file", 4, mono: true), Column("line", 1.2, right: true), Column("reason", 3)],
            facts.Manifest.Rejected.Select(line => (IReadOnlyList<string>)[line.File, Number(line.Line), line.Reason]),
            Words.Texts["caption-rejected"]);
        if (facts.Manifest.RejectedCount > facts.Manifest.Rejected.Count) pdf.Paragraph(Words.Text("rejected-more", ("count", Count(facts.Manifest.RejectedCount))), PdfText.Small);
    }

    private void Custody() => pdf.TableOfWords(
        [Column("when", 3), Column("who", 2.6), Column("what", 5), Column("entry", 1.6, right: true)],
        facts.Custody.Select(link => (IReadOnlyList<PdfWords>)
        [
            Language.Instant(DateTimeOffset.Parse(link.Time, CultureInfo.InvariantCulture)), $"{link.Who}",
            Words.Acts[link.Action] + (link.Times > 1 ? " " + Words.Texts["times"].Replace("{times}", Number(link.Times), StringComparison.Ordinal) : ""),
            link.FormerLog is { } former ? Words.Texts["former-ledger"].Replace("{entry}", Number(link.Seq), StringComparison.Ordinal).Replace("{ledger}", Number(former), StringComparison.Ordinal) : Number(link.Seq),
        ]),
        Words.Texts["caption-custody"]);

    private void Hashes() => pdf.KeyValues(
    [
        (Words.Texts["hash-manifest"], facts.ManifestHash, true),
        .. facts.Manifest.Outputs.Select(output => (output.Name, output.Sha256, true)),
        (Words.Texts["hash-scope"], facts.Approval.ScopeHash, true),
        .. facts.Approval.PlanHash.Length == 0 ? [] : new[] { (Words.Texts["hash-plan"], facts.Approval.PlanHash, true) },
        .. facts.Request.Documents.OrderBy(d => d.Number).Select(d => (Words.Texts["hash-order"].Replace("{number}", Number(d.Number), StringComparison.Ordinal), d.Sha256, true)),
        .. facts.Volumes.Select(volume => (Words.Texts["hash-volume"].Replace("{volume}", Number(volume.Number), StringComparison.Ordinal), volume.Sha256, true)),
        (Words.Texts["hash-words"], text.Sha256, true),
    ]);

    private PdfWords Periods(IReadOnlyList<Span> periods, bool isTimeless) => isTimeless ? Words.Texts["timeless"] : PdfWords.Join("; ", periods.Select(Language.Period));

    /// <summary>One datum: sentences of one language stay in its order, whatever the report's.</summary>
    private static PdfWords Grounds(IReadOnlyList<Ground> grounds) => $"{string.Join(" ", grounds.Select(g => $"{g.Explanation} {g.Citation} ({g.Rule})."))}";

    private string Label(string source) => facts.Source(source)?.Label ?? source;

    private PdfColumn Column(string name, double weight, bool mono = false, bool right = false) => new(Words.Columns[name], weight, mono, right);

    private static int? NumberOf(TemplateBlock part) => int.TryParse(part.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

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

    private static string Short(string said) => said.Length <= 120 ? said : string.Concat(said.AsSpan(0, 117), "…");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
