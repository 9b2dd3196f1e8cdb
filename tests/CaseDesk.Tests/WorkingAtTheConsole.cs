using CaseDesk.Verify;

namespace CaseDesk.Tests;

public sealed class WorkingAtTheConsole : IAsyncLifetime
{
    private static readonly string[] AddUser = ["users", "add", "--email", "first@courier.example", "--name", "First", "--role", "clerk"];
    private readonly CaseDeskApp app = new() { Settings = { ["CaseDesk__LogsDirectory"] = "logs" } };

    [Fact]
    public async Task Waits_until_the_site_is_stopped()
    {
        var export = new[] { "ledger", "export", Path.Combine(app.Directory, "export") };

        foreach (var verb in new[] { AddUser, export, [] })
        {
            var (code, said) = await app.Run(verb, CaseDeskApp.Password + "\n");
            Assert.Equal(1, code);
            Assert.Contains(verb.Length == 0 ? "Another CaseDesk runs on this data directory." : "The site runs on this data directory: stop it first.", said, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        }
        await app.Kill();
        var added = await app.Run(AddUser, CaseDeskApp.Password + "\n");
        var exported = await app.Run(export);

        Assert.Equal((0, "first@courier.example can sign in.\n"), added);
        Assert.Equal(0, exported.ExitCode);
        Assert.Equal(0, VerifyTool.Run(["ledger", export[2], "--policy", Path.Combine(export[2], "tlog-policy")], TextWriter.Null, TextWriter.Null));
    }

    [Fact]
    public async Task Names_what_is_wrong_with_an_account()
    {
        await app.Kill();

        var (code, said) = await app.Run(AddUser, "short\n");

        Assert.Equal(1, code);
        Assert.Contains("Password: A password has 15 to 256 characters, any of them.", said, StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync() => app.InitializeAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
