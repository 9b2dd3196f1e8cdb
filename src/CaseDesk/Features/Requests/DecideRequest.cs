using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Model.Requests;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using CaseDesk.Policy;
using CaseDesk.Security;
using FluentValidation;
using FluentValidation.Results;
using MediatR;

namespace CaseDesk.Features.Requests;

/// <summary>A reviewer's decision on every item, bound to the hash of exactly what she saw.</summary>
public sealed record DecideRequest : ICommand<Decided>
{
    public string Number { get; init; } = "";

    public string? ScopeHash { get; init; }

    /// <summary>How many answers of the agency had been read; null where it is not said.</summary>
    public int? AnswersRead { get; init; }

    public List<ItemDecisionForm> Decisions { get; init; } = [];
}

public sealed record ItemDecisionForm
{
    public int Item { get; init; }

    /// <summary><c>approve</c>, <c>narrow</c> or <c>refuse</c>.</summary>
    public string? Decision { get; init; }

    /// <summary>With narrow: the <c>source.field</c> names that stay.</summary>
    public List<string>? Fields { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    public string? Reason { get; init; }
}

/// <param name="PlanHash">Empty where every item was refused.</param>
public sealed record Decided(RequestStatus Status, string PlanHash);

internal sealed class DecideRequestValidator : AbstractValidator<DecideRequest>
{
    private const int MostFields = 500;

    public DecideRequestValidator()
    {
        RuleFor(c => c.ScopeHash).NotEmpty().WithMessage("Send the hash of the scope decision that you looked at.");
        RuleFor(c => c.Decisions).NotEmpty().WithMessage("Decide every item: approve, narrow or refuse.");
        RuleForEach(c => c.Decisions).ChildRules(item =>
        {
            item.RuleFor(d => d.Decision).Must(d => d is "approve" or "narrow" or "refuse").WithMessage("Decide: approve, narrow or refuse.");
            item.RuleFor(d => d.Reason).IsText("Give the reason", 2000, multiline: true);
            item.RuleFor(d => d.Fields).Must(f => f is null || f.Count <= MostFields).WithMessage("Too many fields.");
            item.RuleFor(d => d.From).IsOptionalInstant("The start", "2026-11-01T00:00:00Z");
            item.RuleFor(d => d.To).IsOptionalInstant("The end", "2026-12-01T00:00:00Z");
        });
    }
}

internal sealed class DecideRequestHandler(CaseDeskDb db, ScopeOf scopeOf, CurrentActor current, LedgerLine line, TimeProvider clock) : IRequestHandler<DecideRequest, Decided>
{
    public async Task<Decided> Handle(DecideRequest command, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        line.Personal("number", command.Number);
        var request = await db.Requests.Whole().Get(command.Number, current.Actor, cancel);
        line.About("request", request.Number, request.Version);

        var everythingRefused = command.Decisions.All(d => d.Decision == "refuse");
        request.MustAwaitDecision(everythingRefused);
        if (!request.MayDecide(current.Actor.Id)) throw new Refused(RequestRefusals.DeciderRegistered(request.Number));
        if (command.AnswersRead is { } read && read != request.Clarifications.Count(c => c.Answer is not null)) throw new Refused(RequestRefusals.AnswerUnread(request.Number));
        EveryItemOnce(request, command);
        var scope = await scopeOf.Compute(request, cancel);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(command.ScopeHash!), Encoding.UTF8.GetBytes(scope.Hash))) throw new Refused(RequestRefusals.ScopeChanged(request.Number));
        if (!everythingRefused && Instruments.Find(request.Instrument)!.Compulsory && request.Documents.Count == 0) throw new Refused(RequestRefusals.DocumentMissing(request.Number));

        var verdicts = command.Decisions.OrderBy(d => d.Item).Select(VerdictOf).ToList();
        var (planJson, planHash) = everythingRefused ? ("", "") : Plan(request, scope, verdicts);
        var approval = request.Decide(
            new Approval(request.Id, scope.Hash, scope.Json, scope.InputsJson, scope.PolicyVersion, [.. command.Decisions.OrderBy(d => d.Item).Select(RecordOf)], planJson, planHash, everythingRefused ? [] : scopeOf.FilesHeld(scope.Policy), current.Actor.Id, now),
            everythingRefused);
        db.Approvals.Add(approval);
        if (!everythingRefused)
        {
            var extraction = ExtractionJob.Queue(approval, now);
            db.Extractions.Add(extraction);
            db.Work.Add(WorkItem.For(WorkItem.Extract, extraction.Id, now));
        }

        line.About("request", request.Number, request.Version).Fact("scopeHash", scope.Hash).Fact("policyVersion", scope.PolicyVersion).Fact("planHash", planHash)
            .Fact("decisions", string.Join(' ', command.Decisions.OrderBy(d => d.Item).Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Item}:{d.Decision}"))));
        // One commitment over all reasons: a commitment each would not fit an entry at a hundred items.
        line.Personal("reasons", string.Join('\n', command.Decisions.OrderBy(d => d.Item).Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Item}: {d.Reason}"))));
        return new Decided(request.Status, planHash);
    }

    private static (string Json, string Hash) Plan(LegalRequest request, ComputedScope scope, IReadOnlyList<ItemVerdict> verdicts)
    {
        try
        {
            var plan = PlanCompiler.Compile(request.Number, scope.Hash, scope.Facts, scope.Policy, scope.Decision, verdicts);
            var json = CanonicalJson.Serialize(PlanJson.ToJson(plan));
            return (Encoding.UTF8.GetString(json), Convert.ToHexStringLower(SHA256.HashData(json)));
        }
        catch (WiderThanAllowedException wider)
        {
            throw new Refused(RequestRefusals.WiderThanAllowed(wider.Message));
        }
    }

    private static void EveryItemOnce(LegalRequest request, DecideRequest command)
    {
        List<ValidationFailure> failures = [];
        foreach (var item in request.Items.Where(i => command.Decisions.All(d => d.Item != i.Number)))
            failures.Add(new(nameof(DecideRequest.Decisions), string.Create(CultureInfo.InvariantCulture, $"Item {item.Number} is not decided.")));
        for (var i = 0; i < command.Decisions.Count; i++)
        {
            var number = command.Decisions[i].Item;
            if (request.Items.All(item => item.Number != number)) failures.Add(new(string.Create(CultureInfo.InvariantCulture, $"Decisions[{i}].Item"), string.Create(CultureInfo.InvariantCulture, $"There is no item {number}.")));
            if (command.Decisions.Take(i).Any(d => d.Item == number)) failures.Add(new(string.Create(CultureInfo.InvariantCulture, $"Decisions[{i}].Item"), string.Create(CultureInfo.InvariantCulture, $"Item {number} is decided twice.")));
        }
        if (failures.Count > 0) throw new ValidationException(failures);
    }

    private static ItemVerdict VerdictOf(ItemDecisionForm form) => new(
        form.Item,
        form.Decision switch { "approve" => Verdict.Approve, "narrow" => Verdict.Narrow, _ => Verdict.Refuse },
        form.Decision == "narrow" ? form.Fields : null,
        form.Decision == "narrow" && TextRules.TryInstant(form.From, out var from) ? from : null,
        form.Decision == "narrow" && TextRules.TryInstant(form.To, out var to) ? to : null);

    private static ItemVerdictRecord RecordOf(ItemDecisionForm form)
    {
        var verdict = VerdictOf(form);
        return new ItemVerdictRecord(form.Item, form.Decision!, form.Reason!.Trim(), verdict.Fields, verdict.From, verdict.To);
    }
}
