using CaseDesk.Model.People;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Agencies;

internal static class AgencyLookup
{
    /// <summary>The registered agency that a request names, by its id or by its name in any spelling of ours.</summary>
    public static async Task<Agency?> Named(this DbSet<Agency> agencies, string nameOrId, CancellationToken cancel)
    {
        if (Guid.TryParse(nameOrId, out var id) && await agencies.FindAsync([id], cancel) is { } byId) return byId;
        var key = Agency.KeyOf(nameOrId);
        return await agencies.FirstOrDefaultAsync(a => a.NameKey == key, cancel);
    }
}
