using CaseDesk.Model;
using FluentValidation;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CaseDesk.Features;

/// <summary>
/// The one place where a no is shown on pages: a refused form comes back with what was typed and with the words beside the fields.
/// A refused look (GET), and what this person may not even know of (404), go on to the status page.
/// </summary>
internal sealed class RefusalFilter : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var executed = await next();
        if (executed.Exception is null || context.HandlerInstance is not DeskPage page || !HttpMethods.IsPost(context.HttpContext.Request.Method)) return;

        switch (executed.Exception)
        {
            case ValidationException validation:
                page.Say(validation);
                break;
            case Refused { Refusal: { Status: not (401 or 404) } refusal }:
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
