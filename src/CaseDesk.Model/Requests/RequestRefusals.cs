namespace CaseDesk.Model.Requests;

public static class RequestRefusals
{
    /// <summary>One body for "does not exist" and "is not yours": the difference would tell who is investigated.</summary>
    public static Refusal NotFound { get; } = new(1201, "not-found", "There is no such request here.", 404);

    public static Refusal IsClosed(string number) => new(1202, "already-decided", $"Request {number} is closed: nothing about it changes any more.");

    public static Refusal IsDecided(string number) => new(1203, "already-decided", $"Request {number} is decided. Amend an item to open it again.");

    public static Refusal AlreadyDecided(string number) => new(1204, "already-decided", $"Request {number} is decided already. Reload to see by whom.");

    public static Refusal DeciderRegistered(string number) =>
        new(1205, "four-eyes", $"You registered or edited request {number}: someone else has to decide it.", 403);

    public static Refusal ScopeChanged(string number) =>
        new(1206, "scope-changed", $"What request {number} reaches has changed since you looked. Look again, then decide.");

    public static Refusal DocumentMissing(string number) =>
        new(1207, "document-missing", $"Request {number} is compulsory process and has no order attached. Attach the order as a PDF, then decide.");

    public static Refusal NotApproved(string number) => new(1208, "not-approved", $"Request {number} has no approval in force.");

    public static Refusal NotExtracted(string number) => new(1209, "not-extracted", $"Request {number} has no complete extraction to release.");

    public static Refusal WiderThanAllowed(string what) => new(1210, "wider-than-allowed", what, 422);

    public static Refusal ChangedMeanwhile(string number) =>
        new(1211, "already-decided", $"Request {number} changed while you worked on it. Reload, then try again.");

    public static Refusal PreviewChanged(string number) =>
        new(1212, "preview-changed", $"The result of request {number} is not the one you looked at. Look again, then release.");

    public static Refusal DocumentChanged(string number) =>
        new(1235, "preview-changed", $"The document of request {number} that you looked at is not the one that would leave: it is too old, it was made anew, or what it says has changed since. Nothing was released. Open the document again, then release.");

    public static Refusal AgencyUnverified(string agency) =>
        new(1213, "agency-unverified", $"{agency} is not verified: someone other than its registrar has to record a call-back to a number from a directory.");

    public static Refusal ReleaserApproved(string number) =>
        new(1214, "four-eyes", $"You approved request {number}: someone else has to release it.", 403);

    public static Refusal ExtractionRuns(string number) => new(1215, "extraction-not-failed", $"The extraction of request {number} has not failed: there is nothing to start again.");

    public static Refusal AnswerUnread(string number) =>
        new(1231, "scope-changed", $"The agency has answered a question about request {number} since you looked. Read its answer, then decide.");

    public static Refusal PolicyChanged(string number) =>
        new(1230, "scope-changed", $"Another version of the policy came into force, and the desk has not held request {number} against it yet. Try again in a moment.");

    /// <param name="first">The first row that differs.</param>
    public static Refusal StateDiffers(string number, string first, int rows) =>
        new(1232, "state-differs", $"The records of request {number} are not what the ledger committed to: {(rows == 1 ? first : $"{first} and {rows - 1} more")}. Somebody changed the database past the desk. Nothing of this request is released; tell an auditor.");

    public static Refusal NotYet(string what) => new(1216, "not-found", what, 404);

    public static Refusal InstrumentNotSupported(string sentence) => new(1217, "not-supported-yet", sentence, 422);

    public static Refusal HandledElsewhere(string sentence) => new(1218, "handled-elsewhere", sentence, 422) { LedgerCode = "validation" };

    public static Refusal ReleaseExists(string number) => new(1219, "already-decided", $"Request {number} is released already.");

    public static Refusal NothingToRecall(string number) => new(1240, "not-released", $"Request {number} has no released disclosure in force: there is nothing to recall.");

    /// <param name="why">What is missing, as a sentence.</param>
    public static Refusal EvidenceUnavailable(string number, string why) =>
        new(1233, "evidence-unavailable", $"Request {number} is not released: {why} Try again later, or release it without, which the ledger will say.", 503);

    /// <param name="why">What the document that was looked at lacks, as a sentence.</param>
    public static Refusal DocumentLacksEvidence(string number, string why) =>
        new(1236, "evidence-unavailable", $"Request {number} is not released: when its document was made, evidence could not be had. {why} Open the document again later, or release it without, which the ledger will say.", 503);

    /// <param name="why">As a sentence.</param>
    public static Refusal CannotSign(string number, string why) => new(1234, "cannot-sign", $"Request {number} is not released: {why} The operator has to look at it.", 503);

    public static Refusal ReportTemplate(string sentence) => new(1237, "report-template", sentence, 503);

    public static Refusal ClarificationOpen(string number) =>
        new(1221, "clarification-open", $"A question about request {number} is open: nothing is approved, and nothing else is asked, until a clerk records the agency's answer.");

    public static Refusal ClarificationClosed(string number) =>
        new(1222, "clarification-closed", $"No question about request {number} is open: none was asked, or its answer is recorded already.");
}
