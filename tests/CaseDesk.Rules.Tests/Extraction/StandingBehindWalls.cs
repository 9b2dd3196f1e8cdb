using System.Diagnostics;
using CaseDesk.Extraction;
using CaseDesk.Extraction.Working;

namespace CaseDesk.Rules.Tests.Extraction;

[Collection(Workers.Name)]
public sealed class StandingBehindWalls
{
    [Fact]
    public async Task Keeps_what_was_promised()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Worker).Assembly.Location, WallCheck.Word]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var check = Process.Start(start)!;

        var said = await check.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(check.ExitCode == 0, said);
        Assert.Contains("the planned file: can be read", said, StringComparison.Ordinal);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has these walls.");
        Assert.Contains("writing: enforced, and a trial was refused", said, StringComparison.Ordinal);
        Assert.SkipUnless(said.Contains("files: enforced", StringComparison.Ordinal), $"This kernel has no landlock: {said}");
        Assert.Contains("files: enforced, and a trial was refused", said, StringComparison.Ordinal);
        Assert.Contains("network: enforced, and a trial was refused", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_told_in_the_manifest_wall_by_wall()
    {
        using var sample = new Sample();
        sample.PutRealLog();

        var outcome = await sample.Extract(Sample.Plan(Sample.ReadBot("ip")));

        var isolation = outcome.Manifest!["run"]!["isolation"]!;
        Assert.Equal(["process", "writing", "files", "network", "user", "wallTime", "cpuTime", "memory"], isolation.AsObject().Select(wall => wall.Key));
        Assert.All(isolation.AsObject(), wall => Assert.Matches("^(enforced|not enforced)", (string?)wall.Value));
        Assert.StartsWith("not enforced", (string?)isolation["user"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_a_user_of_its_own_where_the_installation_gives_one()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"), "Only root can start a worker as someone else, by setpriv.");
        using var sample = new Sample();
        sample.PutRealLog();
        // Below /tmp only the owner may enter what a test made.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(sample.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        Assert.SkipUnless(await MayStartAs("nobody"), "The user 'nobody' cannot read the program where it was built.");
        sample.Places = sample.Places with { Launcher = ["/usr/bin/setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] };

        var outcome = await sample.Extract(Sample.Plan(Sample.ReadBot("ip")));

        Assert.StartsWith("enforced", (string?)outcome.Manifest!["run"]!["isolation"]!["user"], StringComparison.Ordinal);
        Assert.Equal(482, (long)outcome.Result!["rowCount"]!);
    }

    [Fact]
    public async Task Ends_at_the_limit_of_processor_time()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux limits it.");
        using var sample = StoppingAWorker.WithEndlessLog();

        var outcome = await sample.Run(StoppingAWorker.Plan, limits: Sample.Limits with { CpuTime = TimeSpan.FromSeconds(1) });

        Assert.Equal((ExtractionState.Failed, Reasons.CpuLimit), (outcome.State, outcome.Reason));
        sample.AssertNothingStored();
    }

    private static async Task<bool> MayStartAs(string user)
    {
        using var trial = Process.Start(new ProcessStartInfo("/usr/bin/setpriv", [$"--reuid={user}", "--clear-groups", "/usr/bin/env", "test", "-r", typeof(Worker).Assembly.Location]) { UseShellExecute = false })!;
        await trial.WaitForExitAsync(TestContext.Current.CancellationToken);
        return trial.ExitCode == 0;
    }
}
