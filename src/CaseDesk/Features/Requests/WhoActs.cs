using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;

namespace CaseDesk.Features.Requests;

/// <summary>Who can act on a request now, in words: the answer to "why does nothing happen?".</summary>
internal static class WhoActs
{
    /// <param name="outside">Officers read nothing of who works inside.</param>
    public static string Now(RequestRow row, bool isReviewer, bool outside) => (row.Status, row.ExtractionState) switch
    {
        (_, _) when row.Status.IsEnded() => "Nobody: it is done.",
        (RequestStatus.Clarification, _) when outside => "Your agency: the provider asked a question.",
        (RequestStatus.Clarification, _) => "The agency: it was asked a question. A clerk records its answer.",
        (_, _) when outside => "The provider works on it.",
        (RequestStatus.Registered, _) when isReviewer && row.MayDecide => "You can decide it.",
        (RequestStatus.Registered, _) when isReviewer => "Another reviewer: you registered or edited it.",
        (RequestStatus.Registered, _) => $"A reviewer who is not {row.RegisteredBy} or its last editor.",
        (RequestStatus.Approved, ExtractionState.Failed) => "A custodian: the extraction failed.",
        (RequestStatus.Approved, _) => "The desk itself: the extraction waits or runs.",
        (RequestStatus.Extracted, _) => "A custodian who did not approve it.",
        _ => "The agency.",
    };
}
