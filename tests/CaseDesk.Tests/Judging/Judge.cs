using System.Diagnostics;

namespace CaseDesk.Tests.Judging;

/// <summary>A program that we did not write, or that shares no code with ours, asked for its verdict on an export or a receipt (tests/judges).</summary>
internal static class Judge
{
    public const string Python = "python", Go = "go", Sigstore = "sigstore";

    // Where Debian keeps the sources of Go packages.
    private const string GoPath = "/usr/share/gocode";
    private static readonly string folder = Path.Combine(Root(), "tests", "judges");
    private static readonly Lazy<Task<string>> goProgram = new(BuildGo);

    public static string[] All => [Python, Go, Sigstore];

    /// <summary>Skips the test with a reason where the judge cannot work; where it is required (CI) that is a failure.</summary>
    public static void MustBeThere(string judge)
    {
        if (IsThere(judge)) return;
        var why = judge switch
        {
            Python => "Python 3 is not installed (install python3).",
            Go => "Go or golang.org/x/mod is not installed (install golang-go and golang-golang-x-mod-dev).",
            _ => "Node or @sigstore/verify is not installed (install nodejs and npm, then npm ci in tests/judges/sigstore).",
        };
        if (Environment.GetEnvironmentVariable(judge switch { Python => "CASEDESK_REQUIRE_PYTHON", Go => "CASEDESK_REQUIRE_GO", _ => "CASEDESK_REQUIRE_SIGSTORE" }) == "1") Assert.Fail(why);
        Assert.Skip(why);
    }

    public static bool IsThere(string judge) => judge switch
    {
        Python => Tools.Has("python3"),
        Go => Tools.Has("go") && Directory.Exists(Path.Combine(GoPath, "src", "golang.org", "x", "mod")),
        _ => Tools.Has("node") && Directory.Exists(Path.Combine(folder, "sigstore", "node_modules", "@sigstore", "verify")),
    };

    /// <summary>Its exit code and the line in which it says why.</summary>
    public static async Task<(int ExitCode, string Said)> Ask(string judge, params string[] question) => judge switch
    {
        Python => await Run("python3", ["-X", "utf8", Path.Combine(folder, "python", "judge.py"), .. question]),
        Go => await Run(await goProgram.Value, question),
        _ => await Run("node", [Path.Combine(folder, "sigstore", "judge.js"), .. question]),
    };

    private static async Task<string> BuildGo()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "judge-in-go");
        var (code, said) = await Run("go", ["build", "-o", program, Path.Combine(folder, "go", "judge.go")]);
        Assert.True(code == 0, said);
        return program;
    }

    private static async Task<(int ExitCode, string Said)> Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["GO111MODULE"] = "off", ["GOPATH"] = GoPath } };
        using var run = Process.Start(start)!;
        var (said, complained) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await run.WaitForExitAsync();
        return (run.ExitCode, await said + await complained);
    }

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "CaseDesk.sln"))) directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("CaseDesk.sln is not above the tests.");
        return directory;
    }
}
