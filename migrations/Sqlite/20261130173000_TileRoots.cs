using CaseDesk.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CaseDesk.Migrations.Sqlite
{
    /// <summary>
    /// The roots of stored tiles, side by side. A proof needs up to 255 of them a level, and in the table each lies behind the 8 kB of its tile, three pages further on.
    /// PostgreSQL keeps such values apart by itself. The model does not change.
    /// </summary>
    [DbContext(typeof(SqliteCaseDeskDb))]
    [Migration("20261130173000_TileRoots")]
    public class TileRoots : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""CREATE INDEX "IX_LedgerTiles_Roots" ON "LedgerTiles" ("Level", "Index", "Root");""");

        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""DROP INDEX "IX_LedgerTiles_Roots";""");
    }
}
