using System.Buffers;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace CaseDesk.Api;

/// <summary>
/// Refuses a body that is announced as too large. It is heard out first, into nothing: a connection that is closed while the other side
/// still sends loses the answer (RFC 9112, section 9.6), and a browser then shows a broken connection in place of the reason.
/// </summary>
internal static class TooLarge
{
    /// <summary>What is larger than this is not heard out: nobody takes it for an order.</summary>
    private const long MostHeard = 512L * 1024 * 1024;

    public static async Task Refuse(HttpContext context, RequestDelegate next)
    {
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        // The page that says so is drawn in a second pass over the same request.
        var isSecondPass = context.Features.Get<IStatusCodeReExecuteFeature>() is not null;
        if (isSecondPass || limit is null || !(context.Request.ContentLength > limit.MaxRequestBodySize))
        {
            await next(context);
            return;
        }

        if (context.Request.ContentLength <= MostHeard && !limit.IsReadOnly)
        {
            limit.MaxRequestBodySize = null;
            await HearOut(context.Request.Body, context.RequestAborted);
            // It is gone: whoever draws the answer must not look for a form in it.
            context.Request.ContentType = null;
        }
        throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
    }

    /// <summary>A form of which one field is larger than forms may be. Read here, where the answer can say so: antiforgery would take it for a form without its field.</summary>
    public static async Task RefuseField(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is null && context.Request.HasFormContentType && !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            try
            {
                await context.Request.ReadFormAsync(context.RequestAborted);
            }
            catch (InvalidDataException)
            {
                context.Request.ContentType = null;
                throw new BadHttpRequestException("A field of the form is too large.", StatusCodes.Status413PayloadTooLarge);
            }
        }
        await next(context);
    }

    private static async Task HearOut(Stream body, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (await body.ReadAsync(buffer, cancel) > 0)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
