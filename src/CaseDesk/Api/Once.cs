using System.Security.Cryptography;
using System.Text.Json;
using CaseDesk.Model;
using CaseDesk.Model.Ledger;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Api;

/// <summary>With an Idempotency-Key the same call is done once: its answer is stored in the change's own transaction, kept 24 hours, and sent again.</summary>
internal static class Once
{
    private const int LongestKey = 200;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <param name="compose">Result → the answer's body and where the new thing is.</param>
    /// <param name="bodyHash">Hash of what was sent, where it was no JSON body.</param>
    public static async Task Do(HttpContext context, int status, Func<Task<object?>> act, Func<object?, (object Answer, string? Location)?> compose, string? bodyHash = null)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > LongestKey) throw new FluentValidation.ValidationException([new("Idempotency-Key", $"An Idempotency-Key has at most {LongestKey} characters.")]);
        if (key.Length == 0 || !await IsRepetition(context, key, bodyHash ?? Convert.ToHexStringLower(SHA256.HashData(Body.Bytes(context))), status, compose))
        {
            var (answer, location) = compose(await act())!.Value;
            await Body.Write(context, status, answer, location);
        }
    }

    /// <summary>True where the first answer was sent again; else the row for this call is ready to be saved with it.</summary>
    private static async Task<bool> IsRepetition(HttpContext context, string key, string bodyHash, int status, Func<object?, (object Answer, string? Location)?> compose)
    {
        var services = context.RequestServices;
        var (db, person, now) = (services.GetRequiredService<CaseDeskDb>(), services.GetRequiredService<CurrentActor>().Actor.Id, services.GetRequiredService<TimeProvider>().GetUtcNow());
        var route = $"{context.Request.Method} {context.Request.Path}";
        var known = await db.IdempotentAnswers.AsNoTracking().SingleOrDefaultAsync(a => a.PersonId == person && a.Route == route && a.Key == key, context.RequestAborted);
        if (known is not null && known.CreatedAt > now - Kept)
        {
            if (known.BodyHash != bodyHash) throw new Refused(new Refusal(1005, "idempotency-key-reused", "This Idempotency-Key was used with another body. Take a new key.", 422));
            if (known.Location is { } location) context.Response.Headers.Location = location;
            context.Response.StatusCode = known.Status;
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.WriteAsync(known.Body, context.RequestAborted);
            return true;
        }

        var row = known ?? new IdempotentAnswer(person, route, key, bodyHash, now);
        row.Renew(bodyHash, now);
        services.GetRequiredService<Idempotency>().Keep(row, known is null, result =>
        {
            return compose(result) is var (answer, where) ? (status, JsonSerializer.Serialize(answer, Body.Json), where) : null;
        });
        return false;
    }
}
