using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Extraction;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Policies;
using CaseDesk.Features.Requests;
using CaseDesk.Ledger;
using CaseDesk.Model;
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
internal sealed class Release(IMediator desk, CaseDeskDb db, LedgerReading ledger, LedgerLine line, DisclosureKey key, PolicyShelf policies, ResultFiles results, DataDirectory data, CurrentActor current, TimeProvider clock)
{
    public async Task<ReleasedDisclosure> Run(string number, string? manifestHash, CancellationToken cancel)
    {
        var prepared = await desk.Send(new PrepareDisclosure(number, manifestHash), cancel);
        var position = line.Written!;
        db.ChangeTracker.Clear();
        var proof = await ledger.Receipt(position.Seq, position.Checkpoint, extra: null, cancel);
        var entry = await ledger.Entry(position.Seq, cancel);

        var bytes = await Build(number, prepared, proof, entry, cancel);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        DurableFile.MakeDirectory(data.Disclosure(prepared.Disclosure));
        DurableFile.Write(Path.Combine(data.Disclosure(prepared.Disclosure), sha256 + ".pdf"), bytes);
        return await desk.Send(new SignDisclosure(prepared.Disclosure, prepared.Version, sha256, bytes.Length), cancel);
    }

    private async Task<byte[]> Build(string number, PreparedDisclosure prepared, TlogProof proof, string entry, CancellationToken cancel)
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
        using var output = new MemoryStream();
        var place = report.Write(output, new PadesOptions { SignedAt = report.At, Name = current.Actor.Name, Reason = $"Disclosure {number}" },
        [
            ("data.csv", "text/csv", "The disclosed rows (RFC 4180)", csv),
            ("data.json", "application/json", "The disclosed rows, every value verbatim", json),
            ("manifest.json", "application/json", "What was read, what could not be read, what came out", manifest),
            ("prepare.entry.json", "application/json", "Ledger entry of this disclosure", Encoding.UTF8.GetBytes(entry)),
            ("prepare.tlog-proof", "text/plain", "Proof that the entry is in the ledger", Encoding.UTF8.GetBytes(proof.Format())),
        ]);
        PadesSigner.Sign(output, place, key.Signer);
        return output.ToArray();
    }
}
