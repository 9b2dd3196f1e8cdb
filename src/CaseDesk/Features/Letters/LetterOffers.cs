using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;

namespace CaseDesk.Features.Letters;

/// <summary>A kind of letter, and why it cannot be written now; null where it can.</summary>
internal sealed record LetterOffer(LetterKind Kind, Refusal? Not);

/// <summary>Which letters the state of a request bears. A page says it before anybody tries.</summary>
internal static class LetterOffers
{
    /// <param name="person">Who would write.</param>
    public static IReadOnlyList<LetterOffer> Of(LegalRequest request, DecisionMade? decision, OpenQuestion? question, SearchMade? search, RecallMade? recall, Guid person) =>
        [.. LetterKind.All.Select(kind => new LetterOffer(kind, InTheWay(kind, request, decision, question, search, recall, person)))];

    private static Refusal? InTheWay(LetterKind kind, LegalRequest request, DecisionMade? decision, OpenQuestion? question, SearchMade? search, RecallMade? recall, Guid person)
    {
        if (kind == LetterKind.Recall) return recall is not null ? null : LetterRefusals.NotDue($"No disclosure of request {request.Number} was recalled. A custodian recalls one on its page.");
        if (request.Status == RequestStatus.Withdrawn) return LetterRefusals.NotDue($"Request {request.Number} is withdrawn: nothing is owed to the agency any more, and no letter is written.");
        if (kind == LetterKind.Acknowledgement) return null;
        if (kind == LetterKind.Clarification) return question is not null ? null : LetterRefusals.NotDue($"No question about request {request.Number} is open. A reviewer asks one in the review.");
        if (decision is null) return LetterRefusals.NotDue($"Request {request.Number} has no decision in force. A reviewer decides its items first.");

        if (decision.Items.Any(item => item.IsContradicted)) return LetterRefusals.NotDue($"The policy and the store contradict each other about data of request {request.Number}, as its scope decision says: have the policy corrected and the items decided again, then write.");

        if (kind == LetterKind.Refusal)
            return Items(decision, Standing.None).Any() ? null : LetterRefusals.NotDue($"No item of request {request.Number} is refused: something of each may leave. The letter for an answer in part is the narrowing.");

        // What announces an answer, or is one, goes where an answer may go.
        if (kind == LetterKind.Narrowing)
            return !Items(decision, Standing.Part).Any()
                ? LetterRefusals.NotDue(Items(decision, Standing.Whole).Any() ? $"No item of request {request.Number} is answered in part." : $"Nothing of request {request.Number} may leave. The letter for that is the refusal.")
                : Unverified(request);
        return search is null
            ? LetterRefusals.NotDue($"Request {request.Number} has no complete extraction of the decision in force: nobody knows yet whether there are records.")
            : search.InVain.Count == 0
                ? LetterRefusals.NotDue($"No item of request {request.Number} was searched in vain. Data that is expired, was never collected or is refused is another answer: the refusal or the narrowing says which.")
                : request.ApprovalInForce?.DecidedBy == person ? LetterRefusals.WriterApproved(request.Number) : Unverified(request);
    }

    private static Refusal? Unverified(LegalRequest request) => request.Agency!.IsVerified ? null : RequestRefusals.AgencyUnverified(request.Agency.Name);

    private static IEnumerable<ItemAccount> Items(DecisionMade decision, Standing standing) => decision.Items.Where(item => item.Standing == standing);
}
