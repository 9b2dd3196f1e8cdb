using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CaseDesk.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class PolicyVersions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "NotBefore",
                table: "Work",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "InputsJson",
                table: "Approvals",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "PolicyVersions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PolicyId = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    EffectiveFrom = table.Column<DateOnly>(type: "date", nullable: false),
                    Text = table.Column<string>(type: "text", nullable: false),
                    Sha256 = table.Column<string>(type: "text", nullable: false),
                    DraftedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    DraftedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    PublishedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    PublishedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Reason = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    DiscardedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PolicyVersions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PolicyPreviews",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PolicyVersionId = table.Column<Guid>(type: "uuid", nullable: false),
                    ComparedWith = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    AskedBy = table.Column<Guid>(type: "uuid", nullable: false),
                    AskedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    CompletedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Open = table.Column<int>(type: "integer", nullable: false),
                    Changed = table.Column<int>(type: "integer", nullable: false),
                    Voided = table.Column<int>(type: "integer", nullable: false),
                    Lines = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PolicyPreviews", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PolicyPreviews_PolicyVersions_PolicyVersionId",
                        column: x => x.PolicyVersionId,
                        principalTable: "PolicyVersions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_PolicyPreviews_PolicyVersionId",
                table: "PolicyPreviews",
                column: "PolicyVersionId");

            migrationBuilder.CreateIndex(
                name: "IX_PolicyVersions_PolicyId",
                table: "PolicyVersions",
                column: "PolicyId",
                unique: true,
                filter: "\"PublishedAt\" IS NOT NULL");

            // A published version is what decisions cite: nothing of it changes, and it stays. Who drafted it does not publish it, whatever the code believes.
            migrationBuilder.Sql("""
                CREATE FUNCTION policy_versions_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF TG_OP = 'DELETE' THEN
                        RAISE EXCEPTION 'policy-is-sealed';
                    END IF;
                    IF TG_OP = 'INSERT' THEN
                        IF NEW."PublishedAt" IS NOT NULL AND (NEW."DraftedBy" IS NOT NULL OR EXISTS (SELECT 1 FROM "PolicyVersions" v WHERE v."PublishedAt" IS NOT NULL)) OR NEW."PublishedAt" IS NULL AND NEW."DraftedBy" IS NULL THEN
                            RAISE EXCEPTION 'four-eyes';
                        END IF;
                        RETURN NEW;
                    END IF;
                    IF OLD."PublishedAt" IS NOT NULL OR (NEW."Id", NEW."PolicyId", NEW."EffectiveFrom", NEW."Text", NEW."Sha256", NEW."DraftedBy", NEW."DraftedAt")
                        IS DISTINCT FROM (OLD."Id", OLD."PolicyId", OLD."EffectiveFrom", OLD."Text", OLD."Sha256", OLD."DraftedBy", OLD."DraftedAt") THEN
                        RAISE EXCEPTION 'policy-is-sealed';
                    END IF;
                    IF NEW."PublishedAt" IS NOT NULL AND (NEW."PublishedBy" IS NULL OR NEW."PublishedBy" IS NOT DISTINCT FROM NEW."DraftedBy" OR NEW."DiscardedAt" IS NOT NULL) THEN
                        RAISE EXCEPTION 'four-eyes';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER policy_versions_sealed BEFORE INSERT OR UPDATE OR DELETE ON "PolicyVersions" FOR EACH ROW EXECUTE FUNCTION policy_versions_sealed();
                CREATE FUNCTION approvals_replayable() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF (NEW."ScopeJson", NEW."InputsJson", NEW."PolicyVersion", NEW."PlanJson") IS DISTINCT FROM (OLD."ScopeJson", OLD."InputsJson", OLD."PolicyVersion", OLD."PlanJson") THEN
                        RAISE EXCEPTION 'approval-is-sealed';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER approvals_replayable BEFORE UPDATE ON "Approvals" FOR EACH ROW EXECUTE FUNCTION approvals_replayable();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PolicyPreviews");

            migrationBuilder.DropTable(
                name: "PolicyVersions");

            migrationBuilder.DropColumn(
                name: "NotBefore",
                table: "Work");

            migrationBuilder.DropColumn(
                name: "InputsJson",
                table: "Approvals");
        }
    }
}
