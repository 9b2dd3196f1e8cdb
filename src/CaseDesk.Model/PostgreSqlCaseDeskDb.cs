using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CaseDesk.Model;

public sealed class PostgreSqlCaseDeskDb(DbContextOptions<PostgreSqlCaseDeskDb> options) : CaseDeskDb(options)
{
    protected override bool LeafWordsAreStored => true;

    protected override string LeafWord(params ReadOnlySpan<string> path) => $"\"Leaf\"::jsonb #>> '{{{string.Join(',', path!)}}}'";

    // Npgsql takes instants with offset zero only.
    protected override void ConfigureConventions(ModelConfigurationBuilder configuration) =>
        configuration.Properties<DateTimeOffset>().HaveConversion<Utc>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        // Sealed bytes are compared as bytes, never by a language's collation.
        builder.Entity<Ledger.LedgerEntry>().Property(e => e.Leaf).UseCollation("C");
    }

    // Cut here, so that what was written is known without reading it again: the server keeps microseconds.
    private sealed class Utc() : ValueConverter<DateTimeOffset, DateTimeOffset>(at => at.ToUniversalTime().AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond)), at => at);
}
