using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CaseDesk.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PolicyVersions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "NotBefore",
                table: "Work",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "InputsJson",
                table: "Approvals",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "PolicyVersions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PolicyId = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    EffectiveFrom = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    DraftedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    DraftedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    PublishedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    PublishedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    DiscardedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PolicyVersions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PolicyPreviews",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PolicyVersionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ComparedWith = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    AskedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    CompletedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Open = table.Column<int>(type: "INTEGER", nullable: false),
                    Changed = table.Column<int>(type: "INTEGER", nullable: false),
                    Voided = table.Column<int>(type: "INTEGER", nullable: false),
                    Lines = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
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
                CREATE TRIGGER policy_versions_begin BEFORE INSERT ON "PolicyVersions"
                WHEN NEW."PublishedAt" IS NOT NULL AND (NEW."DraftedBy" IS NOT NULL OR EXISTS (SELECT 1 FROM "PolicyVersions" v WHERE v."PublishedAt" IS NOT NULL)) OR NEW."PublishedAt" IS NULL AND NEW."DraftedBy" IS NULL
                BEGIN SELECT RAISE(ABORT, 'four-eyes'); END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER policy_versions_four_eyes BEFORE UPDATE ON "PolicyVersions"
                WHEN NEW."PublishedAt" IS NOT NULL AND (NEW."PublishedBy" IS NULL OR NEW."PublishedBy" IS NEW."DraftedBy" OR NEW."DiscardedAt" IS NOT NULL)
                BEGIN SELECT RAISE(ABORT, 'four-eyes'); END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER policy_versions_sealed BEFORE UPDATE ON "PolicyVersions"
                WHEN OLD."PublishedAt" IS NOT NULL OR NEW."Id" <> OLD."Id" OR NEW."PolicyId" <> OLD."PolicyId" OR NEW."EffectiveFrom" <> OLD."EffectiveFrom" OR NEW."Text" <> OLD."Text"
                  OR NEW."Sha256" <> OLD."Sha256" OR NEW."DraftedBy" IS NOT OLD."DraftedBy" OR NEW."DraftedAt" <> OLD."DraftedAt"
                BEGIN SELECT RAISE(ABORT, 'policy-is-sealed'); END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER policy_versions_stay BEFORE DELETE ON "PolicyVersions" BEGIN SELECT RAISE(ABORT, 'policy-is-sealed'); END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER approvals_replayable BEFORE UPDATE ON "Approvals"
                WHEN NEW."ScopeJson" <> OLD."ScopeJson" OR NEW."InputsJson" <> OLD."InputsJson" OR NEW."PolicyVersion" <> OLD."PolicyVersion" OR NEW."PlanJson" <> OLD."PlanJson"
                BEGIN SELECT RAISE(ABORT, 'approval-is-sealed'); END;
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
