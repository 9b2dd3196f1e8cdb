using System.Text.Json;
using CaseDesk.Model;
using CaseDesk.Pipeline;
using FluentValidation;

namespace CaseDesk.Api;

/// <summary>RFC 9457: the one place where a no becomes JSON. Stack traces stay inside.</summary>
internal static class Problems
{
    public static Task Write(HttpContext context, int status, string code, string detail, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        context.Response.StatusCode = status;
        var problem = new Dictionary<string, object?> { ["type"] = $"urn:casedesk:problem:{code}", ["title"] = Title(status), ["status"] = status, ["code"] = code, ["detail"] = detail };
        if (errors is not null) problem["errors"] = errors;
        return context.Response.WriteAsJsonAsync(problem, JsonSerializerOptions.Web, "application/problem+json", context.RequestAborted);
    }

    public static async Task Guard(HttpContext context, RequestDelegate next, ILogger log)
    {
        try
        {
            await next(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted && fault is not OperationCanceledException)
        {
            if (context.RequestServices.GetRequiredService<LedgerLine>().Written is { } position) LedgerHeader.Set(context, position);
            await Explain(context, fault, log);
        }
    }

    private static Task Explain(HttpContext context, Exception fault, ILogger log)
    {
        switch (fault)
        {
            case Refused refused:
                return Write(context, refused.Refusal.Status, refused.Refusal.Code, refused.Refusal.Sentence);
            case ValidationException validation:
                return Write(context, 422, "validation", "Some fields need correction.", ErrorsOf(validation));
            case LedgerUnavailable unavailable:
                return Write(context, 503, "ledger-unavailable", unavailable.Sentence);
            case { } away when Races.IsAway(away):
                log.LogWarning(away, "The database does not answer.");
                return Write(context, 503, "ledger-unavailable", "The database does not answer, so nothing was done and nothing is shown. Try again in a moment.");
            // An IOException by type, but the caller's fault: it must not be taken for a full disk.
            case BadHttpRequestException bad:
                return Write(context, bad.StatusCode, bad.StatusCode == 413 ? "too-large" : "malformed", bad.StatusCode == 413 ? "The body is too large." : "The request cannot be read.");
            case JsonException json:
                return json.Path is { Length: > 1 } path
                    ? Write(context, 422, "validation", "Some fields need correction.", new Dictionary<string, string[]> { [path.TrimStart('$', '.')] = ["This has the wrong type."] })
                    : Write(context, 400, "malformed", "The body is no JSON.");
            case var disk when StorageFault.Of(disk) is { } refusal:
                log.LogError(disk, "The disk does not take what is written: {Code}.", refusal.Code);
                return Write(context, refusal.Status, refusal.Code, refusal.Sentence);
            default:
                log.LogError(fault, "A request failed.");
                return Write(context, 500, "internal", "Something went wrong here; it is in the log. Nothing was changed.");
        }
    }

    /// <summary>Field names as the caller sent them: <c>items[0].identifiers[1].value</c>.</summary>
    public static Dictionary<string, string[]> ErrorsOf(ValidationException validation) => validation.Errors
        .GroupBy(e => Camel(e.PropertyName), e => e.ErrorMessage, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);

    private static string Camel(string path) => string.Join('.', path.Split('.').Select(part => part.Length == 0 ? part : char.ToLowerInvariant(part[0]) + part[1..]));

    private static string Title(int status) => status switch
    {
        400 => "Bad request",
        401 => "Not signed in",
        403 => "Not allowed",
        404 => "Not found",
        409 => "Conflict",
        413 => "Too large",
        422 => "Needs correction",
        429 => "Too many attempts",
        503 => "Not available",
        507 => "No room",
        _ => "Error",
    };
}
