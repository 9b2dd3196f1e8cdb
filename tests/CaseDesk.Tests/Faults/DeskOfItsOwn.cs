namespace CaseDesk.Tests.Faults;

/// <summary>One desk for the stories of a class, apart from everybody's: each leaves it working.</summary>
public sealed class DeskOfItsOwn : IAsyncLifetime
{
    public CaseDeskApp App { get; } = new();

    public ValueTask InitializeAsync() => App.InitializeAsync();

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
