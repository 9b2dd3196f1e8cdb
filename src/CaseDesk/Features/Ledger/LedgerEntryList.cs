using CaseDesk.Features.Requests;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Model.People;
using CaseDesk.Pipeline;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Ledger;

/// <summary>Entries for auditors, filtered by columns that the database computes from the sealed bytes.</summary>
public sealed record LedgerEntryList : IQuery<LedgerEntryPage>
{
    /// <summary>Only entries after this index, oldest first (for programs); null shows the newest first (for people).</summary>
    public long? After { get; init; }

    public string? Action { get; init; }

    public string? Actor { get; init; }

    public string? About { get; init; }

    /// <summary>First day, UTC, inclusive.</summary>
    public string? From { get; init; }

    /// <summary>Last day, UTC, inclusive.</summary>
    public string? To { get; init; }

    public int Page { get; init; } = 1;

    public int Size { get; init; } = 50;
}

/// <param name="Actors">Everyone who may stand in an entry: id and name.</param>
/// <param name="Verification">How the check of the whole ledger stands; null for programs.</param>
/// <param name="SignedSize">Number of entries under the newest signature, which is <paramref name="SignedAt"/>, with its <paramref name="Root"/> in base64.</param>
public sealed record LedgerEntryPage(IReadOnlyList<LedgerEntryRow> Entries, long Total, int Page, int Size, IReadOnlyDictionary<string, string> Actors, long SignedSize, DateTimeOffset SignedAt, string Root, LedgerVerification? Verification);

/// <param name="Who">Name where the actor is a person of this desk.</param>
/// <param name="Leaf">The sealed bytes, as text.</param>
public sealed record LedgerEntryRow(long Seq, string Time, string Action, string Actor, string Who, string? ObjectKind, string? ObjectId, string Outcome, string Leaf);

internal sealed class LedgerEntryListValidator : AbstractValidator<LedgerEntryList>
{
    public LedgerEntryListValidator()
    {
        RuleFor(q => q.After).Must(after => after is null or >= -1).WithMessage("after is the index of an entry.");
        RuleFor(q => q.Action).IsOptionalText(60);
        RuleFor(q => q.Actor).IsOptionalText(60);
        RuleFor(q => q.About).IsOptionalText(100);
        RuleFor(q => q.From).Must(day => string.IsNullOrEmpty(day) || TextRules.TryDay(day, out _)).WithMessage("A day, as 2026-11-24.");
        RuleFor(q => q.To).Must(day => string.IsNullOrEmpty(day) || TextRules.TryDay(day, out _)).WithMessage("A day, as 2026-11-24.");
        RuleFor(q => q.To).Must((q, last) => !TextRules.TryDay(q.From, out var from) || !TextRules.TryDay(last, out var to) || to >= from).WithMessage("The last day lies before the first.");
        RuleFor(q => q.Page).InclusiveBetween(1, 1_000_000).WithMessage("Pages count from 1.");
        RuleFor(q => q.Size).InclusiveBetween(1, 200).WithMessage("A page has 1 to 200 rows.");
    }
}

internal sealed class LedgerEntryListHandler(CaseDeskDb db, LedgerWriter writer, LedgerLine line) : IRequestHandler<LedgerEntryList, LedgerEntryPage>
{
    public async Task<LedgerEntryPage> Handle(LedgerEntryList query, CancellationToken cancel)
    {
        var found = db.LedgerEntries.AsNoTracking();
        if (query.After is { } after) found = found.Where(e => e.Seq > after);
        if (!string.IsNullOrEmpty(query.Action)) found = found.Where(e => e.Action == query.Action);
        if (!string.IsNullOrEmpty(query.Actor)) found = found.Where(e => e.Actor == query.Actor);
        if (!string.IsNullOrEmpty(query.About)) found = found.Where(e => e.ObjectId == query.About);
        // Times are canonical text in UTC: they compare as they stand. The comparison is the database's, by bytes.
#pragma warning disable CA1309
        if (TextRules.TryDay(query.From, out var from)) found = found.Where(e => string.Compare(e.Time, Text(from)) >= 0);
        if (TextRules.TryDay(query.To, out var to)) found = found.Where(e => string.Compare(e.Time, Text(to.AddDays(1))) < 0);
#pragma warning restore CA1309

        var total = await found.LongCountAsync(cancel);
        var ordered = query.After is null ? found.OrderByDescending(e => e.Seq) : found.OrderBy(e => e.Seq);
        var rows = await ordered.Skip((query.Page - 1) * query.Size).Take(query.Size).Select(e => new { e.Seq, e.Time, e.Action, e.Actor, e.ObjectKind, e.ObjectId, e.Outcome, e.Leaf }).ToListAsync(cancel);
        var names = await LedgerActors.Names(db, cancel);
        line.Fact("count", rows.Count).Fact("page", query.Page).Fact("after", query.After).Fact("from", Words(query.From)).Fact("to", Words(query.To))
            .Personal("action", query.Action).Personal("actor", query.Actor).Personal("object", query.About);
        var head = await writer.Head(cancel);
        var root = Checkpoint.Claimed(head.Checkpoint).Root;
        return new LedgerEntryPage(
            [.. rows.Select(e => new LedgerEntryRow(e.Seq, e.Time!, e.Action!, e.Actor!, names.GetValueOrDefault(e.Actor!, e.Actor!), e.ObjectKind, e.ObjectId, e.Outcome!, e.Leaf))],
            total, query.Page, query.Size, names, head.Size, head.SignedAt, Convert.ToBase64String(root), query.After is null ? await LedgerVerification.Of(db, cancel) : null);
    }

    private static string? Words(string? day) => string.IsNullOrEmpty(day) ? null : day;

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Names for the pseudonymous ids of the ledger, as long as the desk knows them.</summary>
internal static class LedgerActors
{
    private static readonly IReadOnlyList<KeyValuePair<string, string>> NotPeople = [new("sys_worker", "the desk"), new("sys_operator", "the operator"), new("stranger", "a stranger")];

    /// <summary>Everyone who may stand in an entry.</summary>
    public static Task<IReadOnlyDictionary<string, string>> Names(CaseDeskDb db, CancellationToken cancel) => Of(db.Users, cancel);

    /// <summary>Those who do stand in the given ones.</summary>
    public static Task<IReadOnlyDictionary<string, string>> Names(CaseDeskDb db, IEnumerable<string> actors, CancellationToken cancel)
    {
        List<Guid> people = [.. actors.Distinct(StringComparer.Ordinal).Where(id => id.StartsWith("usr_", StringComparison.Ordinal)).Select(id => Guid.ParseExact(id.AsSpan(4), "n"))];
        return Of(db.Users.Where(p => people.Contains(p.Id)), cancel);
    }

    private static async Task<IReadOnlyDictionary<string, string>> Of(IQueryable<Person> people, CancellationToken cancel)
    {
        var names = await people.OrderBy(p => p.DisplayName).Select(p => new { p.Id, p.DisplayName }).ToListAsync(cancel);
        return names.Select(p => KeyValuePair.Create("usr_" + p.Id.ToString("n"), p.DisplayName)).Concat(NotPeople).ToDictionary(StringComparer.Ordinal);
    }
}
