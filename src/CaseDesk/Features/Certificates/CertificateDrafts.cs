using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Features.Disclosures;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Policies;
using CaseDesk.Features.Templates;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Policy;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Certificates;

/// <summary>A certificate as it reads.</summary>
internal sealed record CertificateDraft(CertificateFacts Facts, IReadOnlyList<TemplateBlock> Blocks, string Text)
{
    public byte[] Bytes => Encoding.UTF8.GetBytes(Text);

    /// <summary>Lower-case hex.</summary>
    public string TextSha256 => Convert.ToHexStringLower(SHA256.HashData(Bytes));
}

/// <summary>Puts certificates together: the same for whoever drafts, for the declarant who reads and subscribes, and for the sealing. All that it rests on is sealed itself, so that the same words come out.</summary>
internal sealed class CertificateDrafts(CaseDeskDb db, PolicyShelf policies, LedgerReading ledger, DisclosureKey key)
{
    private string? SampleMark => key.IsSample ? "SAMPLE – not evidence" : null;

    /// <summary>The released disclosure that is in force; null where there is none.</summary>
    public Task<Disclosure?> InForce(LegalRequest request, CancellationToken cancel) =>
        db.Disclosures.AsNoTracking().SingleOrDefaultAsync(d => d.RequestId == request.Id && d.ReleasedAt != null && !db.Recalls.Any(r => r.DisclosureId == d.Id), cancel);

    /// <param name="request">Whole.</param>
    public async Task<CertificateDraft> Compose(LegalRequest request, Certificate certificate, CancellationToken cancel)
    {
        var disclosure = await db.Disclosures.AsNoTracking().SingleAsync(d => d.Id == certificate.DisclosureId, cancel);
        var declarant = await db.Users.Where(p => p.Id == certificate.DeclarantId).Select(p => p.DisplayName).SingleAsync(cancel);
        return await Compose(request, disclosure, certificate.Number, CertificateForm.Find(certificate.Form)!, certificate.Country, declarant, cancel);
    }

    public async Task<CertificateDraft> Compose(LegalRequest request, Disclosure disclosure, int number, CertificateForm form, string? country, string declarant, CancellationToken cancel)
    {
        var approval = request.Approvals.Single(a => a.Id == disclosure.ApprovalId);
        var job = await db.Extractions.AsNoTracking().SingleAsync(e => e.Id == disclosure.ExtractionId, cancel);
        var policy = await policies.Find(db, approval.PolicyVersion, cancel) ?? throw new InvalidDataException($"Policy {approval.PolicyVersion}, under which request {request.Number} was decided, is not among the published ones.");
        var manifest = ManifestView.Of(JsonNode.Parse(job.ManifestJson!)!);
        var facts = new CertificateFacts
        {
            Certificate = number,
            Number = request.Number,
            Edition = disclosure.Edition,
            Provider = policy.Provider,
            Agency = request.Agency!.Name,
            Reference = request.Reference,
            Process = $"{Instruments.Label(request.Instrument)}, issued by {request.IssuerKind} in {request.Jurisdiction}, dated {request.IssuedOn.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}",
            ServedAt = request.ServedAt,
            PolicyVersion = policy.Id,
            PolicySha256 = policy.Sha256,
            DecidedAt = approval.DecidedAt,
            ReleasedAt = disclosure.ReleasedAt!.Value,
            ReleaseEntry = Entry((await ledger.Release(request.Number, disclosure.Edition, cancel)).Signed),
            ReportSha256 = disclosure.PdfSha256!,
            ReportSize = disclosure.PdfSize!.Value,
            PlanHash = approval.PlanHash,
            ManifestHash = disclosure.ManifestHash,
            Manifest = manifest,
            ExtractedFrom = job.StartedAt!.Value,
            ExtractedTo = job.EndedAt!.Value,
            Sources = SourcesOf(PlanJson.Parse(approval.PlanJson), policy, manifest),
            Declarant = declarant,
            Form = form,
            Country = country,
        };
        // Nothing is declared that the policy does not state: with nothing stated of anything there is nothing to declare.
        if (!facts.Produced.Any()) throw new Refused(CertificateRefusals.NothingProduced(request.Number));
        if (facts.Produced.All(source => source.Definition.BusinessRecord is null)) throw new Refused(CertificateRefusals.FactsMissing(request.Number, policy.Id, string.Join(", ", facts.Produced.Select(source => source.Name))));

        var blocks = CertificateWords.Declared(facts);
        return new CertificateDraft(facts, blocks, TemplateText.Write(blocks, SampleMark));
    }

    /// <summary>The draft as a PDF that says on every page what it is not.</summary>
    public byte[] Unsubscribed(CertificateDraft draft, DateTimeOffset at) =>
        CertificatePdf.Write([.. draft.Blocks, .. CertificateWords.Unsubscribed(draft.Facts)], draft.Facts, SampleMark is { } sample ? $"{CertificatePdf.DraftMark} · {sample}" : CertificatePdf.DraftMark, at, key: null);

    /// <summary>The subscribed certificate, sealed.</summary>
    public byte[] Sealed(CertificateDraft draft, Certificate subscribed, (int Log, long Seq) entry, DateTimeOffset at) => CertificatePdf.Write(
        [.. draft.Blocks, .. CertificateWords.Subscribed(draft.Facts, subscribed.SubscribedName!, subscribed.Place!, subscribed.SubscribedAt!.Value, Entry(entry), subscribed.TextSha256)],
        draft.Facts, SampleMark, at, key.Signer);

    private static List<CertifiedSource> SourcesOf(ExtractionPlan plan, PolicyDocument policy, ManifestView manifest) =>
    [
        .. plan.Reads.GroupBy(read => read.Source.Name, StringComparer.Ordinal).Select(reads => new CertifiedSource(
            policy.Sources.Single(source => source.Name == reads.Key),
            [.. reads.Select(read => manifest.Rows.FirstOrDefault(rows => rows.Item == read.Item && rows.Source == reads.Key) is { } rows
                ? new CertifiedRead(read.Item, read.Windows, rows.Count, rows.FirstInstant, rows.LastInstant)
                : new CertifiedRead(read.Item, read.Windows, 0, "", ""))],
            manifest.Rows.Where(rows => rows.Source == reads.Key).Sum(rows => rows.Count))),
    ];

    private static string Entry((int Log, long Seq) at) => at.Log == LedgerHistory.Living
        ? string.Create(CultureInfo.InvariantCulture, $"entry {at.Seq} of the provider's ledger")
        : string.Create(CultureInfo.InvariantCulture, $"entry {at.Seq} of the provider's ledger that a restore closed (number {at.Log})");
}
