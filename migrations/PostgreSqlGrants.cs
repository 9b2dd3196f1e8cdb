namespace CaseDesk.Migrations;

/// <summary>
/// What the site's and the workers' database roles may do: least rights, table by table. Entries of the ledger can be added and read by both, and changed by neither.
/// Applied by <c>migrate</c> after each migration; running it again gives the same rights.
/// </summary>
public static class PostgreSqlGrants
{
    private const string Head = """UPDATE ("Size", "Frontier", "Root") ON "LedgerHeads" """;

    private static readonly string[] Web =
    [
        """SELECT ON ALL TABLES IN SCHEMA public """,
        """INSERT ON "Requests", "Items", "Documents", "Approvals", "Clarifications", "ScopeLooks", "Extractions", "Disclosures", "Recalls", "Certificates", "Letters", "Work", "PolicyVersions", "PolicyPreviews", "Agencies", "Sessions", "NumberSeries", "IdempotentAnswers", "DataProtectionKeys", "LedgerEntries", "LedgerTiles", "LedgerOpenings", "LedgerStates" """,
        """INSERT ON "AspNetUsers", "AspNetRoles", "AspNetUserRoles" """,
        """UPDATE ON "Requests", "Items", "Approvals", "Clarifications", "ScopeLooks", "Extractions", "Disclosures", "Certificates", "Work", "PolicyVersions", "PolicyPreviews", "Agencies", "Sessions", "NumberSeries", "IdempotentAnswers", "AspNetUsers", "LedgerStates" """,
        Head,
    ];

    // A worker reads cases and carries out what was approved. People, passwords and sessions are not its business.
    private static readonly string[] Worker =
    [
        """SELECT ON "__EFMigrationsHistory", "Requests", "Items", "Documents", "Approvals", "Clarifications", "Extractions", "Disclosures", "Recalls", "Certificates", "Letters", "Work", "PolicyVersions", "PolicyPreviews", "Agencies", "NumberSeries", "LedgerHeads", "LedgerEntries", "LedgerTiles", "LedgerOpenings", "LedgerStates", "LedgerFormerLogs" """,
        """INSERT ON "LedgerEntries", "LedgerTiles", "LedgerOpenings", "LedgerStates" """,
        """UPDATE ON "Requests", "Approvals", "Extractions", "Work", "PolicyPreviews", "LedgerStates" """,
        Head,
    ];

    /// <param name="web">Name of the site's role.</param>
    /// <param name="worker">Name of the workers' role.</param>
    /// <returns>Statements for the owner of the tables, in their order.</returns>
    public static IEnumerable<string> For(string web, string worker)
    {
        foreach (var (role, rights) in new[] { (Quoted(web), Web), (Quoted(worker), Worker) })
        {
            yield return $"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}";
            yield return $"GRANT USAGE ON SCHEMA public, hangfire TO {role}";
            yield return $"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA hangfire TO {role}";
            yield return $"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA hangfire TO {role}";
            foreach (var right in rights) yield return $"GRANT {right}TO {role}";
        }
    }

    /// <summary>A name as an identifier of SQL.</summary>
    public static string Quoted(string role) => '"' + role.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
