using System.Globalization;
using System.Security.Cryptography;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Policies;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CaseDesk.Features.Disclosures;

/// <summary>A document that this person may look at, and then release.</summary>
internal sealed record ShelvedDocument(Disclosure Disclosure, DocumentNote Note, string Path);

/// <summary>
/// Where finished documents wait for their signature, beside the released reports. The directory is only a directory: what lies there counts as far as the ledger's
/// entry about it goes (<see cref="KeepDocument"/>).
/// </summary>
internal sealed class DocumentShelf(CaseDeskDb db, LedgerReading ledger, DataDirectory data, PolicyShelf policies, DisclosureKey key, CurrentActor current, IOptions<CaseDeskOptions> options, TimeProvider clock)
{
    /// <summary>Of the document and of what lies beside it.</summary>
    public static readonly string[] Endings = ["pdf", "json"];

    /// <summary>Name of the document of one preparation.</summary>
    public static string NameOf(int preparation, string ending) => string.Create(CultureInfo.InvariantCulture, $"{preparation}.document.{ending}");

    /// <summary>The same by a number. It answers nothing that is shown: whoever goes on sends a message, and the door looks again.</summary>
    public async Task<ShelvedDocument?> Current(string number, CancellationToken cancel) =>
        await db.Requests.AsNoTracking().Include(r => r.Agency).SingleOrDefaultAsync(r => r.Number == number, cancel) is { } request
            ? await Current(request, await db.Extractions.AsNoTracking().Latest(request.Id, cancel), cancel)
            : null;

    /// <summary>The document that would leave now; null where none was made, or the one that was made is not this person's, too old, or says what is no longer so.</summary>
    public async Task<ShelvedDocument?> Current(LegalRequest request, ExtractionJob? job, CancellationToken cancel)
    {
        var disclosure = await db.Disclosures.AsNoTracking().Newest(request.Id, cancel);
        if (disclosure is null || disclosure.IsReleased || disclosure.PreparedBy != current.Actor.Id || disclosure.ManifestHash != job?.ManifestHash) return null;

        var path = Path.Combine(data.Disclosure(disclosure.Id), NameOf(disclosure.Version, "pdf"));
        var beside = Path.ChangeExtension(path, "json");
        if (!File.Exists(beside) || !File.Exists(path)) return null;

        var json = await File.ReadAllBytesAsync(beside, cancel);
        if (DocumentNote.Parse(json) is not { } note || (await ledger.FactsOfLast("disclosure.document", request.Number, cancel))?["noteHash"]?.ToString() != DocumentNote.HashOf(json)) return null;

        var isCurrent = note.Preparation == disclosure.Version && note.ManifestHash == disclosure.ManifestHash && note.MadeBy == current.Actor.Id && note.IsOf(request)
            && note.MadeAt > clock.GetUtcNow() - options.Value.Signing.DocumentLasts
            && note.Policy == (await policies.InForce(db, cancel)).Id && note.Certificate == key.Thumbprint;
        return isCurrent ? new ShelvedDocument(disclosure, note, path) : null;
    }

    /// <summary>The document's bytes as they were made; null where they are not these. Then the document is taken off, so that it is made again.</summary>
    public static async Task<byte[]?> Read(ShelvedDocument document, CancellationToken cancel)
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(document.Path, cancel);
            if (Convert.ToHexStringLower(SHA256.HashData(bytes)) == document.Note.Sha256) return bytes;

            TakeOff(document);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // As good as damaged.
        }
        return null;
    }

    /// <summary>The note alone: without it the document is named by nothing, and the sweep, which records what it removes, takes it.</summary>
    public static void TakeOff(ShelvedDocument document) => File.Delete(Path.ChangeExtension(document.Path, "json"));
}
