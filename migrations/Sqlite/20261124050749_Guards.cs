using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CaseDesk.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Guards : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // RFC 6962: the root of the empty tree is SHA-256 of nothing.
            migrationBuilder.Sql("INSERT INTO \"LedgerHeads\" (\"Id\", \"Size\", \"Frontier\", \"Root\") VALUES (1, 0, X'', X'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');");
            // Append-only: triggers stop accidents and small people; the Merkle tree finds the rest.
            migrationBuilder.Sql("""
                CREATE TRIGGER ledger_entries_append BEFORE INSERT ON "LedgerEntries"
                WHEN NEW."Seq" <> (SELECT COALESCE(MAX("Seq") + 1, 0) FROM "LedgerEntries") OR json_extract(NEW."Leaf", '$.seq') IS NOT NEW."Seq"
                BEGIN SELECT RAISE(ABORT, 'ledger-sequence'); END;
                """);
            foreach (var table in new[] { "LedgerEntries", "LedgerTiles" })
            {
                migrationBuilder.Sql($"CREATE TRIGGER \"{table}_no_update\" BEFORE UPDATE ON \"{table}\" BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;");
                migrationBuilder.Sql($"CREATE TRIGGER \"{table}_no_delete\" BEFORE DELETE ON \"{table}\" BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;");
            }
            // INSERT OR REPLACE fires no delete trigger: a tile that is there may not be written again.
            migrationBuilder.Sql("""
                CREATE TRIGGER ledger_tiles_append BEFORE INSERT ON "LedgerTiles"
                WHEN EXISTS (SELECT 1 FROM "LedgerTiles" t WHERE t."Level" = NEW."Level" AND t."Index" = NEW."Index")
                BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER ledger_head_grows BEFORE UPDATE ON "LedgerHeads" WHEN NEW."Size" < OLD."Size"
                BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER ledger_head_stays BEFORE DELETE ON "LedgerHeads" BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;
                """);
            // Four eyes by person, whatever the code believes.
            migrationBuilder.Sql("""
                CREATE TRIGGER approvals_four_eyes BEFORE INSERT ON "Approvals"
                WHEN EXISTS (SELECT 1 FROM "Requests" r WHERE r."Id" = NEW."RequestId" AND r."RegisteredBy" = NEW."DecidedBy")
                  OR EXISTS (SELECT 1 FROM "Items" i WHERE i."RequestId" = NEW."RequestId" AND i."LastEditedBy" = NEW."DecidedBy")
                BEGIN SELECT RAISE(ABORT, 'four-eyes'); END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER approvals_decider_stays BEFORE UPDATE OF "DecidedBy", "RequestId", "ScopeHash", "PlanHash" ON "Approvals"
                WHEN NEW."DecidedBy" <> OLD."DecidedBy" OR NEW."RequestId" <> OLD."RequestId" OR NEW."ScopeHash" <> OLD."ScopeHash" OR NEW."PlanHash" <> OLD."PlanHash"
                BEGIN SELECT RAISE(ABORT, 'approval-is-sealed'); END;
                """);
            foreach (var act in new[] { "INSERT", "UPDATE" })
            {
                migrationBuilder.Sql($"""
                    CREATE TRIGGER disclosures_four_eyes_{act} BEFORE {act} ON "Disclosures"
                    WHEN EXISTS (SELECT 1 FROM "Approvals" a WHERE a."Id" = NEW."ApprovalId" AND a."DecidedBy" IN (NEW."PreparedBy", COALESCE(NEW."ReleasedBy", NEW."PreparedBy")))
                    BEGIN SELECT RAISE(ABORT, 'four-eyes'); END;
                    """);
            }
            migrationBuilder.Sql("""
                CREATE TRIGGER agencies_four_eyes BEFORE UPDATE ON "Agencies" WHEN NEW."VerifiedBy" = NEW."RegisteredBy"
                BEGIN SELECT RAISE(ABORT, 'four-eyes'); END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER agencies_born_unverified BEFORE INSERT ON "Agencies" WHEN NEW."VerifiedAt" IS NOT NULL
                BEGIN SELECT RAISE(ABORT, 'four-eyes'); END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // The guards are not taken down: a ledger without them is not a ledger.
            throw new System.NotSupportedException("The ledger's guards stay.");
        }
    }
}
