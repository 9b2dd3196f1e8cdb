using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Extraction;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Policies;
using CaseDesk.Features.Requests;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Pdf;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Disclosures;

/// <summary>
/// The release, in its order: prepare (recorded), build the PDF with its own proof inside, sign it, put it into the vault, release (recorded).
/// A crash between leaves a preparation that the next release does again; nothing is released without its entry.
/// </summary>
internal sealed class Release(IMediator desk, CaseDeskDb db, LedgerReading ledger, LedgerLine line, DisclosureKey key, SignatureEvidence evidence, PolicyShelf policies, ResultFiles results, DataDirectory data, CurrentActor current, TimeProvider clock)
{
    /// <param name="settles">The custodian takes a lower level of signature where time-stamp or revocation cannot be had now.</param>
    public async Task<ReleasedDisclosure> Run(string number, string? manifestHash, bool settles, CancellationToken cancel)
    {
        var prepared = await desk.Send(new PrepareDisclosure(number, manifestHash, settles), cancel);
        var position = line.Written!;
        db.ChangeTracker.Clear();
        var proof = await ledger.Receipt(position.Seq, position.Checkpoint, extra: null, cancel);
        var entry = await ledger.Entry(position.Seq, cancel);
        return await desk.Send(new SignDisclosure(prepared.Disclosure, prepared.Version, await Sign(number, prepared, proof, entry, settles, cancel)), cancel);
    }

    /// <summary>Builds the report and signs it into the vault. What is not whole there is nothing.</summary>
    private async Task<SignedReport> Sign(string number, PreparedDisclosure prepared, TlogProof proof, string entry, bool settles, CancellationToken cancel)
    {
        var (level, missing, size) = ("B-B", (string?)null, 0L);
        try
        {
            var validation = await Evidence(() => evidence.Gather(key.Signer, cancel)) ?? ValidationData.None;
            DurableFile.MakeDirectory(data.Disclosure(prepared.Disclosure));
            var name = await DurableFile.WriteAs(data.Disclosure(prepared.Disclosure), async file =>
            {
                var place = await Build(file, number, prepared, proof, entry, validation, cancel);
                if (evidence.Authority is { } authority && await Evidence(async () =>
                {
                    await PadesSigner.SignAndStamp(file, place, key.Signer, authority, cancel);
                    return authority;
                }) is not null) level = validation.IsEmpty ? "B-T" : "B-LT";
                else PadesSigner.Sign(file, place, key.Signer);
                (file.Position, size) = (0, file.Length);
                return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel)) + ".pdf";
            });
            return new SignedReport(Path.GetFileNameWithoutExtension(name), size, level, missing);
        }
        catch (EvidenceUnavailable fault)
        {
            return new SignedReport("", 0, level, null, RequestRefusals.EvidenceUnavailable(number, fault.Message));
        }
        catch (SigningRefused fault)
        {
            return new SignedReport("", 0, level, null, RequestRefusals.CannotSign(number, fault.Message));
        }

        // Whoever settles for less need not wait for more.
        async Task<T?> Evidence<T>(Func<Task<T>> attempt) where T : class
        {
            if (!settles) return await evidence.Patiently(attempt, cancel);
            try
            {
                return await attempt();
            }
            catch (EvidenceUnavailable fault)
            {
                missing ??= fault.Message;
                return null;
            }
        }
    }

    private async Task<SignaturePlace> Build(Stream output, string number, PreparedDisclosure prepared, TlogProof proof, string entry, ValidationData validation, CancellationToken cancel)
    {
        var request = await db.Requests.AsNoTracking().Whole().SingleAsync(r => r.Number == number, cancel);
        var approval = request.ApprovalInForce!;
        var job = await db.Extractions.AsNoTracking().SingleAsync(e => e.Id == prepared.Extraction, cancel);
        // Checked again: what is signed is what the entry just written says, whatever happened to the directory since.
        var (csv, json, manifest) = (await results.Read(job, "data.csv", cancel), await results.Read(job, "data.json", cancel), await results.Read(job, "manifest.json", cancel));
        var report = new DisclosureReport
        {
            Request = request,
            Approval = approval,
            Scope = JsonNode.Parse(approval.ScopeJson)!,
            Manifest = JsonNode.Parse(manifest)!,
            ManifestHash = await db.Disclosures.Where(d => d.Id == prepared.Disclosure).Select(d => d.ManifestHash).SingleAsync(cancel),
            Data = JsonNode.Parse(json)!,
            Checkpoint = proof.Checkpoint,
            Entry = proof.Index,
            IsSample = key.IsSample,
            Thumbprint = Convert.ToHexStringLower(SHA256.HashData(key.Certificate.RawData)),
            ReleasedBy = current.Actor.Name,
            Provider = (await policies.Find(db, approval.PolicyVersion, cancel) ?? policies.First).Provider,
            At = clock.GetUtcNow(),
        };
        report.Supersedes = await SupersededReport.Of(db, request, prepared.Disclosure, approval, report.Manifest, cancel);
        return report.Write(output, new PadesOptions { SignedAt = report.At, Name = current.Actor.Name, Reason = $"Disclosure {number}", Validation = validation, IsVisible = true, Label = $"Signature of {report.Provider}" },
        [
            ("data.csv", "text/csv", "The disclosed rows (RFC 4180)", csv),
            ("data.json", "application/json", "The disclosed rows, every value verbatim", json),
            ("manifest.json", "application/json", "What was read, what could not be read, what came out", manifest),
            ("prepare.entry.json", "application/json", "Ledger entry of this disclosure", Encoding.UTF8.GetBytes(entry)),
            ("prepare.tlog-proof", "text/plain", "Proof that the entry is in the ledger", Encoding.UTF8.GetBytes(proof.Format())),
        ]);
    }
}
