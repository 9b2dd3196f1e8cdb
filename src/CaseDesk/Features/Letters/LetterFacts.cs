using CaseDesk.Features.Extractions;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;

namespace CaseDesk.Features.Letters;

/// <summary>
/// Everything that a letter can say, put together from what is stored and from nothing else. Nobody who works inside is in it, no identifier of a subject,
/// and no id but the number of the request and those of its items: templates can only leave out.
/// </summary>
internal sealed record LetterFacts
{
    public required LetterKind Kind { get; init; }

    /// <summary>Number of the letter within the request.</summary>
    public required int Letter { get; init; }

    public required string Provider { get; init; }

    public required DateOnly WrittenOn { get; init; }

    public required string Number { get; init; }

    public required string Agency { get; init; }

    public required bool AgencyIsVerified { get; init; }

    public required string Reference { get; init; }

    public required string Instrument { get; init; }

    public required string IssuerKind { get; init; }

    public required string Jurisdiction { get; init; }

    public required DateOnly IssuedOn { get; init; }

    public required DateTimeOffset ServedAt { get; init; }

    public required DateTimeOffset RegisteredAt { get; init; }

    public required DateTimeOffset? DueAt { get; init; }

    /// <summary>Null while the clock runs.</summary>
    public required DateTimeOffset? ClockStoppedSince { get; init; }

    public required bool NonDisclosure { get; init; }

    public required DateOnly? NonDisclosureUntil { get; init; }

    /// <summary>SHA-256 of the documents received, lower-case hex.</summary>
    public required IReadOnlyList<string> Documents { get; init; }

    /// <summary>True for compulsory process whose document has not come: nothing can be approved without it.</summary>
    public required bool OrderIsMissing { get; init; }

    public required IReadOnlyList<AskedItem> Asked { get; init; }

    /// <summary>Null before a decision.</summary>
    public required DecisionMade? Decision { get; init; }

    /// <summary>Null where no question is open.</summary>
    public required OpenQuestion? Question { get; init; }

    /// <summary>Null before there is a result.</summary>
    public required SearchMade? Search { get; init; }

    /// <summary>Null where nothing was recalled.</summary>
    public required RecallMade? Recall { get; init; }

    public static LetterFacts Of(LegalRequest request, LetterKind kind, int letter, string provider, DateOnly on, DecisionMade? decision, OpenQuestion? question, SearchMade? search, RecallMade? recall) => new()
    {
        Kind = kind,
        Letter = letter,
        Provider = provider,
        WrittenOn = on,
        Number = request.Number,
        Agency = request.Agency!.Name,
        AgencyIsVerified = request.Agency.IsVerified,
        Reference = request.Reference,
        Instrument = request.Instrument,
        IssuerKind = request.IssuerKind,
        Jurisdiction = request.Jurisdiction,
        IssuedOn = request.IssuedOn,
        ServedAt = request.ServedAt,
        RegisteredAt = request.RegisteredAt,
        DueAt = request.DueAt,
        ClockStoppedSince = request.Deadline.StoppedSince,
        NonDisclosure = request.NonDisclosure,
        NonDisclosureUntil = request.NonDisclosureUntil,
        Documents = [.. request.Documents.OrderBy(d => d.Number).Select(d => d.Sha256)],
        OrderIsMissing = request.Documents.Count == 0 && Policy.Instruments.Find(request.Instrument) is { Compulsory: true },
        Asked = [.. request.Items.OrderBy(i => i.Number).Select(i => new AskedItem(i.Number, i.Text, new Span(i.From, i.To)))],
        Decision = decision,
        Question = question,
        Search = search,
        Recall = recall,
    };
}

internal sealed record AskedItem(int Item, string Text, Span Asked);

internal sealed record DecisionMade(string PolicyVersion, DateTimeOffset At, IReadOnlyList<ItemAccount> Items);

internal sealed record OpenQuestion(string Question, DateTimeOffset AskedAt, IReadOnlyList<int> Items);

/// <summary>A disclosure that was recalled, and what comes after it.</summary>
/// <param name="Sha256">Of its report, lower-case hex.</param>
/// <param name="Reason">As the custodian stated it.</param>
internal sealed record RecallMade(string Sha256, DateTimeOffset ReleasedAt, DateTimeOffset At, string Reason, Correction Correction, string? CorrectedSha256, DateTimeOffset? CorrectedAt);

internal enum Correction
{
    /// <summary>The request is being decided again.</summary>
    Open,

    /// <summary>A corrected disclosure was released.</summary>
    Released,

    /// <summary>The request ended without one.</summary>
    None,
}

/// <summary>What a complete extraction found nothing of, and what it could not read: "none found" is said with both.</summary>
/// <param name="InVain">Items that were searched and of which no row came out.</param>
/// <param name="Unreadable">Records of the files read that could not be read.</param>
/// <param name="PossiblySubject">How many of them may be the subject's.</param>
/// <param name="AbsentFiles">Daily files inside the periods that the stores do not have.</param>
internal sealed record SearchMade(IReadOnlyList<int> InVain, long Unreadable, long PossiblySubject, long AbsentFiles)
{
    /// <summary>Null where the extraction is not complete, or is not that of this decision.</summary>
    public static SearchMade? Of(Approval approval, IReadOnlyList<ItemAccount> items, ExtractionJob? job)
    {
        if (job is not { IsComplete: true, ManifestJson: { } json } || job.ApprovalId != approval.Id) return null;

        var manifest = ManifestView.Of(System.Text.Json.Nodes.JsonNode.Parse(json)!);
        return new SearchMade(
            [.. items.Where(i => i.Standing != Standing.None && manifest.Rows.Where(r => r.Item == i.Item).Sum(r => r.Count) == 0).Select(i => i.Item)],
            manifest.RejectedCount, manifest.RejectedPossiblySubject, manifest.Absent);
    }
}
