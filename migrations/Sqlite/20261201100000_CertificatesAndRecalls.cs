using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CaseDesk.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CertificatesAndRecalls : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Disclosures_RequestId",
                table: "Disclosures");

            migrationBuilder.AddColumn<int>(
                name: "Edition",
                table: "Disclosures",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateTable(
                name: "Certificates",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    RequestId = table.Column<Guid>(type: "TEXT", nullable: false),
                    DisclosureId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Form = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Country = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    DeclarantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    DraftedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    DraftedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    TextSha256 = table.Column<string>(type: "TEXT", nullable: false),
                    TextSize = table.Column<long>(type: "INTEGER", nullable: false),
                    DraftSha256 = table.Column<string>(type: "TEXT", nullable: false),
                    DraftSize = table.Column<long>(type: "INTEGER", nullable: false),
                    SubscribedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    SubscribedName = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    Place = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    DeclinedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DeclinedReason = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    SealedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    PdfSha256 = table.Column<string>(type: "TEXT", nullable: true),
                    PdfSize = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Certificates", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Certificates_AspNetUsers_DeclarantId",
                        column: x => x.DeclarantId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Certificates_Disclosures_DisclosureId",
                        column: x => x.DisclosureId,
                        principalTable: "Disclosures",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Certificates_Requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Recalls",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    RequestId = table.Column<Guid>(type: "TEXT", nullable: false),
                    DisclosureId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    RecalledBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    RecalledAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Recalls", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Recalls_Disclosures_DisclosureId",
                        column: x => x.DisclosureId,
                        principalTable: "Disclosures",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Recalls_Requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Disclosures_RequestId_Edition",
                table: "Disclosures",
                columns: new[] { "RequestId", "Edition" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Certificates_DeclarantId",
                table: "Certificates",
                column: "DeclarantId");

            migrationBuilder.CreateIndex(
                name: "IX_Certificates_DisclosureId",
                table: "Certificates",
                column: "DisclosureId");

            migrationBuilder.CreateIndex(
                name: "IX_Certificates_RequestId_Number",
                table: "Certificates",
                columns: new[] { "RequestId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Recalls_DisclosureId",
                table: "Recalls",
                column: "DisclosureId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Recalls_RequestId",
                table: "Recalls",
                column: "RequestId");

            // A recall stands, and is of what was released. The next disclosure is the one after all that were recalled, whatever the code believes.
            migrationBuilder.Sql("""
                CREATE TRIGGER recalls_of_released BEFORE INSERT ON "Recalls"
                WHEN NOT EXISTS (SELECT 1 FROM "Disclosures" d WHERE d."Id" = NEW."DisclosureId" AND d."RequestId" = NEW."RequestId" AND d."ReleasedAt" IS NOT NULL)
                  OR EXISTS (SELECT 1 FROM "Recalls" r WHERE r."Id" = NEW."Id" OR r."DisclosureId" = NEW."DisclosureId")
                BEGIN SELECT RAISE(ABORT, 'recall-is-sealed'); END;
                """);
            foreach (var act in new[] { "UPDATE", "DELETE" })
                migrationBuilder.Sql($"CREATE TRIGGER recalls_stay_{act} BEFORE {act} ON \"Recalls\" BEGIN SELECT RAISE(ABORT, 'recall-is-sealed'); END;");
            migrationBuilder.Sql("""
                CREATE TRIGGER disclosures_edition BEFORE INSERT ON "Disclosures"
                WHEN NEW."Edition" <> 1 + (SELECT COUNT(*) FROM "Recalls" r WHERE r."RequestId" = NEW."RequestId")
                BEGIN SELECT RAISE(ABORT, 'disclosure-edition'); END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER disclosures_edition_stays BEFORE UPDATE ON "Disclosures" WHEN NEW."Edition" <> OLD."Edition"
                BEGIN SELECT RAISE(ABORT, 'disclosure-edition'); END;
                """);
            // A certificate is born a draft. Whose it is and what it says never changes; once it is declined, or subscribed and sealed, nothing of it does.
            migrationBuilder.Sql("""
                CREATE TRIGGER certificates_born_drafts BEFORE INSERT ON "Certificates"
                WHEN NEW."SubscribedAt" IS NOT NULL OR NEW."SubscribedName" IS NOT NULL OR NEW."DeclinedAt" IS NOT NULL OR NEW."SealedAt" IS NOT NULL OR NEW."PdfSha256" IS NOT NULL
                  OR EXISTS (SELECT 1 FROM "Certificates" c WHERE c."Id" = NEW."Id" OR (c."RequestId" = NEW."RequestId" AND c."Number" = NEW."Number"))
                BEGIN SELECT RAISE(ABORT, 'certificate-is-sealed'); END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER certificates_sealed BEFORE UPDATE ON "Certificates"
                WHEN OLD."DeclinedAt" IS NOT NULL OR OLD."SealedAt" IS NOT NULL
                  OR NEW."Id" IS NOT OLD."Id" OR NEW."RequestId" IS NOT OLD."RequestId" OR NEW."DisclosureId" IS NOT OLD."DisclosureId" OR NEW."Number" IS NOT OLD."Number" OR NEW."Form" IS NOT OLD."Form" OR NEW."Country" IS NOT OLD."Country" OR NEW."DeclarantId" IS NOT OLD."DeclarantId" OR NEW."DraftedBy" IS NOT OLD."DraftedBy" OR NEW."DraftedAt" IS NOT OLD."DraftedAt" OR NEW."TextSha256" IS NOT OLD."TextSha256" OR NEW."TextSize" IS NOT OLD."TextSize" OR NEW."DraftSha256" IS NOT OLD."DraftSha256" OR NEW."DraftSize" IS NOT OLD."DraftSize"
                  OR (OLD."SubscribedAt" IS NOT NULL AND (NEW."SubscribedAt" IS NOT OLD."SubscribedAt" OR NEW."SubscribedName" IS NOT OLD."SubscribedName" OR NEW."Place" IS NOT OLD."Place" OR NEW."DeclinedAt" IS NOT OLD."DeclinedAt" OR NEW."DeclinedReason" IS NOT OLD."DeclinedReason"))
                  OR (NEW."SealedAt" IS NOT NULL AND (OLD."SubscribedAt" IS NULL OR NEW."PdfSha256" IS NULL))
                  OR (NEW."SubscribedAt" IS NOT NULL AND (NEW."DeclinedAt" IS NOT NULL OR NEW."SubscribedName" IS NULL OR NEW."Place" IS NULL))
                BEGIN SELECT RAISE(ABORT, 'certificate-is-sealed'); END;
                """);
            migrationBuilder.Sql("CREATE TRIGGER certificates_stay BEFORE DELETE ON \"Certificates\" BEGIN SELECT RAISE(ABORT, 'certificate-is-sealed'); END;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Certificates");

            migrationBuilder.DropTable(
                name: "Recalls");

            migrationBuilder.DropIndex(
                name: "IX_Disclosures_RequestId_Edition",
                table: "Disclosures");

            migrationBuilder.DropColumn(
                name: "Edition",
                table: "Disclosures");

            migrationBuilder.CreateIndex(
                name: "IX_Disclosures_RequestId",
                table: "Disclosures",
                column: "RequestId",
                unique: true);
        }
    }
}
