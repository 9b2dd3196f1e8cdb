namespace CaseDesk.Look;

/// <summary>What was done, by its name in the ledger, as the timeline says it after the person's name.</summary>
public static partial class Words
{
    public static string Act(string action, string outcome)
    {
        var (did, tried) = action switch
        {
            "request.register" => ("registered the request", "tried to register it"),
            "request.amend" => ("corrected an item", "tried to correct an item"),
            "request.attach" => ("attached the order", "tried to attach a document"),
            "request.withdraw" => ("recorded that the agency withdrew", "tried to record a withdrawal"),
            "request.list" => ("looked at the list of requests", "tried to look at the list of requests"),
            "request.view" => ("looked at the request", "tried to look at the request"),
            "request.document" => ("downloaded the order", "tried to download the order"),
            "request.scope" => ("looked at the scope decision", "tried to look at the scope decision"),
            "request.decisions" => ("had what was decided computed again", "tried to have decisions computed again"),
            "clarification.ask" => ("asked the agency a question", "tried to ask the agency a question"),
            "clarification.answer" => ("recorded the agency's answer", "tried to record the agency's answer"),
            "decision.look" => ("looked at what it reaches, to decide it", "tried to look at what it reaches"),
            "decision.decide" => ("decided the items", "tried to decide"),
            "extraction.view" => ("looked at the extraction", "tried to look at the extraction"),
            "extraction.start" => ("asked for the extraction to start", "tried to start the extraction"),
            "extraction.cancel" => ("cancelled the extraction", "tried to cancel the extraction"),
            "extraction.preview" => ("looked at the rows", "tried to look at the rows"),
            "extraction.rows" => ("downloaded the rows", "tried to download the rows"),
            "job.extract.begin" => ("began to extract what was approved", "tried to begin the extraction"),
            "job.extract.complete" => ("extracted the data", "tried to complete the extraction"),
            "job.extract.fail" => ("could not extract the data", "tried to end the extraction as failed"),
            "job.sweep.files" => ("removed files that no record names", "tried to remove files that no record names"),
            "disclosure.preview" => ("looked at what would be released", "tried to look at what would be released"),
            "disclosure.prepare" => ("prepared the disclosure", "tried to release"),
            "disclosure.sign" => ("signed and released the disclosure", "tried to sign the disclosure"),
            "disclosure.view" => ("looked at the disclosure", "tried to look at the disclosure"),
            "disclosure.download" => ("downloaded a released file", "tried to download a released file"),
            "state.begin" => ("began to commit to the desk's rows", "tried to begin to commit to the desk's rows"),
            "letter.list" => ("looked at the letters", "tried to look at the letters"),
            "letter.preview" => ("read a letter before signing", "tried to read a letter before signing"),
            "letter.write" => ("signed a letter to the agency", "tried to sign a letter"),
            "letter.download" => ("downloaded a letter", "tried to download a letter"),
            "agency.register" => ("registered an agency", "tried to register an agency"),
            "agency.verify" => ("recorded a call-back to an agency", "tried to record a call-back"),
            "agency.list" => ("looked at the agencies", "tried to look at the agencies"),
            "policy.begin" => ("began with the policy of the operator’s file", "tried to begin with the operator’s policy file"),
            "policy.draft" => ("drafted a version of the policy", "tried to draft a version of the policy"),
            "policy.discard" => ("discarded a draft of the policy", "tried to discard a draft of the policy"),
            "policy.compare" => ("asked what a draft of the policy would change", "tried to compare a draft of the policy"),
            "policy.publish" => ("published a version of the policy", "tried to publish a version of the policy"),
            "policy.list" => ("looked at the versions of the policy", "tried to look at the versions of the policy"),
            "policy.view" => ("looked at a version of the policy", "tried to look at a version of the policy"),
            "job.policy.compare" => ("counted what a draft of the policy would change", "tried to count what a draft would change"),
            "job.policy.hold" => ("held the request against the policy in force", "tried to hold the request against the policy in force"),
            "job.policy.applied" => ("held all open requests against a new version of the policy", "tried to hold open requests against a new version"),
            "policy.preflight" => ("tested a draft order", "tried to test a draft order"),
            "transparency.report" => ("counted requests for a transparency report", "tried to count requests for a transparency report"),
            "auth.sign-in" => ("signed in", "tried to sign in"),
            "auth.sign-out" => ("signed out", "tried to sign out"),
            "auth.change-password" => ("changed the password", "tried to change the password"),
            "user.add" => ("added a user", "tried to add a user"),
            "access.refused" => ("asked for a page that the roles do not open", "asked for a page that the roles do not open"),
            "stranger.refused" => ("counted strangers who were refused", "tried to count strangers"),
            "ledger.list" => ("searched the ledger", "tried to search the ledger"),
            "ledger.proof" => ("opened a ledger entry", "tried to open a ledger entry"),
            "ledger.bundle" => ("read ledger entries in bulk", "tried to read ledger entries in bulk"),
            "ledger.export" => ("exported the ledger", "tried to export the ledger"),
            _ => (action, action),
        };
        return outcome switch
        {
            "ok" => did,
            "denied" => tried + " and was refused",
            _ => tried + "; it failed",
        };
    }
}
