using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Policies;
using CaseDesk.Features.Templates;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Pdf;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CaseDesk.Features.Disclosures;

/// <summary>A preparation that is in the ledger.</summary>
/// <param name="Proof">That its entry is there; it goes into the report.</param>
internal sealed record Preparation(Guid Disclosure, int Version, Guid Extraction, TlogProof Proof, string Entry);

/// <summary>Puts a report together from what is stored, with the files that it carries and room for its signature.</summary>
internal sealed class ReportWriter(CaseDeskDb db, LedgerReading ledger, DisclosureKey key, PolicyShelf policies, ReportTemplates templates, ResultFiles results, DataDirectory directory, CurrentActor current, IOptions<CaseDeskOptions> options, TimeProvider clock)
{
    /// <param name="request">Whole.</param>
    public async Task<(SignaturePlace Place, string ManifestHash, IReadOnlyList<Volume> Volumes)> Write(Stream output, LegalRequest request, Preparation prepared, TemplateLanguage language, ValidationData validation, CancellationToken cancel)
    {
        var approval = request.ApprovalInForce!;
        var job = await db.Extractions.AsNoTracking().SingleAsync(e => e.Id == prepared.Extraction, cancel);
        // Checked again: what is signed is what the entry just written says, whatever happened to the directory since.
        var (csv, json, manifest) = (await results.Read(job, "data.csv", cancel), await results.Read(job, "data.json", cancel), await results.Read(job, "manifest.json", cancel));
        var policy = await policies.Find(db, approval.PolicyVersion, cancel);
        var manifestJson = JsonNode.Parse(manifest)!;
        var data = DataRows.Of(json);
        var files = Volumes.Of(data.Sections, options.Value.ReportRows);
        var facts = new ReportFacts
        {
            Request = request,
            Approval = approval,
            Policy = policy,
            ManifestHash = await db.Disclosures.Where(d => d.Id == prepared.Disclosure).Select(d => d.ManifestHash).SingleAsync(cancel),
            Manifest = ManifestView.Of(manifestJson),
            Data = data,
            Printed = files[0],
            Supersedes = await SupersededReport.Of(db, request, prepared.Disclosure, approval, manifestJson, cancel),
            Custody = await ChainOfCustody.Of(db, request.Number, cancel),
            Checkpoint = prepared.Proof.Checkpoint,
            Entry = prepared.Proof.Index,
            IsSample = key.IsSample,
            Thumbprint = key.Thumbprint,
            MadeBy = current.Actor.Name,
            ApprovedBy = await db.Users.Where(p => p.Id == approval.DecidedBy).Select(p => p.DisplayName).FirstOrDefaultAsync(cancel) ?? "",
            Provider = (policy ?? policies.First).Provider,
            At = clock.GetUtcNow(),
        };
        var signature = new PadesOptions { SignedAt = facts.At, Name = current.Actor.Name, Reason = $"Disclosure {request.Number}", Validation = validation, IsVisible = true, Label = $"Signature of {facts.Provider}" };
        var text = templates.Write(facts, language);
        facts = facts with { Volumes = await Volumes.Write(facts, text, files, directory.Disclosure(prepared.Disclosure), prepared.Version, cancel) };
        var place = DisclosureReport.Write(output, facts, text, signature,
        [
            ("data.csv", "text/csv", "The disclosed rows (RFC 4180)", csv),
            ("data.json", "application/json", "The disclosed rows, every value verbatim", json),
            ("manifest.json", "application/json", "What was read, what could not be read, what came out", manifest),
            ("prepare.entry.json", "application/json", "Ledger entry of this disclosure", Encoding.UTF8.GetBytes(prepared.Entry)),
            ("prepare.tlog-proof", "text/plain", "Proof that the entry is in the ledger", Encoding.UTF8.GetBytes(prepared.Proof.Format())),
            .. facts.Volumes.Count == 0 ? [] : new[] { (Volumes.ListName, "application/json", "The volumes in which the other rows stand", Volumes.List(facts.Volumes)) },
            .. await Approved(request.Number, approval, prepared.Proof.Checkpoint, cancel),
        ])!;
        return (place, facts.ManifestHash, facts.Volumes);
    }

    /// <summary>What shows a stranger that the data is what was approved.</summary>
    private async Task<List<(string, string, string, byte[])>> Approved(string number, Approval approval, string checkpoint, CancellationToken cancel)
    {
        List<(string, string, string, byte[])> approved = [("scope.json", "application/json", "The scope decision that was approved", Encoding.UTF8.GetBytes(approval.ScopeJson))];
        if (approval.PlanJson.Length > 0) approved.Add(("plan.json", "application/json", "The plan that was carried out", Encoding.UTF8.GetBytes(approval.PlanJson)));
        // What was decided before a restore is proven by the ledger that the restore closed, whose key a stranger need not have.
        if (await ledger.LastOf("decision.decide", number, cancel) is { Log: LedgerHistory.Living, Seq: var decided })
        {
            approved.Add(("approval.entry.json", "application/json", "Ledger entry of the decision", Encoding.UTF8.GetBytes(await ledger.Entry(decided, cancel))));
            approved.Add(("approval.tlog-proof", "text/plain", "Proof that the decision is in the ledger", Encoding.UTF8.GetBytes((await ledger.Receipt(decided, checkpoint, extra: null, cancel)).Format())));
        }
        return approved;
    }
}
