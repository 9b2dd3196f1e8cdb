using CaseDesk.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CaseDesk.Migrations.PostgreSql
{
    /// <summary>
    /// Tables for ledgers that a restore closed, which records do not map: nothing but a restore writes them, and the view LedgerHistory shows their entries beside the living ones.
    /// And guards that were missing: of the head against being replaced or bent at one size, of openings against being exchanged.
    /// </summary>
    [DbContext(typeof(PostgreSqlCaseDeskDb))]
    [Migration("20261201090000_FormerLedgers")]
    public partial class FormerLedgers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                CREATE TABLE "LedgerFormerLogs" ("Log" integer NOT NULL PRIMARY KEY, "Origin" text NOT NULL, "VerifierKey" text NOT NULL, "Size" bigint NOT NULL, "Checkpoint" text NOT NULL, "Successor" text NOT NULL);
                CREATE TABLE "LedgerFormerEntries" (
                    "Log" integer NOT NULL, "Seq" bigint NOT NULL, "Leaf" text COLLATE "C" NOT NULL, "LeafHash" bytea NOT NULL,
                    "Time" text GENERATED ALWAYS AS ("Leaf"::jsonb #>> '{time}') STORED,
                    "Action" text GENERATED ALWAYS AS ("Leaf"::jsonb #>> '{action}') STORED,
                    "Actor" text GENERATED ALWAYS AS ("Leaf"::jsonb #>> '{actor,id}') STORED,
                    "ObjectKind" text GENERATED ALWAYS AS ("Leaf"::jsonb #>> '{object,kind}') STORED,
                    "ObjectId" text GENERATED ALWAYS AS ("Leaf"::jsonb #>> '{object,id}') STORED,
                    "Outcome" text GENERATED ALWAYS AS ("Leaf"::jsonb #>> '{outcome}') STORED,
                    PRIMARY KEY ("Log", "Seq"));
                CREATE INDEX "IX_LedgerFormerEntries_Action" ON "LedgerFormerEntries" ("Action");
                CREATE INDEX "IX_LedgerFormerEntries_ObjectId" ON "LedgerFormerEntries" ("ObjectId");
                CREATE TABLE "LedgerFormerOpenings" ("Log" integer NOT NULL, "Seq" bigint NOT NULL, "Field" text NOT NULL, "Salt" bytea NOT NULL, "Value" text NOT NULL, PRIMARY KEY ("Log", "Seq", "Field"));
                CREATE TABLE "LedgerFormerTiles" ("Log" integer NOT NULL, "Level" integer NOT NULL, "Index" bigint NOT NULL, "Hashes" bytea NOT NULL, "Root" bytea NOT NULL, PRIMARY KEY ("Log", "Level", "Index"));
                CREATE VIEW "LedgerHistory" AS
                    SELECT "Log", "Seq", "Time", "Action", "Actor", "ObjectId", "Outcome", "Leaf" FROM "LedgerFormerEntries"
                    UNION ALL SELECT 2147483647, "Seq", "Time", "Action", "Actor", "ObjectId", "Outcome", "Leaf" FROM "LedgerEntries";
                """);
            foreach (var table in new[] { "LedgerFormerLogs", "LedgerFormerEntries", "LedgerFormerTiles" })
            {
                migrationBuilder.Sql($"""
                    CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
                    CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
                    ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER ledger_no_change;
                    ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER ledger_no_truncate;
                    """);
            }
            // One head, never emptied; and no second tree of a size.
            migrationBuilder.Sql("""
                CREATE TRIGGER ledger_head_alone BEFORE INSERT ON "LedgerHeads" FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
                CREATE TRIGGER ledger_head_no_truncate BEFORE TRUNCATE ON "LedgerHeads" FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
                CREATE TRIGGER ledger_head_straight BEFORE UPDATE ON "LedgerHeads" FOR EACH ROW
                    WHEN (NEW."Id" <> OLD."Id" OR (NEW."Size" = OLD."Size" AND (NEW."Root" <> OLD."Root" OR NEW."Frontier" <> OLD."Frontier"))) EXECUTE FUNCTION ledger_refuse();
                ALTER TABLE "LedgerHeads" ENABLE ALWAYS TRIGGER ledger_head_alone;
                ALTER TABLE "LedgerHeads" ENABLE ALWAYS TRIGGER ledger_head_no_truncate;
                ALTER TABLE "LedgerHeads" ENABLE ALWAYS TRIGGER ledger_head_straight;
                """);
            // An opening may be erased one day, never exchanged.
            foreach (var table in new[] { "LedgerOpenings", "LedgerFormerOpenings" })
            {
                migrationBuilder.Sql($"""
                    CREATE TRIGGER ledger_no_exchange BEFORE UPDATE ON "{table}" FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
                    ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER ledger_no_exchange;
                    """);
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            throw new System.NotSupportedException("The ledger's guards stay.");
        }
    }
}
