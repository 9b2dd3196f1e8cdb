namespace CaseDesk.Pdf;

/// <summary>Whether certificates were revoked at a time.</summary>
public enum RevocationStatus
{
    /// <summary>Of at least one nobody says anything.</summary>
    Unknown,

    /// <summary>The issuer of each said that it was not.</summary>
    Good,

    /// <summary>One of them was.</summary>
    Revoked,
}
