using CaseDesk.Policy;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Policies;

/// <summary>The policy in force, for everyone who is signed in: it holds no case data.</summary>
[Authorize]
internal sealed class IndexModel(PolicyShelf policies) : DeskPage
{
    public PolicyDocument Policy => policies.Current;

    public IActionResult OnGet() => Page();

    /// <summary>The rules that speak about an instrument and a category; a rule that names no instruments or categories speaks about all.</summary>
    public IReadOnlyList<AuthorityRule> RulesOn(string instrument, DataCategory category) =>
    [
        .. Policy.Rules.Where(rule => (rule.Instruments.Count == 0 || rule.Instruments.Contains(instrument)) && (rule.Categories.Count == 0 || rule.Categories.Contains(category)))
            .OrderBy(rule => rule.Effect == RuleEffect.Permit),
    ];

    public string IssuedBy(AuthorityRule rule, string instrument)
    {
        var kinds = Policy.IssuersOf(rule, instrument);
        return kinds.Count == 0 ? "From any issuer." : "Issued by: " + string.Join(", ", kinds.Select(Look.Words.IssuerKind)) + ".";
    }

    public static string Kept(SourceDefinition source) => source switch
    {
        { NeverCollected: { } why } => "Never collected: " + why,
        { Retention: { } kept } => Look.Words.Count(kept.Days, "day", "days") + (kept.ByDay ? ", deleted by whole UTC days" : "") + (source.RetentionNote.Length > 0 ? "; " + source.RetentionNote : ""),
        { RetentionNote.Length: > 0 } => source.RetentionNote,
        _ => "no end",
    };
}
