using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace CaseDesk.Look;

/// <summary>One thing that is wrong with a form; without a field it is about the form as a whole.</summary>
public sealed record FieldProblem(string? FieldId, string Message);

/// <summary>Reads what is wrong with a form out of the model state.</summary>
public static class FieldProblems
{
    private const string Asked = "fields-in-the-order-asked";

    /// <summary>Everything that is wrong, in the order in which the form asks: a model state keeps its fields in an order of its own.</summary>
    public static IReadOnlyList<FieldProblem> All(ViewDataDictionary view)
    {
        var order = view[Asked] as List<string> ?? [];
        return
        [
            .. view.ModelState.Where(entry => entry.Value is { Errors.Count: > 0 }).OrderBy(entry => order.IndexOf(entry.Key))
                .SelectMany(entry => Of(view.ModelState, entry.Key).Select(message => new FieldProblem(entry.Key.Length == 0 ? null : FieldId(entry.Key), message))),
        ];
    }

    /// <param name="fields">As the rules of the form name them.</param>
    public static void Order(ViewDataDictionary view, IEnumerable<string> fields) => view[Asked] = fields.Distinct().ToList();

    public static IReadOnlyList<string> Of(ModelStateDictionary state, string name) =>
        state.TryGetValue(name, out var entry) ? [.. entry.Errors.Select(Words).Distinct(StringComparer.Ordinal)] : [];

    /// <summary>The id that the field helpers of the framework give to a field of that name.</summary>
    public static string FieldId(string name) => TagBuilder.CreateSanitizedId(name, "_");

    public static string ErrorId(string name) => FieldId(name) + "-error";

    public static string FullName(ViewContext view, ModelExpression field) => view.ViewData.TemplateInfo.GetFullHtmlFieldName(field.Name);

    // A binder that threw leaves no message; its exception is not for the person's eyes.
    private static string Words(ModelError error) => error.ErrorMessage.Length > 0 ? error.ErrorMessage : "This value could not be read.";
}
