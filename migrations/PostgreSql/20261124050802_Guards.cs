using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CaseDesk.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Guards : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // RFC 6962: the root of the empty tree is SHA-256 of nothing.
            migrationBuilder.Sql("INSERT INTO \"LedgerHeads\" (\"Id\", \"Size\", \"Frontier\", \"Root\") VALUES (1, 0, ''::bytea, decode('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'hex'));");
            // Append-only: triggers stop accidents and small people; the Merkle tree finds the rest.
            migrationBuilder.Sql("""
                CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'ledger-append-only'; END $$;
                CREATE FUNCTION ledger_sequence() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF NEW."Seq" <> (SELECT COALESCE(MAX("Seq") + 1, 0) FROM "LedgerEntries") OR (NEW."Leaf"::jsonb ->> 'seq')::bigint IS DISTINCT FROM NEW."Seq" THEN
                        RAISE EXCEPTION 'ledger-sequence';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER ledger_entries_append BEFORE INSERT ON "LedgerEntries" FOR EACH ROW EXECUTE FUNCTION ledger_sequence();
                ALTER TABLE "LedgerEntries" ENABLE ALWAYS TRIGGER ledger_entries_append;
                """);
            foreach (var table in new[] { "LedgerEntries", "LedgerTiles" })
            {
                migrationBuilder.Sql($"""
                    CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
                    CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
                    ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER ledger_no_change;
                    ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER ledger_no_truncate;
                    """);
            }
            migrationBuilder.Sql("""
                CREATE TRIGGER ledger_head_grows BEFORE UPDATE ON "LedgerHeads" FOR EACH ROW WHEN (NEW."Size" < OLD."Size") EXECUTE FUNCTION ledger_refuse();
                CREATE TRIGGER ledger_head_stays BEFORE DELETE ON "LedgerHeads" FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
                ALTER TABLE "LedgerHeads" ENABLE ALWAYS TRIGGER ledger_head_grows;
                ALTER TABLE "LedgerHeads" ENABLE ALWAYS TRIGGER ledger_head_stays;
                """);
            // Four eyes by person, whatever the code believes.
            migrationBuilder.Sql("""
                CREATE FUNCTION approvals_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF EXISTS (SELECT 1 FROM "Requests" r WHERE r."Id" = NEW."RequestId" AND r."RegisteredBy" = NEW."DecidedBy")
                       OR EXISTS (SELECT 1 FROM "Items" i WHERE i."RequestId" = NEW."RequestId" AND i."LastEditedBy" = NEW."DecidedBy") THEN
                        RAISE EXCEPTION 'four-eyes';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER approvals_four_eyes BEFORE INSERT ON "Approvals" FOR EACH ROW EXECUTE FUNCTION approvals_four_eyes();
                CREATE FUNCTION approvals_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF NEW."DecidedBy" <> OLD."DecidedBy" OR NEW."RequestId" <> OLD."RequestId" OR NEW."ScopeHash" <> OLD."ScopeHash" OR NEW."PlanHash" <> OLD."PlanHash" THEN
                        RAISE EXCEPTION 'approval-is-sealed';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER approvals_decider_stays BEFORE UPDATE ON "Approvals" FOR EACH ROW EXECUTE FUNCTION approvals_sealed();
                CREATE FUNCTION disclosures_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF EXISTS (SELECT 1 FROM "Approvals" a WHERE a."Id" = NEW."ApprovalId" AND a."DecidedBy" IN (NEW."PreparedBy", COALESCE(NEW."ReleasedBy", NEW."PreparedBy"))) THEN
                        RAISE EXCEPTION 'four-eyes';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER disclosures_four_eyes BEFORE INSERT OR UPDATE ON "Disclosures" FOR EACH ROW EXECUTE FUNCTION disclosures_four_eyes();
                CREATE FUNCTION agencies_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF NEW."VerifiedBy" = NEW."RegisteredBy" OR (TG_OP = 'INSERT' AND NEW."VerifiedAt" IS NOT NULL) THEN
                        RAISE EXCEPTION 'four-eyes';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER agencies_four_eyes BEFORE INSERT OR UPDATE ON "Agencies" FOR EACH ROW EXECUTE FUNCTION agencies_four_eyes();
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
