namespace CaseDesk.Model.People;

/// <summary>The roles of the desk, as Identity stores them.</summary>
public static class Role
{
    public const string Clerk = "clerk";
    public const string Reviewer = "reviewer";
    public const string Custodian = "custodian";
    public const string Reporter = "reporter";
    public const string Auditor = "auditor";
    public const string Administrator = "administrator";
    public const string Agency = "agency";

    public static IReadOnlyList<string> All { get; } = [Clerk, Reviewer, Custodian, Reporter, Auditor, Administrator, Agency];
}
