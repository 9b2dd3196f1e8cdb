using System.Buffers.Text;
using System.Security.Cryptography;
using CaseDesk.Features.Account;
using CaseDesk.Features.Agencies;
using CaseDesk.Model;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using static CaseDesk.Model.People.Role;

namespace CaseDesk.Verbs;

/// <summary>The people of the demo.</summary>
internal static class DemoUsers
{
    public const string AgencyName = "Springfield Police Department";

    private static readonly (string Mailbox, string Name, string[] Roles)[] Staff =
    [
        ("clerk", "Noor", [Clerk]), ("clerk2", "Tomas", [Clerk]), ("reviewer", "Ines", [Reviewer]), ("reviewer2", "Ana", [Reviewer]), ("custodian", "Wren", [Custodian]),
        ("auditor", "Jun", [Auditor]), ("reporter", "Mira", [Reporter]), ("admin", "Sol", [Administrator]), ("admin2", "Kit", [Administrator]), ("lead", "Robin", [Clerk, Reviewer, Custodian]),
    ];

    /// <summary>Makes whoever is missing. Whoever is there already gets the password that is said now: the one of a start that was cut short may be lost.</summary>
    public static async Task Make(IServiceProvider services, TextWriter say)
    {
        if (services.GetRequiredService<IOptions<CaseDeskOptions>>().Value.LogsDirectory.Length == 0)
            CaseDesk.Demo.DemoData.MakeOnce(services.GetRequiredService<DataDirectory>().Logs, services.GetRequiredService<TimeProvider>());
        var given = Environment.GetEnvironmentVariable("CASEDESK_DEMO_PASSWORD");
        var password = string.IsNullOrEmpty(given) ? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15)) : given;
        foreach (var (mailbox, name, roles) in Staff)
            await Send(services, Actor.Operator, new AddUser($"{mailbox}@courier.example", name, roles, password, IsDemo: true));

        await CallBackAgency(services);
        await Send(services, Actor.Operator, new AddUser("officer@springfield.example", "Officer Lin", [Agency], password, AgencyName, IsDemo: true));

        say.WriteLine($"Demo accounts: {string.Join(", ", Staff.Select(s => s.Mailbox + "@courier.example"))}, officer@springfield.example.");
        say.WriteLine(string.IsNullOrEmpty(given) ? $"Their password, shown this once: {password}" : "Their password is the one in CASEDESK_DEMO_PASSWORD.");
    }

    private static async Task CallBackAgency(IServiceProvider services)
    {
        var clerk = await ActorOf(services, "clerk@courier.example");
        var known = (await Send(services, clerk, new AgencyList())).SingleOrDefault(a => a.Name == AgencyName);
        if (known is { IsVerified: true }) return;

        var agency = known?.Id ?? await Send(services, clerk, new RegisterAgency { Name = AgencyName });
        await Send(services, await ActorOf(services, "clerk2@courier.example"), new RecordCallBack { Agency = agency, Number = "+1 217 555 0100", Directory = "Directory of the State of Springfield, 2026 edition" });
    }

    public static async Task<T> Send<T>(IServiceProvider services, Actor actor, IRequest<T> message)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = actor;
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message);
    }

    public static async Task<Actor> ActorOf(IServiceProvider services, string email)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CaseDeskDb>();
        var person = await db.Users.SingleAsync(p => p.Email == email);
        var roles = await db.UserRoles.Where(r => r.UserId == person.Id).Join(db.Roles, r => r.RoleId, r => r.Id, (_, role) => role.Name!).ToListAsync();
        return Actor.Of(person, roles, session: null, cause: "cli");
    }
}
