using System.Text.Json.Nodes;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Policies;
using CaseDesk.Features.Requests;
using CaseDesk.Features.Templates;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Disclosures;

/// <summary>First half of a release: what will be released is in the ledger before the PDF is made, so that the PDF can carry its own place there.</summary>
/// <param name="ManifestHash">What was looked at; null where nothing was yet, and the document is made to be.</param>
/// <param name="Settles">A lower level of signature is taken where time-stamp or revocation cannot be had.</param>
/// <param name="ToLookAt">The document is made to be looked at; then nothing is signed by this.</param>
/// <param name="Language">Of the report; null for the usual one.</param>
public sealed record PrepareDisclosure(string Number, string? ManifestHash, bool Settles, bool ToLookAt = false, string? Language = null) : ICommand<PreparedDisclosure>;

/// <param name="Version">Only the latest preparation can be signed.</param>
public sealed record PreparedDisclosure(Guid Disclosure, int Version, Guid Extraction);

internal sealed class PrepareDisclosureValidator : AbstractValidator<PrepareDisclosure>
{
    public PrepareDisclosureValidator()
    {
        RuleFor(c => c.ManifestHash).NotEmpty().When(c => !c.ToLookAt).WithMessage("Send the hash of the manifest that you looked at.");
        RuleFor(c => c.Language).Must(code => code is null || TemplateLanguage.FindOfReports(code) is not null).WithMessage($"Choose the report's language: {string.Join(", ", TemplateLanguage.OfReports.Select(language => language.Code))}.");
    }
}

internal sealed class PrepareDisclosureHandler(CaseDeskDb db, PolicyShelf policies, ResultFiles results, RequestRows rows, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<PrepareDisclosure, PreparedDisclosure>
{
    public async Task<PreparedDisclosure> Handle(PrepareDisclosure command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        line.Personal("number", command.Number);
        var request = await db.Requests.Whole().Get(command.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);

        var job = await db.Extractions.Latest(request.Id, cancel);
        await rows.MustBeCommitted(request, line, cancel);
        if (InTheWay(request, job, current.Actor.Id).FirstOrDefault() is { } no) throw new Refused(no);
        if (!command.ToLookAt && !string.Equals(command.ManifestHash, job!.ManifestHash, StringComparison.Ordinal)) throw new Refused(RequestRefusals.PreviewChanged(request.Number));
        if (request.ScopePolicy != (await policies.InForce(db, cancel)).Id) throw new Refused(RequestRefusals.PolicyChanged(request.Number));
        await results.Check(job!, cancel);

        // Each that was recalled stays as it is; this is the one after them.
        var edition = 1 + await db.Recalls.CountAsync(r => r.RequestId == request.Id, cancel);
        var disclosure = await db.Disclosures.SingleOrDefaultAsync(d => d.RequestId == request.Id && d.Edition == edition, cancel);
        if (disclosure is null) db.Disclosures.Add(disclosure = Disclosure.Prepare(request, edition, job!, current.Actor.Id, now));
        else disclosure.PrepareAgain(job!, current.Actor.Id, now);

        var outputs = JsonNode.Parse(job!.ManifestJson!)!["result"]!["outputs"]!;
        line.Fact("manifestHash", job.ManifestHash).Fact("planHash", job.PlanHash).Fact("scopeHash", request.ApprovalInForce!.ScopeHash).Fact("policyVersion", request.ApprovalInForce.PolicyVersion)
            .Fact("files", $"{outputs["data.csv"]!["sha256"]} {outputs["data.json"]!["sha256"]}");
        line.Fact("language", TemplateLanguage.OfReport(command.Language).Code);
        if (edition > 1) line.Fact("supersedes", await db.Disclosures.Where(d => d.RequestId == request.Id && d.Edition == edition - 1).Select(d => d.PdfSha256).SingleAsync(cancel));
        if (command.Settles) line.Fact("settles", true);
        return new PreparedDisclosure(disclosure.Id, disclosure.Version, job.Id);
    }

    /// <summary>Everything that keeps this person from releasing now, so that a page can say it before she tries.</summary>
    internal static IEnumerable<Refusal> InTheWay(LegalRequest request, ExtractionJob? job, Guid person)
    {
        if (request.Status is RequestStatus.Disclosed or RequestStatus.Closed) yield return RequestRefusals.ReleaseExists(request.Number);
        else if (request.Status != RequestStatus.Extracted || job is not { IsComplete: true }) yield return RequestRefusals.NotExtracted(request.Number);
        if (request.ApprovalInForce?.DecidedBy == person) yield return RequestRefusals.ReleaserApproved(request.Number);
        if (!request.Agency!.IsVerified) yield return RequestRefusals.AgencyUnverified(request.Agency.Name);
    }
}
