using System.Text.RegularExpressions;

namespace CaseDesk.Tests.Policies;

/// <summary>The next version of the demo's policy, as an administrator would write it.</summary>
internal static partial class NextVersion
{
    public static string First => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "templates", "policies", "courier.yaml"));

    /// <summary>The next version: a 2703(d) order no longer reaches the path.</summary>
    /// <param name="from">First day; null for today.</param>
    public static string Text(string? from = null)
    {
        var next = EffectiveFrom().Replace(First.Replace("version: 1\n", "version: 2\n", StringComparison.Ordinal), "effectiveFrom: " + (from ?? $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}"));
        return next.Replace(
            "  - id: sca.warrant.records\n",
            "  - id: sca.2703d.path\n    effect: forbid\n    instruments: [us-2703d-order]\n    categories: [traffic]\n    fields: [access-log.path]\n    citation: a court of appeals\n    explanation: The path of a request can be contents.\n\n  - id: sca.warrant.records\n",
            StringComparison.Ordinal);
    }

    [GeneratedRegex("(?m)^effectiveFrom: .*$")]
    private static partial Regex EffectiveFrom();
}
