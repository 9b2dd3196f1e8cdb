using CaseDesk.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CaseDesk.Migrations.Sqlite
{
    /// <summary>
    /// Tables for ledgers that a restore closed, which records do not map: nothing but a restore writes them, and the view LedgerHistory shows their entries beside the living ones.
    /// And guards that were missing: of the head against being replaced or bent at one size, of openings against being exchanged.
    /// </summary>
    [DbContext(typeof(SqliteCaseDeskDb))]
    [Migration("20261201090000_FormerLedgers")]
    public partial class FormerLedgers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                CREATE TABLE "LedgerFormerLogs" ("Log" INTEGER NOT NULL PRIMARY KEY, "Origin" TEXT NOT NULL, "VerifierKey" TEXT NOT NULL, "Size" INTEGER NOT NULL, "Checkpoint" TEXT NOT NULL, "Successor" TEXT NOT NULL);
                CREATE TABLE "LedgerFormerEntries" (
                    "Log" INTEGER NOT NULL, "Seq" INTEGER NOT NULL, "Leaf" TEXT NOT NULL, "LeafHash" BLOB NOT NULL,
                    "Time" TEXT GENERATED ALWAYS AS (json_extract("Leaf", '$.time')) VIRTUAL,
                    "Action" TEXT GENERATED ALWAYS AS (json_extract("Leaf", '$.action')) VIRTUAL,
                    "Actor" TEXT GENERATED ALWAYS AS (json_extract("Leaf", '$.actor.id')) VIRTUAL,
                    "ObjectKind" TEXT GENERATED ALWAYS AS (json_extract("Leaf", '$.object.kind')) VIRTUAL,
                    "ObjectId" TEXT GENERATED ALWAYS AS (json_extract("Leaf", '$.object.id')) VIRTUAL,
                    "Outcome" TEXT GENERATED ALWAYS AS (json_extract("Leaf", '$.outcome')) VIRTUAL,
                    PRIMARY KEY ("Log", "Seq"));
                CREATE INDEX "IX_LedgerFormerEntries_Action" ON "LedgerFormerEntries" ("Action");
                CREATE INDEX "IX_LedgerFormerEntries_ObjectId" ON "LedgerFormerEntries" ("ObjectId");
                CREATE TABLE "LedgerFormerOpenings" ("Log" INTEGER NOT NULL, "Seq" INTEGER NOT NULL, "Field" TEXT NOT NULL, "Salt" BLOB NOT NULL, "Value" TEXT NOT NULL, PRIMARY KEY ("Log", "Seq", "Field"));
                CREATE TABLE "LedgerFormerTiles" ("Log" INTEGER NOT NULL, "Level" INTEGER NOT NULL, "Index" INTEGER NOT NULL, "Hashes" BLOB NOT NULL, "Root" BLOB NOT NULL, PRIMARY KEY ("Log", "Level", "Index"));
                CREATE VIEW "LedgerHistory" AS
                    SELECT "Log", "Seq", "Time", "Action", "Actor", "ObjectId", "Outcome", "Leaf" FROM "LedgerFormerEntries"
                    UNION ALL SELECT 2147483647, "Seq", "Time", "Action", "Actor", "ObjectId", "Outcome", "Leaf" FROM "LedgerEntries";
                """);
            foreach (var (table, key) in new[]
            {
                ("LedgerFormerLogs", "t.\"Log\" = NEW.\"Log\""),
                ("LedgerFormerEntries", "t.\"Log\" = NEW.\"Log\" AND t.\"Seq\" = NEW.\"Seq\""),
                ("LedgerFormerTiles", "t.\"Log\" = NEW.\"Log\" AND t.\"Level\" = NEW.\"Level\" AND t.\"Index\" = NEW.\"Index\""),
            })
            {
                migrationBuilder.Sql($"CREATE TRIGGER \"{table}_no_update\" BEFORE UPDATE ON \"{table}\" BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;");
                migrationBuilder.Sql($"CREATE TRIGGER \"{table}_no_delete\" BEFORE DELETE ON \"{table}\" BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;");
                // INSERT OR REPLACE fires no delete trigger.
                migrationBuilder.Sql($"CREATE TRIGGER \"{table}_append\" BEFORE INSERT ON \"{table}\" WHEN EXISTS (SELECT 1 FROM \"{table}\" t WHERE {key}) BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;");
            }
            // One head, which is never replaced; and no second tree of a size.
            migrationBuilder.Sql("CREATE TRIGGER ledger_head_alone BEFORE INSERT ON \"LedgerHeads\" BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;");
            migrationBuilder.Sql("""
                CREATE TRIGGER ledger_head_straight BEFORE UPDATE ON "LedgerHeads" WHEN NEW."Id" <> OLD."Id" OR (NEW."Size" = OLD."Size" AND (NEW."Root" <> OLD."Root" OR NEW."Frontier" <> OLD."Frontier"))
                BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;
                """);
            // An opening may be erased one day, never exchanged.
            foreach (var (table, key) in new[] { ("LedgerOpenings", ""), ("LedgerFormerOpenings", "t.\"Log\" = NEW.\"Log\" AND ") })
            {
                migrationBuilder.Sql($"CREATE TRIGGER \"{table}_no_update\" BEFORE UPDATE ON \"{table}\" BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;");
                migrationBuilder.Sql($"CREATE TRIGGER \"{table}_append\" BEFORE INSERT ON \"{table}\" WHEN EXISTS (SELECT 1 FROM \"{table}\" t WHERE {key}t.\"Seq\" = NEW.\"Seq\" AND t.\"Field\" = NEW.\"Field\") BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;");
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            throw new System.NotSupportedException("The ledger's guards stay.");
        }
    }
}
