using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CaseDesk.Model;

public sealed class SqliteCaseDeskDb(DbContextOptions<SqliteCaseDeskDb> options) : CaseDeskDb(options)
{
    protected override bool LeafWordsAreStored => false;

    protected override string LeafWord(params ReadOnlySpan<string> path) => $"json_extract(\"Leaf\", '$.{string.Join('.', path!)}')";

    // SQLite has no type for instants: UTC ticks sort, and lose nothing.
    protected override void ConfigureConventions(ModelConfigurationBuilder configuration) =>
        configuration.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();

    private sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(at => at.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}
