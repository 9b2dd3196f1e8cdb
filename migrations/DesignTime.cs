using CaseDesk.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CaseDesk.Migrations;

/// <summary>Lets dotnet-ef make contexts without starting the web application, and tests compare both histories offline.</summary>
public sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteCaseDeskDb>
{
    public SqliteCaseDeskDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteCaseDeskDb>()
            .UseSqlite("Data Source=design.db", sqlite => sqlite.MigrationsAssembly(typeof(SqliteDesignTime).Assembly.GetName().Name))
            .UseApplicationServiceProvider(IdentitySchema.Services).Options);
}

public sealed class PostgreSqlDesignTime : IDesignTimeDbContextFactory<PostgreSqlCaseDeskDb>
{
    public PostgreSqlCaseDeskDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgreSqlCaseDeskDb>()
            .UseNpgsql("Host=design", npgsql => npgsql.MigrationsAssembly(typeof(SqliteDesignTime).Assembly.GetName().Name))
            .UseApplicationServiceProvider(IdentitySchema.Services).Options);
}

/// <summary>Identity's schema version decides whether passkeys have a table; overriding it in the context is ignored (dotnet/aspnetcore #59880).</summary>
internal static class IdentitySchema
{
    public static IServiceProvider Services { get; } = new ServiceCollection()
        .AddSingleton(Options.Create(new IdentityOptions { Stores = { SchemaVersion = IdentitySchemaVersions.Version3 } }))
        .BuildServiceProvider();
}
