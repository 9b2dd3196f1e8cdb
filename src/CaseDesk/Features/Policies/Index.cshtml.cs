using CaseDesk.Model;
using CaseDesk.Model.Policies;
using CaseDesk.Policy;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Policies;

/// <summary>The policy in force or an earlier version, for everyone who is signed in: it holds no case data.</summary>
[Authorize]
internal sealed class IndexModel(PolicyShelf policies, CaseDeskDb db) : DeskPage
{
    /// <summary>The version that is asked for; null for the one in force.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Version { get; set; }

    public PolicyDocument Policy { get; private set; } = policies.First;

    public PolicyDocument InForce { get; private set; } = policies.First;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        InForce = await policies.InForce(db, cancel);
        if ((Version is null ? InForce : await policies.Find(db, Version, cancel)) is not { } policy) throw new Refused(PolicyRefusals.NotFound);

        Policy = policy;
        return Page();
    }

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
