using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

namespace CaseDesk.Tests;

/// <summary>Fails a story for what went wrong beside it, after it has been told: so its own failure is not hidden.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class StoriesWithoutFaultsAttribute : BeforeAfterTestAttribute
{
    private static readonly ConcurrentDictionary<string, List<string>> Faults = new();

    internal static List<string> OfThisStory() => Faults.GetOrAdd(TestContext.Current.Test!.UniqueID, _ => []);

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (!Faults.TryRemove(test.UniqueID, out var faults)) return;

        lock (faults) Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct()));
    }
}
