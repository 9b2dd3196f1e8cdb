using CaseDesk.Policy;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Policies;

/// <summary>The capability statement, for everybody: what is held, for how long, and what each instrument reaches.</summary>
[AllowAnonymous]
internal sealed class CapabilityModel(PolicyShelf policies) : DeskPage
{
    public PolicyDocument Policy => policies.Current;

    public IReadOnlyList<InstrumentCapability> Instruments { get; private set; } = [];

    public IActionResult OnGet()
    {
        Instruments = Capability.Of(Policy);
        return Page();
    }

    /// <summary>What may leave of a source at all.</summary>
    public static int Disclosable(SourceDefinition source) => source.Fields.Count(field => field.NeverDisclosed is null);
}
