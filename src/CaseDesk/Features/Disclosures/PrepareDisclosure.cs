using System.Text.Json.Nodes;
using CaseDesk.Features.Extractions;
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
public sealed record PrepareDisclosure(string Number, string? ManifestHash) : ICommand<PreparedDisclosure>;

/// <param name="Version">Only the latest preparation can be signed.</param>
public sealed record PreparedDisclosure(Guid Disclosure, int Version, Guid Extraction);

internal sealed class PrepareDisclosureValidator : AbstractValidator<PrepareDisclosure>
{
    public PrepareDisclosureValidator() => RuleFor(c => c.ManifestHash).NotEmpty().WithMessage("Send the hash of the manifest that you looked at.");
}

internal sealed class PrepareDisclosureHandler(CaseDeskDb db, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<PrepareDisclosure, PreparedDisclosure>
{
    public async Task<PreparedDisclosure> Handle(PrepareDisclosure command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        line.Personal("number", command.Number);
        var request = await db.Requests.Whole().Get(command.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);

        if (request.Status is RequestStatus.Disclosed or RequestStatus.Closed) throw new Refused(RequestRefusals.ReleaseExists(request.Number));
        if (request.ApprovalInForce?.DecidedBy == current.Actor.Id) throw new Refused(RequestRefusals.ReleaserApproved(request.Number));
        var job = await db.Extractions.Latest(request.Id, cancel);
        if (request.Status != RequestStatus.Extracted || job is not { IsComplete: true }) throw new Refused(RequestRefusals.NotExtracted(request.Number));
        if (!string.Equals(command.ManifestHash, job.ManifestHash, StringComparison.Ordinal)) throw new Refused(RequestRefusals.PreviewChanged(request.Number));
        if (!request.Agency!.IsVerified) throw new Refused(RequestRefusals.AgencyUnverified(request.Agency.Name));

        var disclosure = await db.Disclosures.SingleOrDefaultAsync(d => d.RequestId == request.Id, cancel);
        if (disclosure is null) db.Disclosures.Add(disclosure = Disclosure.Prepare(request, job, current.Actor.Id, now));
        else disclosure.PrepareAgain(job, current.Actor.Id, now);

        var outputs = JsonNode.Parse(job.ManifestJson!)!["result"]!["outputs"]!;
        line.Fact("manifestHash", job.ManifestHash).Fact("planHash", job.PlanHash).Fact("scopeHash", request.ApprovalInForce!.ScopeHash).Fact("policyVersion", request.ApprovalInForce.PolicyVersion)
            .Fact("files", $"{outputs["data.csv"]!["sha256"]} {outputs["data.json"]!["sha256"]}");
        return new PreparedDisclosure(disclosure.Id, disclosure.Version, job.Id);
    }
}
