using CaseDesk.Features.Account;
using CaseDesk.Security;
using FluentValidation;

namespace CaseDesk.Verbs;

/// <summary><c>users add</c>: the operator makes the first account, and every later one.</summary>
internal static class Users
{
    public static async Task<int> Add(string[] args)
    {
        string? email = null, name = null, agency = null;
        List<string> roles = [];
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length) return Help.Show(Console.Error, 2);
            switch (args[i])
            {
                case "--email": email = args[i + 1]; break;
                case "--name": name = args[i + 1]; break;
                case "--role": roles.Add(args[i + 1]); break;
                case "--agency": agency = args[i + 1]; break;
                default: return Help.Show(Console.Error, 2);
            }
        }
        if (email is null || name is null) return Help.Show(Console.Error, 2);

        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddCaseDesk(builder.Configuration);
        using var host = builder.Build();
        using var alone = DeskLock.Take(host.Services.GetRequiredService<DataDirectory>());
        if (alone is null)
        {
            Console.Error.WriteLine("The site runs on this data directory: stop it first.");
            return 1;
        }
        await Start.Prepare(host.Services, CancellationToken.None);
        await host.StartAsync();
        try
        {
            if (!Console.IsInputRedirected) Console.Error.Write("Password: ");
            var password = Console.In.ReadLine() ?? "";
            await DemoUsers.Send(host.Services, Actor.Operator, new AddUser(email, name, roles, password, agency));
            Console.Out.WriteLine($"{email} can sign in.");
            return 0;
        }
        catch (ValidationException wrong)
        {
            foreach (var error in wrong.Errors) Console.Error.WriteLine($"{error.PropertyName}: {error.ErrorMessage}");
            return 1;
        }
        finally
        {
            await host.StopAsync();
        }
    }
}
