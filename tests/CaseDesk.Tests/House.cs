using CaseDesk.Migrations;
using CaseDesk.Model.Ledger;
using CaseDesk.Pipeline;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Tests;

/// <summary>What the compiler cannot keep.</summary>
public sealed class House
{
    [Fact]
    public void Both_migration_histories_are_complete()
    {
        using var sqlite = new SqliteDesignTime().CreateDbContext([]);
        using var postgres = new PostgreSqlDesignTime().CreateDbContext([]);

        Assert.False(sqlite.Database.HasPendingModelChanges());
        Assert.False(postgres.Database.HasPendingModelChanges());
    }

    [Fact]
    public void Of_each_table_and_column_it_is_decided_whether_the_ledger_commits_to_it()
    {
        using var db = new SqliteDesignTime().CreateDbContext([]);
        var columns = db.Model.GetRelationalModel().Tables.SelectMany(t => t.Columns.Select(c => (Table: t.Name, Column: c.Name))).ToList();
        var committed = CommittedState.Tables.SelectMany(t => t.Value.Select(column => (Table: t.Key, Column: column))).ToList();

        Assert.True(columns.Count > 200);
        Assert.Empty(columns.Where(c => !CommittedState.LeftOut.ContainsKey(c.Table) && !CommittedState.LeftOut.ContainsKey($"{c.Table}.{c.Column}")).Except(committed));
        Assert.Empty(committed.Except(columns));
        Assert.DoesNotContain(committed, c => CommittedState.LeftOut.ContainsKey(c.Table) || CommittedState.LeftOut.ContainsKey($"{c.Table}.{c.Column}"));
        // Keys are written and found as identifiers.
        Assert.All(RowForm.Of(db).Values.SelectMany(form => form.Entity.FindPrimaryKey()!.Properties), key => Assert.Equal(typeof(Guid), key.ClrType));
    }

    [Fact]
    public void Each_message_has_one_rule_and_one_handler()
    {
        var types = typeof(CaseDeskRulebook).Assembly.GetTypes();
        var messages = types.Where(t => !t.IsAbstract && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRecorded<>))).ToList();
        var handled = types.SelectMany(t => t.GetInterfaces()).Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)).Select(i => i.GetGenericArguments()[0]).ToList();

        Assert.True(messages.Count > 10);
        Assert.All(messages, message => Assert.Single(handled, message));
        Assert.All(messages, message => Assert.Contains(message, CaseDeskRulebook.Rules.Keys));
        Assert.Equal(CaseDeskRulebook.Rules.Count, CaseDeskRulebook.Rules.Values.Select(r => r.Action).Distinct().Count());
    }

    [Fact]
    public void Each_act_of_the_rulebook_has_words()
    {
        Assert.All(CaseDeskRulebook.Rules.Values, rule => Assert.NotEqual(rule.Action, Look.Words.Act(rule.Action, "ok")));
        Assert.All(CaseDeskRulebook.Rules.Values, rule => Assert.DoesNotContain(rule.Action, Look.Words.Act(rule.Action, "denied"), StringComparison.Ordinal));
    }

    [Fact]
    public void Each_page_says_who_may_open_it()
    {
        var pages = typeof(CaseDeskRulebook).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(PageModel))).ToList();

        Assert.True(pages.Count > 10);
        Assert.All(pages, page => Assert.True(page.IsDefined(typeof(AuthorizeAttribute), inherit: false) || page.IsDefined(typeof(AllowAnonymousAttribute), inherit: false), page.FullName));
        Assert.Equal(["CapabilityModel", "SignInModel", "StatusModel"], pages.Where(page => page.IsDefined(typeof(AllowAnonymousAttribute), inherit: false)).Select(page => page.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void References_point_down()
    {
        var allowed = new Dictionary<string, string[]>
        {
            ["CaseDesk.Policy"] = [],
            ["CaseDesk.Ledger"] = [],
            ["CaseDesk.Pdf"] = [],
            ["CaseDesk.Model"] = [],
            ["CaseDesk.Extraction"] = ["CaseDesk.Policy"],
            ["CaseDesk.Migrations"] = ["CaseDesk.Model"],
            ["CaseDesk.Verify"] = ["CaseDesk.Ledger", "CaseDesk.Pdf"],
        };

        foreach (var (room, below) in allowed)
        {
            var project = Directory.GetFiles(Root, room + ".csproj", SearchOption.AllDirectories).Single(f => !f.Contains("artifacts", StringComparison.Ordinal));
            var references = System.Xml.Linq.XDocument.Load(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
            Assert.Empty(references.Except(below));
        }
    }

    [Fact]
    public void Only_the_pipeline_saves()
    {
        var saving = new[] { "SaveChanges(", "SaveChangesAsync(", "ExecuteUpdate", "ExecuteDelete", "ExecuteSql", "FromSql", "BeginTransaction" };
        var files = Directory.GetFiles(Path.Combine(Root, "src", "CaseDesk"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}Pipeline{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && Path.GetFileName(f) != "DatabaseFiles.cs");

        Assert.All(files, file => Assert.All(saving, word => Assert.DoesNotContain(word, File.ReadAllText(file), StringComparison.Ordinal)));
    }

    internal static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "CaseDesk.sln"))) folder = folder.Parent;
            return folder.FullName;
        }
    }
}
