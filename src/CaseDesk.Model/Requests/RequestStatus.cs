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

public static class RequestStatuses
{
    /// <summary>Nothing is owed to the agency any more.</summary>
    public static bool IsEnded(this RequestStatus status) => status is RequestStatus.Disclosed or RequestStatus.Closed or RequestStatus.Refused or RequestStatus.Withdrawn;
}
