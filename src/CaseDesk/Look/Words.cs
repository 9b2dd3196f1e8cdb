using System.Globalization;
using CaseDesk.Policy;

namespace CaseDesk.Look;

/// <summary>The plain words of the interface. A name of the contract that has no words yet is shown as it is, never hidden.</summary>
public static partial class Words
{
    public static string For(Outcome outcome) => outcome switch
    {
        Outcome.Available => "Available",
        Outcome.Overdue => "Due for deletion, still held",
        Outcome.Expired => "Expired",
        Outcome.NeverCollected => "Never collected",
        Outcome.Preserved => "Preserved",
        Outcome.OutsideOrder => "Outside the order",
        Outcome.InstrumentInsufficient => "Not reachable with this instrument",
        Outcome.NeverDisclosed => "Never leaves",
        Outcome.OutOfJurisdiction => "Outside the jurisdictions served",
        Outcome.IdentifierInvalid => "Identifier not usable here",
        Outcome.UnknownSource => "No such source",
        _ => outcome.ToString(),
    };

    /// <summary>The same for under a bar, where there is little room.</summary>
    public static string InPicture(Outcome outcome) => outcome switch
    {
        Outcome.Available => "available",
        Outcome.Overdue => "due for deletion",
        Outcome.Expired => "expired",
        Outcome.NeverCollected => "never collected",
        Outcome.Preserved => "preserved",
        Outcome.OutsideOrder => "outside the order",
        Outcome.NeverDisclosed => "never leaves",
        Outcome.UnknownSource => "no such source",
        _ => "not reachable",
    };

    public static string Instrument(string name) => name switch
    {
        "us-administrative-subpoena" => "US administrative subpoena",
        "us-grand-jury-subpoena" => "US grand-jury subpoena",
        "us-trial-subpoena" => "US trial subpoena",
        "us-2703d-order" => "US 2703(d) order",
        "us-search-warrant" => "US search warrant",
        "us-pen-register-order" => "US pen register order",
        "us-preservation-request" => "US preservation request",
        "us-emergency-request" => "US emergency request",
        "us-nsl" => "US national security letter",
        "us-civil-subpoena" => "US civil subpoena",
        "eu-epoc" => "European Production Order (EPOC)",
        "eu-epoc-pr" => "European Preservation Order (EPOC-PR)",
        "uk-copo" => "UK overseas production order (COPO)",
        "mlat-request" => "MLAT request",
        "user-consent" => "Consent of the user",
        _ => name,
    };

    public static string IssuerKind(string name) => name switch
    {
        "grand-jury" => "grand jury",
        "party" => "party to a case",
        "user" => "the user",
        _ => name,
    };

    public static string Category(DataCategory category) => category switch
    {
        DataCategory.Subscriber => "subscriber data",
        DataCategory.Identification => "identification data",
        DataCategory.Traffic => "traffic data",
        DataCategory.Content => "content",
        _ => category.ToString(),
    };

    /// <summary>Status of a request, by its name in the contract.</summary>
    public static string Status(string status) => status switch
    {
        "registered" => "Registered",
        "clarification" => "Needs clarification",
        "approved" => "Approved",
        "extracted" => "Extracted",
        "disclosed" => "Disclosed",
        "closed" => "Closed",
        "refused" => "Refused",
        "withdrawn" => "Withdrawn",
        _ => status,
    };

    /// <summary>State of an extraction, by its name in the contract.</summary>
    public static string Extraction(string state) => state switch
    {
        "queued" => "Waiting to start",
        "running" => "In extraction",
        "complete" => "Extraction is complete",
        "complete-with-rejects" => "Complete, some lines could not be read",
        "failed" => "Extraction failed",
        "cancelled" => "Extraction cancelled",
        _ => state,
    };

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>item 2</c>, <c>items 1, 2 and 5</c>; without numbers <c>the whole request</c>.</summary>
    public static string ItemList(IReadOnlyList<int> items) => items.Count switch
    {
        0 => "the whole request",
        1 => "item " + Number(items[0]),
        _ => $"items {string.Join(", ", items.SkipLast(1).Select(item => Number(item)))} and {Number(items[^1])}",
    };

    /// <summary><c>4 items</c>, <c>1 item</c>, <c>48,230 entries</c>.</summary>
    public static string Count(long number, string one, string many) =>
        Number(number) + " " + (number == 1 ? one : many);
}
