namespace CaseDesk.Features.Letters;

/// <summary>What a letter is for, by its name in the contract.</summary>
internal sealed record LetterKind(string Name, string Label, string Says)
{
    public static LetterKind Acknowledgement { get; } = new("acknowledgement", "Acknowledgement", "that the demand was received, when it is due, and what a non-disclosure order forbids");

    public static LetterKind Clarification { get; } = new("clarification", "Clarification", "the open question, and the items that it is about");

    public static LetterKind Narrowing { get; } = new("narrowing", "Narrowing", "item by item what is answered, and what is not, with rule and citation");

    public static LetterKind Refusal { get; } = new("refusal", "Refusal", "the items that are not answered at all, with rule and citation");

    public static LetterKind NoRecords { get; } = new("no-records", "No records", "the items that were searched and of which nothing was found");

    public static LetterKind Recall { get; } = new(Model.Work.Letter.Recall, "Recall", "that a disclosure was wrong and is recalled, why, and what the agency is asked to do");

    public static IReadOnlyList<LetterKind> All { get; } = [Acknowledgement, Clarification, Narrowing, Refusal, NoRecords, Recall];

    /// <summary>True where it gives reasons of a decision.</summary>
    public bool SaysReasons => this == Narrowing || this == Refusal || this == NoRecords;

    public static LetterKind? Find(string? name) => All.FirstOrDefault(kind => kind.Name == name);
}
