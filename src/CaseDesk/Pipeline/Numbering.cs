using System.Globalization;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Pipeline;

/// <summary>Gives requests their numbers in ledger order, inside the transaction that stores them, which the context is in: no gaps, no reuse, no race.</summary>
internal static class Numbering
{
    public static async Task GiveNumbers(CaseDeskDb db)
    {
        foreach (var request in db.ChangeTracker.Entries<LegalRequest>().Where(e => e.State == EntityState.Added).Select(e => e.Entity))
        {
            if (request.Number.Length > 0) continue;
            var year = request.RegisteredAt.UtcDateTime.Year;
            var number = (await db.Database.SqlQuery<int>(
                $"""
                INSERT INTO "NumberSeries" ("Year", "Last") VALUES ({year}, 1)
                ON CONFLICT ("Year") DO UPDATE SET "Last" = "NumberSeries"."Last" + 1 RETURNING "Last"
                """).ToListAsync()).Single();
            request.GiveNumber(string.Create(CultureInfo.InvariantCulture, $"CD-{year:0000}-{number:000000}"));
        }
    }
}
