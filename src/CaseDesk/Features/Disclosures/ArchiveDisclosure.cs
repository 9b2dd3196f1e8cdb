using System.Globalization;
using CaseDesk.Model;
using CaseDesk.Pipeline;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Disclosures;

/// <summary>The kept copy of a released report gets an archive time-stamp, or a new one before the last runs out. What was handed out stays as it is.</summary>
/// <param name="Sha256">Of the copy as it will lie in the vault.</param>
/// <param name="LastsUntil">When the certificate of the new time-stamp runs out.</param>
public sealed record ArchiveDisclosure(Guid Disclosure, string Sha256, long Size, DateTimeOffset LastsUntil) : ICommand<Nothing>;

internal sealed class ArchiveDisclosureHandler(CaseDeskDb db, LedgerLine line) : IRequestHandler<ArchiveDisclosure, Nothing>
{
    public async Task<Nothing> Handle(ArchiveDisclosure command, CancellationToken cancel)
    {
        var number = await db.Disclosures.AsNoTracking().Where(d => d.Id == command.Disclosure).Select(d => d.Request!.Number).SingleAsync(cancel);
        line.About("request", number).Fact("level", "B-LTA").Fact("lastsUntil", command.LastsUntil.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)).File(command.Sha256, command.Size);
        return default;
    }
}
