namespace CaseDesk.Tests.Policies;

/// <summary>An author checks a policy at the console before anybody sees it: 0 good, 1 refused with file, line and column, 2 nothing to check.</summary>
public sealed class CheckingAPolicyFile : IAsyncDisposable
{
    // Never started: checking needs no desk.
    private readonly CaseDeskApp app = new();

    [Fact]
    public async Task Says_good_refused_or_nothing_to_check()
    {
        File.WriteAllText(In("good.yaml"), NextVersion.First);
        File.WriteAllText(In("key.yaml"), NextVersion.First.Replace("provider: Courier\n", "provider: Courier\nprovider: Another\nsurprise: 1\n", StringComparison.Ordinal));
        File.WriteAllText(In("bomb.yaml"), "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n");
        File.WriteAllText(In("large.yaml"), new string('#', 10 * 1024 * 1024));

        var (good, saidGood) = await app.Run(["policy", "check", "good.yaml"]);
        var (key, saidKey) = await app.Run(["policy", "check", "key.yaml"]);
        var (bomb, saidBomb) = await app.Run(["policy", "check", "bomb.yaml"]);
        var (large, saidLarge) = await app.Run(["policy", "check", "large.yaml"]);
        var (missing, saidMissing) = await app.Run(["policy", "check", "nowhere.yaml"]);
        var (nothing, _) = await app.Run(["policy", "check"]);

        Assert.Equal((0, 1, 1, 1, 2, 2), (good, key, bomb, large, missing, nothing));
        Assert.Contains("courier-1", saidGood, StringComparison.Ordinal);
        Assert.Contains("key.yaml:6:1: key \"provider\" is already given on line 5", saidKey, StringComparison.Ordinal);
        Assert.Contains("key.yaml:7:1: ", saidKey, StringComparison.Ordinal);
        Assert.Contains("bomb.yaml:1:", saidBomb, StringComparison.Ordinal);
        Assert.Contains("larger than 1 MB", saidLarge, StringComparison.Ordinal);
        Assert.Contains("nowhere.yaml", saidMissing, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", saidKey + saidBomb + saidLarge + saidMissing, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private string In(string name) => Path.Combine(app.Directory, name);
}
