namespace CaseDesk.Model;

/// <summary>Why something is not done: a stable code for programs, a sentence for the person, a number for support.</summary>
/// <param name="Number">Unique in the catalogue, never reused.</param>
/// <param name="Code">Stable code of the REST contract.</param>
/// <param name="Sentence">What stands in the way, and the remedy.</param>
/// <param name="Status">HTTP status that a caller gets.</param>
public sealed record Refusal(int Number, string Code, string Sentence, int Status = 409)
{
    /// <summary>What the ledger says; differs from <see cref="Code"/> only where even the kind of refusal must not be shown (18 U.S.C. 2709(c)).</summary>
    public string LedgerCode { get; init; } = Code;
}

/// <summary>Thrown once where a rule says no, shown in one place. Anything else that is thrown is a bug.</summary>
/// <param name="race">The lost race behind it, where there was one.</param>
public sealed class Refused(Refusal refusal, Exception? race = null) : Exception(refusal.Sentence, race)
{
    public Refusal Refusal { get; } = refusal;
}
