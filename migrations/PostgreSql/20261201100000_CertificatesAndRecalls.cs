using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CaseDesk.Migrations.PostgreSql
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
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateTable(
                name: "Certificates",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    RequestId = table.Column<Guid>(type: "uuid", nullable: false),
                    DisclosureId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Form = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Country = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    DeclarantId = table.Column<Guid>(type: "uuid", nullable: false),
                    DraftedBy = table.Column<Guid>(type: "uuid", nullable: false),
                    DraftedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    TextSha256 = table.Column<string>(type: "text", nullable: false),
                    TextSize = table.Column<long>(type: "bigint", nullable: false),
                    DraftSha256 = table.Column<string>(type: "text", nullable: false),
                    DraftSize = table.Column<long>(type: "bigint", nullable: false),
                    SubscribedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    SubscribedName = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Place = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    DeclinedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    DeclinedReason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    SealedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    PdfSha256 = table.Column<string>(type: "text", nullable: true),
                    PdfSize = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
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
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    RequestId = table.Column<Guid>(type: "uuid", nullable: false),
                    DisclosureId = table.Column<Guid>(type: "uuid", nullable: false),
                    Reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    RecalledBy = table.Column<Guid>(type: "uuid", nullable: false),
                    RecalledAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
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
                CREATE FUNCTION recalls_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF TG_OP <> 'INSERT' OR NOT EXISTS (SELECT 1 FROM "Disclosures" d WHERE d."Id" = NEW."DisclosureId" AND d."RequestId" = NEW."RequestId" AND d."ReleasedAt" IS NOT NULL) THEN
                        RAISE EXCEPTION 'recall-is-sealed';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER recalls_sealed BEFORE INSERT OR UPDATE OR DELETE ON "Recalls" FOR EACH ROW EXECUTE FUNCTION recalls_sealed();
                CREATE FUNCTION disclosures_edition() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF (TG_OP = 'UPDATE' AND NEW."Edition" <> OLD."Edition") OR (TG_OP = 'INSERT' AND NEW."Edition" <> 1 + (SELECT COUNT(*) FROM "Recalls" r WHERE r."RequestId" = NEW."RequestId")) THEN
                        RAISE EXCEPTION 'disclosure-edition';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER disclosures_edition BEFORE INSERT OR UPDATE ON "Disclosures" FOR EACH ROW EXECUTE FUNCTION disclosures_edition();
                """);
            // A certificate is born a draft. Whose it is and what it says never changes; once it is declined, or subscribed and sealed, nothing of it does.
            migrationBuilder.Sql("""
                CREATE FUNCTION certificates_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF TG_OP = 'INSERT' THEN
                        IF NEW."SubscribedAt" IS NOT NULL OR NEW."SubscribedName" IS NOT NULL OR NEW."DeclinedAt" IS NOT NULL OR NEW."SealedAt" IS NOT NULL OR NEW."PdfSha256" IS NOT NULL THEN
                            RAISE EXCEPTION 'certificate-is-sealed';
                        END IF;
                        RETURN NEW;
                    END IF;
                    IF TG_OP = 'DELETE' OR OLD."DeclinedAt" IS NOT NULL OR OLD."SealedAt" IS NOT NULL
                       OR (NEW."Id", NEW."RequestId", NEW."DisclosureId", NEW."Number", NEW."Form", NEW."Country", NEW."DeclarantId", NEW."DraftedBy", NEW."DraftedAt", NEW."TextSha256", NEW."TextSize", NEW."DraftSha256", NEW."DraftSize")
                          IS DISTINCT FROM (OLD."Id", OLD."RequestId", OLD."DisclosureId", OLD."Number", OLD."Form", OLD."Country", OLD."DeclarantId", OLD."DraftedBy", OLD."DraftedAt", OLD."TextSha256", OLD."TextSize", OLD."DraftSha256", OLD."DraftSize")
                       OR (OLD."SubscribedAt" IS NOT NULL AND (NEW."SubscribedAt", NEW."SubscribedName", NEW."Place", NEW."DeclinedAt", NEW."DeclinedReason") IS DISTINCT FROM (OLD."SubscribedAt", OLD."SubscribedName", OLD."Place", OLD."DeclinedAt", OLD."DeclinedReason"))
                       OR (NEW."SealedAt" IS NOT NULL AND (OLD."SubscribedAt" IS NULL OR NEW."PdfSha256" IS NULL))
                       OR (NEW."SubscribedAt" IS NOT NULL AND (NEW."DeclinedAt" IS NOT NULL OR NEW."SubscribedName" IS NULL OR NEW."Place" IS NULL)) THEN
                        RAISE EXCEPTION 'certificate-is-sealed';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER certificates_sealed BEFORE INSERT OR UPDATE OR DELETE ON "Certificates" FOR EACH ROW EXECUTE FUNCTION certificates_sealed();
                """);
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
