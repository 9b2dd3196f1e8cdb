namespace CaseDesk.Look;

public static class LookRegistration
{
    /// <summary>What the layout asks for.</summary>
    public static IServiceCollection AddLook(this IServiceCollection services) =>
        services.AddSingleton<LedgerFooter>().AddSingleton<DeskName>();
}
