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

        return await OperatorHost.Run(async services =>
        {
            if (!Console.IsInputRedirected) await Console.Error.WriteAsync("Password: ");
            var password = await Console.In.ReadLineAsync() ?? "";
            try
            {
                await DemoUsers.Send(services, Actor.Operator, new AddUser(email, name, roles, password, agency));
            }
            catch (ValidationException wrong)
            {
                foreach (var error in wrong.Errors) await Console.Error.WriteLineAsync($"{error.PropertyName}: {error.ErrorMessage}");
                return 1;
            }
            Console.Out.WriteLine($"{email} can sign in.");
            return 0;
        });
    }
}
