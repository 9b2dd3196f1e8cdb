using CaseDesk.Model;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CaseDesk.Features;

/// <summary>
/// The one place where a no is shown on pages: a refused form comes back with what was typed and with the words beside the fields.
/// So does a filter. Any other refused look (GET), a role that is missing, and what this person may not even know of (404) go on to the status page.
/// </summary>
internal sealed class RefusalFilter : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        // Without a handler for the method the page would be drawn with nothing loaded.
        if (context.HandlerMethod is null)
        {
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
            return;
        }

        var page = HttpMethods.IsPost(context.HttpContext.Request.Method) ? context.HandlerInstance as DeskPage : null;
        if (page is { ModelState.IsValid: false })
        {
            // What the binder could not read would reach the message as if it had not been typed.
            page.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            await page.Show(context.HttpContext.RequestAborted);
            context.Result = new PageResult();
            return;
        }

        var executed = await next();
        if (executed.Exception is ValidationException && context.HandlerInstance is DeskPage { AnswersItsFilter: true } asked) page = asked;
        if (executed.Exception is null || page is null) return;

        switch (executed.Exception)
        {
            case ValidationException validation:
                page.Say(validation);
                break;
            // Who may not do it at all learns nothing about what she named, not even whether it exists: no page is loaded to say it on.
            case Refused { Refusal: { Status: not (401 or 404), Code: not "role" } refusal }:
                page.Say(refusal);
                break;
            default:
                return;
        }
        await page.Show(context.HttpContext.RequestAborted);
        executed.Result = new PageResult();
        executed.ExceptionHandled = true;
    }
}
