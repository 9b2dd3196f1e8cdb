using CaseDesk.Look;
using CaseDesk.Model;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CaseDesk.Features;

/// <summary>A page that binds, sends and redirects. It is shown by <see cref="Show"/>, on GET and again after a refused POST.</summary>
internal abstract class DeskPage : PageModel
{
    /// <summary>The bound property that the message under way came from; names of refused fields start with it.</summary>
    protected string Bound { get; set; } = "Form";

    /// <summary>True where what was asked for by GET comes from a form: a no is said beside its fields, over what <see cref="Show"/> then shows.</summary>
    public virtual bool AnswersItsFilter => false;

    /// <summary>Loads what the page shows.</summary>
    public virtual Task Show(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Puts the words of a refused message where the page shows them.</summary>
    public void Say(ValidationException refused)
    {
        foreach (var failure in refused.Errors)
        {
            var (field, message) = Place(failure);
            if (ModelState.TryGetValue(field, out var known) && known.Errors.Any(error => error.ErrorMessage == message)) continue;
            ModelState.AddModelError(field, message);
        }
        FieldProblems.Order(ViewData, refused.Errors.Select(failure => Place(failure).Field));
        Response.StatusCode = 422;
    }

    public void Say(Refusal refusal)
    {
        ModelState.AddModelError("", refusal.Sentence);
        Response.StatusCode = refusal.Status;
    }

    /// <summary>The field of the form that a failure of the message is about, and what to say there.</summary>
    protected virtual (string Field, string Message) Place(ValidationFailure failure) =>
        (failure.PropertyName.Length == 0 ? "" : $"{Bound}.{failure.PropertyName}", failure.ErrorMessage);
}
