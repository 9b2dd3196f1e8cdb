using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseDesk.Api;
using CaseDesk.Demo;
using CaseDesk.Features.Account;
using CaseDesk.Features.Requests;
using CaseDesk.Model.People;
using CaseDesk.Security;
using CaseDesk.Verbs;
using Microsoft.Extensions.DependencyInjection;

namespace CaseDesk.Bench;

/// <summary>People and requests for the measurements, made by the desk's own commands; runs in a process of its own, with the desk's configuration.</summary>
internal static class Preparation
{
    public const string Password = "a password for measurements only";
    private const int Agencies = 20;

    /// <summary>Of ten people seven are clerks; the others review.</summary>
    public static bool IsClerk(int person) => person % 10 < 7;

    public static string Email(int person) => string.Create(CultureInfo.InvariantCulture, $"person{person}@courier.example");

    public static Task<int> Run(int people, int requests) => OperatorHost.Run(async services =>
    {
        DemoData.MakeOnce(services.GetRequiredService<DataDirectory>().Logs, services.GetRequiredService<TimeProvider>());
        // Roles are made with the first who has them, agencies with their first request: one after the other. The rest may come together.
        await Each(0, 10, 1, Person);
        await Each(10, people, 4, Person);
        var clerk = await DemoUsers.ActorOf(services, Email(0));
        await Each(0, Agencies, 1, Request);
        await Each(Agencies, requests, 16, Request);
        return 0;

        Task Person(int i) => DemoUsers.Send(services, Actor.Operator, new AddUser(Email(i), $"Person {i}", [IsClerk(i) ? Role.Clerk : Role.Reviewer], Password));

        Task Request(int i) => DemoUsers.Send(services, clerk, JsonSerializer.Deserialize<RegisterRequest>(Order(i, services.GetRequiredService<TimeProvider>()), Body.Json)!);
    });

    /// <summary>An order as a clerk registers it.</summary>
    public static JsonObject Order(int i, TimeProvider clock) => new()
    {
        ["instrument"] = "us-2703d-order",
        ["issuerKind"] = "court",
        ["jurisdiction"] = "US",
        ["agency"] = $"Police Department {i % Agencies}",
        ["reference"] = $"PD-26-{i}",
        ["issuedOn"] = Text(clock.GetUtcNow().AddDays(-9))[..10],
        ["servedAt"] = Text(clock.GetUtcNow().AddMinutes(-5)),
        ["items"] = new JsonArray(new JsonObject
        {
            ["text"] = "Web server access records for the address",
            ["wants"] = new JsonArray("access-log"),
            ["identifiers"] = new JsonArray(new JsonObject { ["type"] = "ip", ["value"] = "66.249.73.135" }),
            ["from"] = Text(clock.GetUtcNow().AddDays(-30)),
            ["to"] = Text(new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero)),
        }),
    };

    private static Task Each(int from, int to, int atOnce, Func<int, Task> make) =>
        Parallel.ForEachAsync(Enumerable.Range(from, to - from), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (i, _) => await make(i));

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
