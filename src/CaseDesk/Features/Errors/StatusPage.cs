using CaseDesk.Model;

namespace CaseDesk.Features.Errors;

/// <summary>What a person reads in place of a page.</summary>
/// <param name="Title">What is the matter.</param>
/// <param name="Words">Why, and what to do, in a sentence or two.</param>
/// <param name="Trace">Id that the operator finds in the log; null where nothing was logged.</param>
public sealed record StatusPage(int Status, string Title, string Words, string? Trace = null)
{
    /// <summary>A fault that the desk found by itself and can name.</summary>
    public static StatusPage For(Refusal found) => new(found.Status, "Something is wrong here", found.Sentence);

    /// <summary>
    /// The words for a status. 404 says the same of what does not exist and of what this person may not see:
    /// the difference would tell that a request exists.
    /// </summary>
    public static StatusPage For(int status, string? trace = null)
    {
        var (title, words) = status switch
        {
            400 => ("This form was not accepted", "It may have been open for too long, or came from another page. Go back, load the page again and send it once more."),
            401 => ("Sign in first", "Your session has ended or was never opened."),
            403 => ("Your roles do not allow this", "Nothing was changed. Ask an administrator if you need this for your work."),
            404 => ("There is nothing here for you", "The address names nothing, or nothing that you may see."),
            405 => ("This address does nothing by itself", "It belongs to a button on another page. Nothing was changed."),
            409 => ("Someone else was faster", "What this page showed is no longer the current state. Nothing was changed. Load it again and look once more."),
            413 => ("This file is too large", "Nothing was stored."),
            429 => ("Too many attempts", "Wait a minute and try again."),
            503 => ("The desk cannot record at the moment", "Without a ledger entry nothing is shown and nothing is changed. Try again in a few minutes."),
            507 => ("The desk has no room on its disk", "Nothing was stored. The operator has to free some; then try again."),
            >= 500 => ("Something went wrong on our side", "What you did may or may not have been done: look at the request before you repeat it. The operator finds this in the log."),
            _ => ("This did not work", "Nothing was changed."),
        };
        return new StatusPage(status, title, words, trace);
    }
}
