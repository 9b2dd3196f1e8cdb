using CaseDesk.Model;
using CaseDesk.Policy;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Policies;

/// <summary>The capability statement, for everybody: what is held, for how long, and what each instrument reaches.</summary>
[AllowAnonymous]
internal sealed class CapabilityModel(PolicyShelf policies, CaseDeskDb db) : DeskPage
{
    public PolicyDocument Policy { get; private set; } = policies.First;

    public IReadOnlyList<InstrumentCapability> Instruments { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        Policy = await policies.InForce(db, cancel);
        Instruments = Capability.Of(Policy);
        return Page();
    }

    /// <summary>What may leave of a source at all.</summary>
    public static int Disclosable(SourceDefinition source) => source.Fields.Count(field => field.NeverDisclosed is null);
}
