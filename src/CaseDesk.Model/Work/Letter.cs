using CaseDesk.Model.Requests;

namespace CaseDesk.Model.Work;

/// <summary>A letter to the agency as it was written: what was said then, which nothing later changes. A second one of its kind is another letter.</summary>
public sealed class Letter
{
    public const string Recall = "recall";

    private Letter()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid RequestId { get; private init; }

    /// <summary>From 1, within the request.</summary>
    public int Number { get; private init; }

    /// <summary><c>acknowledgement</c>, <c>clarification</c>, <c>narrowing</c>, <c>refusal</c>, <c>no-records</c> or <c>recall</c>.</summary>
    public string Kind { get; private init; } = "";

    /// <summary>BCP 47.</summary>
    public string Language { get; private init; } = "";

    public Guid WrittenBy { get; private init; }

    public DateTimeOffset WrittenAt { get; private init; }

    /// <summary>Lower-case hex.</summary>
    public string TextSha256 { get; private init; } = "";

    public long TextSize { get; private init; }

    /// <summary>Of the signed PDF, lower-case hex.</summary>
    public string PdfSha256 { get; private init; } = "";

    public long PdfSize { get; private init; }

    /// <summary>The request moves with it: who changes at this moment what the letter tells of cannot do so unnoticed.</summary>
    public static Letter Write(LegalRequest request, int number, string kind, string language, LetterFileHash text, LetterFileHash pdf, Guid by, DateTimeOffset at)
    {
        request.LetterWritten(isRecall: kind == Recall);
        return new()
        {
            RequestId = request.Id,
            Number = number,
            Kind = kind,
            Language = language,
            TextSha256 = text.Sha256,
            TextSize = text.Size,
            PdfSha256 = pdf.Sha256,
            PdfSize = pdf.Size,
            WrittenBy = by,
            WrittenAt = at,
        };
    }
}

/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Size">In bytes.</param>
public sealed record LetterFileHash(string Sha256, long Size);

public static class LetterRefusals
{
    /// <summary>The state of the request does not bear this kind of letter; the sentence says what would.</summary>
    public static Refusal NotDue(string sentence) => new(1501, "letter-not-due", sentence);

    /// <summary>The operator's template is broken; nobody who writes a letter can help it.</summary>
    public static Refusal Template(string sentence) => new(1502, "letter-template", sentence, 503);

    public static Refusal Changed(string number) =>
        new(1503, "preview-changed", $"The letter to request {number} would no longer read as you looked at it. Look again, then sign.");

    public static Refusal WriterApproved(string number) =>
        new(1504, "four-eyes", $"You approved request {number}: someone else has to write that nothing was found.", 403);

    public static Refusal NoSuchLetter(string number) => new(1505, "not-found", $"Request {number} has no such letter.", 404);

    /// <summary>500: no person did anything wrong, and no other request of hers would help.</summary>
    public static Refusal Damaged { get; } =
        new(1506, "result-damaged", "The stored letter is not the one that was signed. It is not handed out. Tell the operator: the ledger has an entry of this.", 500);
}
