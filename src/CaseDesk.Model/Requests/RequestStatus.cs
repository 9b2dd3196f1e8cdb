namespace CaseDesk.Model.Requests;

/// <summary>Statuses of the contract, in the order of a request's life.</summary>
public enum RequestStatus
{
    Registered,
    Clarification,
    Approved,
    Extracted,
    Disclosed,
    Closed,
    Refused,
    Withdrawn,
}
