using CaseDesk.Pipeline;

namespace CaseDesk.Verbs;

/// <summary><c>restore</c>: after an older database was put back, closes its ledger and opens a new one that says so. On PostgreSQL it runs as the tables' owner, with every site and worker stopped.</summary>
internal static class Restore
{
    public static async Task<int> Run(string[] args)
    {
        string? by = null, reason = null;
        List<string> kept = [];
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length) return Help.Show(Console.Error, 2);
            switch (args[i])
            {
                case "--operator": by = args[i + 1]; break;
                case "--reason": reason = args[i + 1]; break;
                case "--checkpoint": kept.Add(Read(args[i + 1])); break;
                default: return Help.Show(Console.Error, 2);
            }
        }
        if (string.IsNullOrWhiteSpace(by) || string.IsNullOrWhiteSpace(reason) || by.Length > 200 || reason.Length > 2000) return Help.Show(Console.Error, 2);

        var builder = OperatorHost.Builder();
        builder.AddCaseDesk();
        using var host = builder.Build();
        using var alone = DeskLock.Take(host.Services) ?? throw new CannotStart("The site runs on this data directory: stop it first.");
        await Start.Prepare(host.Services, CancellationToken.None);
        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Security.CurrentActor>().Actor = Security.Actor.Operator;
        try
        {
            var done = await scope.ServiceProvider.GetRequiredService<LedgerRestoration>().Restore(by, reason, kept, CancellationToken.None);
            Console.Out.WriteLine($"The ledger {done.FormerOrigin} is closed with the {done.Kept} entries that this database holds of it; {done.Lost} more are known to have been signed. It goes on as {done.Origin}, whose first entry says so.");
            Console.Out.WriteLine($"The closed one is written by: ledger export DIR --former {done.Former}");
            return 0;
        }
        catch (LedgerBent bent)
        {
            throw new CannotStart(bent.Message, bent);
        }
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CannotStart($"The checkpoint {file} cannot be read: {fault.Message}", fault);
        }
    }
}
