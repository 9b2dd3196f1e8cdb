using System.Diagnostics;

namespace CaseDesk.Tests;

/// <summary>The programs of PostgreSQL that the system has, for private servers of tests and measurements.</summary>
internal static class PostgreSqlPrograms
{
    /// <summary>Where they lie; null where there are none. CASEDESK_PG_BIN names another place.</summary>
    public static string? Directory { get; } = Places().FirstOrDefault(place => File.Exists(Path.Combine(place, "initdb")) && new FileInfo(Path.Combine(place, "initdb")).ResolveLinkTarget(true) is null or { Exists: true });

    /// <summary>initdb refuses to run as root: where root is asked, another user owns the files and runs the server.</summary>
    public static void HandOver(string files)
    {
        if (Environment.UserName == "root") RunToEnd("chown", "-R", "postgres", files);
    }

    public static void Run(string program, params string[] arguments)
    {
        string[] whole = [Path.Combine(Directory!, program), .. arguments];
        if (Environment.UserName == "root") RunToEnd("setpriv", ["--reuid", "postgres", "--regid", "postgres", "--clear-groups", .. whole]);
        else RunToEnd(whole[0], whole[1..]);
    }

    // Not its output: the server inherits the pipe and would hold it open.
    public static void RunToEnd(string program, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments]) { WorkingDirectory = Path.GetTempPath() })!;
        run.WaitForExit();
        if (run.ExitCode != 0 && program != "pkill") throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {run.ExitCode}.");
    }

    private static IEnumerable<string> Places()
    {
        if (Environment.GetEnvironmentVariable("CASEDESK_PG_BIN") is { Length: > 0 } named) yield return named;
        if (System.IO.Directory.Exists("/usr/lib/postgresql"))
        {
            foreach (var version in System.IO.Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(d => d, StringComparer.Ordinal)) yield return Path.Combine(version, "bin");
        }
        foreach (var entry in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)) yield return entry;
    }
}
