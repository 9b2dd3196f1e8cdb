using System.Text.Json.Nodes;
using CaseDesk.Features.Extractions;
using CaseDesk.Features.Policies;
using CaseDesk.Features.Requests;
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
/// <param name="Settles">A lower level of signature is taken where time-stamp or revocation cannot be had.</param>
public sealed record PrepareDisclosure(string Number, string? ManifestHash, bool Settles) : ICommand<PreparedDisclosure>;

/// <param name="Version">Only the latest preparation can be signed.</param>
public sealed record PreparedDisclosure(Guid Disclosure, int Version, Guid Extraction);

internal sealed class PrepareDisclosureValidator : AbstractValidator<PrepareDisclosure>
{
    public PrepareDisclosureValidator() => RuleFor(c => c.ManifestHash).NotEmpty().WithMessage("Send the hash of the manifest that you looked at.");
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
        if (!string.Equals(command.ManifestHash, job!.ManifestHash, StringComparison.Ordinal)) throw new Refused(RequestRefusals.PreviewChanged(request.Number));
        if (request.ScopePolicy != (await policies.InForce(db, cancel)).Id) throw new Refused(RequestRefusals.PolicyChanged(request.Number));
        await results.Check(job, cancel);

        // Each that was recalled stays as it is; this is the one after them.
        var edition = 1 + await db.Recalls.CountAsync(r => r.RequestId == request.Id, cancel);
        var disclosure = await db.Disclosures.SingleOrDefaultAsync(d => d.RequestId == request.Id && d.Edition == edition, cancel);
        if (disclosure is null) db.Disclosures.Add(disclosure = Disclosure.Prepare(request, edition, job, current.Actor.Id, now));
        else disclosure.PrepareAgain(job, current.Actor.Id, now);

        var outputs = JsonNode.Parse(job.ManifestJson!)!["result"]!["outputs"]!;
        line.Fact("manifestHash", job.ManifestHash).Fact("planHash", job.PlanHash).Fact("scopeHash", request.ApprovalInForce!.ScopeHash).Fact("policyVersion", request.ApprovalInForce.PolicyVersion)
            .Fact("files", $"{outputs["data.csv"]!["sha256"]} {outputs["data.json"]!["sha256"]}");
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
