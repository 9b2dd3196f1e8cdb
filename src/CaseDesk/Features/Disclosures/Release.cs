using System.Security.Cryptography;
using CaseDesk.Extraction;
using CaseDesk.Features.Policies;
using CaseDesk.Features.Requests;
using CaseDesk.Features.Templates;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Pdf;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Disclosures;

/// <summary>
/// The release, in its order: prepare (recorded), build the PDF with its own proof inside, sign it, put it into the vault, release (recorded). Whoever wants to see
/// the very document first has it built before (recorded), looks at it (recorded), and has its bytes signed.
/// A crash between leaves a preparation that the next release does again; nothing is released without its entry.
/// </summary>
internal sealed class Release(
    IMediator desk, CaseDeskDb db, LedgerReading ledger, LedgerLine line, DisclosureKey key, SignatureEvidence evidence, PolicyShelf policies, ReportWriter writer, DocumentShelf shelf, DataDirectory data, CurrentActor current,
    TimeProvider clock)
{
    /// <summary>The finished document as it will be signed. It is made where none is current.</summary>
    /// <param name="language">Of the report; null for the usual one.</param>
    public async Task<OpenedDocument> Open(string number, string? language, CancellationToken cancel)
    {
        if (await shelf.Current(number, cancel) is not { } document || !document.Note.IsIn(language))
        {
            var prepared = await Prepare(new PrepareDisclosure(number, ManifestHash: null, Settles: false, ToLookAt: true, language), cancel);
            await desk.Send(new KeepDocument(number, prepared.Version, await Finish(number, prepared, TemplateLanguage.OfReport(language), cancel)), cancel);
            db.ChangeTracker.Clear();
        }
        return await desk.Send(new OpenDocument(number), cancel);
    }

    /// <param name="seen">Hash of the document that was looked at: that one is signed, or nothing. Null: one is made and signed in one go.</param>
    /// <param name="settles">The custodian takes a lower level of signature where time-stamp or revocation cannot be had now.</param>
    /// <param name="language">Of a report that is made now; null for the usual one.</param>
    public async Task<ReleasedDisclosure> Run(string number, string? manifestHash, string? seen, bool settles, string? language, CancellationToken cancel)
    {
        if (seen is { Length: > 0 })
        {
            var shown = await shelf.Current(number, cancel);
            return await desk.Send(new SignDisclosure(number, manifestHash, seen, shown?.Disclosure.Version, settles, await SignSeen(number, shown, seen, settles, cancel)), cancel);
        }
        var prepared = await Prepare(new PrepareDisclosure(number, manifestHash, settles, Language: language), cancel);
        return await desk.Send(new SignDisclosure(number, manifestHash, null, prepared.Version, settles, await SignNew(number, prepared, TemplateLanguage.OfReport(language), settles, cancel)), cancel);
    }

    private async Task<Preparation> Prepare(PrepareDisclosure command, CancellationToken cancel)
    {
        var prepared = await desk.Send(command, cancel);
        var position = line.Written!;
        db.ChangeTracker.Clear();
        var proof = await ledger.Receipt(position.Seq, position.Checkpoint, extra: null, cancel);
        return new Preparation(prepared.Disclosure, prepared.Version, prepared.Extraction, proof, await ledger.Entry(position.Seq, cancel));
    }

    /// <summary>Builds the report with the room for its signature, and puts it on the shelf. What cannot be proven now is left out, and said.</summary>
    private async Task<MadeDocument> Finish(string number, Preparation prepared, TemplateLanguage language, CancellationToken cancel)
    {
        try
        {
            var (validation, missing) = (ValidationData.None, (string?)null);
            try
            {
                validation = await evidence.Gather(key.Signer, cancel);
            }
            catch (EvidenceUnavailable fault)
            {
                missing = fault.Message;
            }
            var request = await db.Requests.AsNoTracking().Whole().SingleAsync(r => r.Number == number, cancel);
            var policy = (await policies.InForce(db, cancel)).Id;
            DocumentNote? note = null;
            var directory = data.Disclosure(prepared.Disclosure);
            DurableFile.MakeDirectory(directory);
            await DurableFile.WriteAs(directory, async file =>
            {
                var (place, manifestHash, volumes) = await writer.Write(file, request, prepared, language, validation, cancel);
                var documentHash = PadesSigner.Cover(file, place);
                note = new DocumentNote(
                    documentHash, await Hash(file, cancel), file.Length, language.Code, prepared.Version, manifestHash, place.SignedAt, current.Actor.Id, policy, request.Version, request.Agency!.Version,
                    key.Thumbprint, missing, place.Range, place.Contents, place.Bytes, [.. place.Known], [.. volumes.Select(volume => volume.Sha256)]);
                return DocumentShelf.NameOf(prepared.Version, "pdf");
            });
            var json = note!.ToJson();
            DurableFile.Write(Path.Combine(directory, DocumentShelf.NameOf(prepared.Version, "json")), json);
            return new MadeDocument(note.DocumentHash, DocumentNote.HashOf(json), note.Sha256, note.Size, missing);
        }
        catch (SigningRefused fault)
        {
            return new MadeDocument("", "", "", 0, null, RequestRefusals.CannotSign(number, fault.Message));
        }
        catch (Refused no)
        {
            return new MadeDocument("", "", "", 0, null, no.Refusal);
        }
    }

    /// <summary>Signs a copy of the document that was looked at; that it is that one is found by its hash, taken from the copy.</summary>
    private async Task<SignedReport> SignSeen(string number, ShelvedDocument? shown, string seen, bool settles, CancellationToken cancel)
    {
        if (shown is null || shown.Note.DocumentHash != seen) return Stopped(RequestRefusals.DocumentChanged(number));

        var note = shown.Note;
        var lacks = note.Missing ?? (evidence.Authority is not null && note.Known.Count == 0 ? "It was made before the desk was to ask for any." : null);
        if (lacks is not null && !settles) return Stopped(RequestRefusals.DocumentLacksEvidence(number, lacks));

        try
        {
            // The place says when the document was made; the key signs now.
            key.Signer.MustBeValid(clock.GetUtcNow());
            await VolumesMustBeThose(shown, cancel);
            return await IntoTheVault(shown.Disclosure.Id, number, note.Known.Count > 0, lacks, settles, async file =>
            {
                await using (var document = File.OpenRead(shown.Path)) await document.CopyToAsync(file, cancel);
                return IsThat(file, note.Place, seen) ? note.Place : throw new DocumentDamaged();
            }, cancel);
        }
        catch (Exception damaged) when (damaged is DocumentDamaged or FileNotFoundException or DirectoryNotFoundException)
        {
            DocumentShelf.TakeOff(shown);
            return Stopped(RequestRefusals.DocumentChanged(number));
        }
        catch (SigningRefused fault)
        {
            return Stopped(RequestRefusals.CannotSign(number, fault.Message));
        }
    }

    /// <summary>Builds the report and signs it in one go.</summary>
    private async Task<SignedReport> SignNew(string number, Preparation prepared, TemplateLanguage language, bool settles, CancellationToken cancel)
    {
        try
        {
            var (gathered, missing) = await Evidence(() => evidence.Gather(key.Signer, cancel), settles, cancel);
            var validation = gathered ?? ValidationData.None;
            var request = await db.Requests.AsNoTracking().Whole().SingleAsync(r => r.Number == number, cancel);
            return await IntoTheVault(prepared.Disclosure, number, !validation.IsEmpty, missing, settles, async file => (await writer.Write(file, request, prepared, language, validation, cancel)).Place, cancel);
        }
        catch (EvidenceUnavailable fault)
        {
            return Stopped(RequestRefusals.EvidenceUnavailable(number, fault.Message));
        }
        catch (SigningRefused fault)
        {
            return Stopped(RequestRefusals.CannotSign(number, fault.Message));
        }
        catch (Refused no)
        {
            return Stopped(no.Refusal);
        }
    }

    /// <summary>What is not whole there is nothing.</summary>
    /// <param name="isProven">The document holds what proves its certificates for years.</param>
    private async Task<SignedReport> IntoTheVault(Guid disclosure, string number, bool isProven, string? missing, bool settles, Func<Stream, Task<SignaturePlace>> write, CancellationToken cancel)
    {
        var (level, size, documentHash) = ("B-B", 0L, "");
        try
        {
            DurableFile.MakeDirectory(data.Disclosure(disclosure));
            var name = await DurableFile.WriteAs(data.Disclosure(disclosure), async file =>
            {
                var place = await write(file);
                documentHash = PadesSigner.Cover(file, place);
                var (stamper, without) = evidence.Authority is { } authority ? await Evidence(async () =>
                {
                    await PadesSigner.SignAndStamp(file, place, key.Signer, authority, cancel);
                    return authority;
                }, settles, cancel) : (null, null);
                missing ??= without;
                if (stamper is not null) level = isProven ? "B-LT" : "B-T";
                else PadesSigner.Sign(file, place, key.Signer);
                size = file.Length;
                return await Hash(file, cancel) + ".pdf";
            });
            return new SignedReport(Path.GetFileNameWithoutExtension(name), size, documentHash, level, missing);
        }
        catch (EvidenceUnavailable fault)
        {
            return Stopped(RequestRefusals.EvidenceUnavailable(number, fault.Message));
        }
    }

    // Whoever settles for less need not wait for more.
    private async Task<(T? Had, string? Missing)> Evidence<T>(Func<Task<T>> attempt, bool settles, CancellationToken cancel) where T : class
    {
        if (!settles) return (await evidence.Patiently(attempt, cancel), null);
        try
        {
            return (await attempt(), null);
        }
        catch (EvidenceUnavailable fault)
        {
            return (null, fault.Message);
        }
    }

    private static bool IsThat(Stream file, SignaturePlace place, string seen)
    {
        try
        {
            return PadesSigner.Cover(file, place) == seen;
        }
        catch (InvalidOperationException)
        {
            // Its room is not empty, or not there.
            return false;
        }
    }

    /// <summary>The signature covers their hashes: they have to be there.</summary>
    private static async Task VolumesMustBeThose(ShelvedDocument shown, CancellationToken cancel)
    {
        for (var i = 0; i < shown.Note.Volumes.Count; i++)
        {
            await using var volume = File.OpenRead(Path.Combine(Path.GetDirectoryName(shown.Path)!, Volumes.FileOf(shown.Note.Preparation, i + 2)));
            if (await Hash(volume, cancel) != shown.Note.Volumes[i]) throw new DocumentDamaged();
        }
    }

    private static SignedReport Stopped(Refusal why) => new("", 0, "", "B-B", null, why);

    private static async Task<string> Hash(Stream file, CancellationToken cancel)
    {
        file.Position = 0;
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
    }

    private sealed class DocumentDamaged : Exception;
}
