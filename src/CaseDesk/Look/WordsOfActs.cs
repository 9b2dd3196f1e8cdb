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
            "request.document" => ("downloaded the order", "tried to download the order"),
            "request.withdraw" => ("recorded that the agency withdrew", "tried to record a withdrawal"),
            "decision.decide" => ("decided the items", "tried to decide"),
            "extraction.run" => ("extracted the data", "tried to extract the data"),
            "extraction.retry" => ("started the extraction again", "tried to start the extraction again"),
            "disclosure.release" => ("released the disclosure", "tried to release"),
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
