using System.Globalization;

namespace CaseDesk.Tests.Faults;

/// <summary>What a fault run measured, one line each: into the test's output, and for .ci/long into the file CASEDESK_FIGURES.</summary>
internal static class Figures
{
    private static readonly Lock Writing = new();

    /// <summary>How much longer than promised things may take here: 1 on a machine of one's own (.ci/long), more where others compute beside.</summary>
    public static int Patience { get; } = Count("CASEDESK_PATIENCE", 6);

    /// <summary>Stories that take minutes are told by .ci/long alone.</summary>
    public static bool IsLongRun { get; } = Environment.GetEnvironmentVariable("CASEDESK_FIGURES") is { Length: > 0 };

    public const string LongRun = "A long run: .ci/long tells it.";

    public static int Count(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : otherwise;

    public static void Say(FormattableString figure)
    {
        var line = figure.ToString(CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("CASEDESK_FIGURES") is not { Length: > 0 } file) return;
        lock (Writing) File.AppendAllText(file, line + "\n");
    }
}
