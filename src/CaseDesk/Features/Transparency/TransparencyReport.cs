using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Features.Requests;
using CaseDesk.Look;
using CaseDesk.Model;
using CaseDesk.Pipeline;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Transparency;

/// <summary>
/// Requests that came in during a closed period, by instrument and country, and what had become of them at its end.
/// Counted from entries of the ledger and from nothing else, so that whoever holds the entries counts the same (docs/verify.md).
/// </summary>
public sealed record TransparencyReport : IQuery<TransparencyView>
{
    /// <summary>A day or an RFC 3339 instant.</summary>
    public string? From { get; init; }

    /// <summary>A day, which belongs to the period, or an RFC 3339 instant, which does not.</summary>
    public string? To { get; init; }

    /// <summary><c>html</c>, <c>json</c> or <c>csv</c>: how it is handed out.</summary>
    public string Format { get; init; } = "json";
}

/// <param name="To">First instant after the period.</param>
/// <param name="Entries">Size of the ledger when it was counted; the counted entries are among them.</param>
/// <param name="Csv">The table as it may be published.</param>
/// <param name="CsvSha256">Its hash, which is in the entry of this report.</param>
public sealed record TransparencyView(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<TransparencyRow> Rows, TransparencyRow Total, long Entries, byte[] Csv, string CsvSha256)
{
    public string CsvName => $"transparency-{Words.Machine(From)[..10]}-to-{Words.Machine(To.AddTicks(-1))[..10]}.csv";
}

/// <param name="Country">ISO 3166-1 alpha-2: of a jurisdiction the part that names the country.</param>
/// <param name="Received">The sum of what follows.</param>
/// <param name="Disclosed">Released, with at least one record.</param>
/// <param name="NoneFound">Released, and nothing was found.</param>
/// <param name="Open">Not ended when the period did; a request about which the agency was asked is open too.</param>
public sealed record TransparencyRow(string Instrument, string Country, int Received, int Disclosed, int NoneFound, int Refused, int Withdrawn, int Open);

internal sealed class TransparencyReportValidator : AbstractValidator<TransparencyReport>
{
    private const string WhatItIs = "A day, as 2026-06-30, or an instant, as 2026-06-30T12:00:00Z.";

    public TransparencyReportValidator(TimeProvider clock)
    {
        RuleFor(q => q.From).Must(text => Period.Start(text) is not null).WithMessage(WhatItIs);
        RuleFor(q => q.To).Must(text => Period.End(text) is not null).WithMessage(WhatItIs);
        RuleFor(q => q.To).Must((q, _) => Period.End(q.To) > Period.Start(q.From)).When(q => Period.Start(q.From) is not null && Period.End(q.To) is not null).WithMessage("The period ends after it begins.");
        RuleFor(q => q.To).Must(text => Period.End(text) <= clock.GetUtcNow()).When(q => Period.End(q.To) is not null).WithMessage("The period is not over yet: its numbers would still change.");
        RuleFor(q => q.Format).Must(format => format is "html" or "json" or "csv").WithMessage("The format is json or csv.");
    }
}

internal static class Period
{
    public static DateTimeOffset? Start(string? text) => TextRules.TryDay(text, out var day) ? Midnight(day) : TextRules.TryInstant(text, out var at) ? at : null;

    public static DateTimeOffset? End(string? text) => TextRules.TryDay(text, out var day) ? Midnight(day.AddDays(1)) : TextRules.TryInstant(text, out var at) ? at : null;

    /// <summary>The half-years that are over, the newest first.</summary>
    public static IEnumerable<(string Name, string From, string To)> ClosedHalfYears(DateTimeOffset now)
    {
        for (var (year, second) = now.Month > 6 ? (now.Year, false) : (now.Year - 1, true); ; (year, second) = second ? (year, false) : (year - 1, true))
            yield return second
                ? (string.Create(CultureInfo.InvariantCulture, $"July to December {year}"), string.Create(CultureInfo.InvariantCulture, $"{year}-07-01"), string.Create(CultureInfo.InvariantCulture, $"{year}-12-31"))
                : (string.Create(CultureInfo.InvariantCulture, $"January to June {year}"), string.Create(CultureInfo.InvariantCulture, $"{year}-01-01"), string.Create(CultureInfo.InvariantCulture, $"{year}-06-30"));
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}

internal sealed class TransparencyReportHandler(CaseDeskDb db, LedgerWriter writer, LedgerLine line) : IRequestHandler<TransparencyReport, TransparencyView>
{
    private static readonly string[] Telling = ["request.register", "decision.decide", "request.withdraw", "job.extract.complete", "disclosure.sign", "disclosure.recall"];

    public async Task<TransparencyView> Handle(TransparencyReport query, CancellationToken cancel)
    {
        var (from, to) = (Period.Start(query.From)!.Value, Period.End(query.To)!.Value);
        var size = (await writer.Head(cancel)).Size;
        var rows = RowsOf(await Fates(from, to, size, cancel));
        var csv = CsvOf(from, to, rows);
        var hash = Convert.ToHexStringLower(SHA256.HashData(csv));
        line.Fact("from", LedgerEntryJson.Time(from)).Fact("to", LedgerEntryJson.Time(to)).Fact("format", query.Format).Fact("requests", rows.Sum(row => row.Received)).Fact("csvSha256", hash);
        return new TransparencyView(from, to, rows, Sum(rows), size, csv, hash);
    }

    private async Task<Dictionary<string, Fate>> Fates(DateTimeOffset from, DateTimeOffset to, long size, CancellationToken cancel)
    {
        var (first, end) = (LedgerEntryJson.Time(from), LedgerEntryJson.Time(to));
        // Times are canonical text in UTC: they compare as they stand. The comparison is the database's, by bytes.
#pragma warning disable CA1309
        var entries = db.History()
            .Where(e => Telling.Contains(e.Action) && e.Outcome == "ok" && (e.Log < LedgerHistory.Living || e.Seq < size) && string.Compare(e.Time, first) >= 0 && string.Compare(e.Time, end) < 0)
            .OrderBy(e => e.Log).ThenBy(e => e.Seq).Select(e => new { e.Action, e.ObjectId, e.Leaf });
#pragma warning restore CA1309
        Dictionary<string, Fate> fates = new(StringComparer.Ordinal);
        await foreach (var entry in entries.AsAsyncEnumerable().WithCancellation(cancel))
        {
            var facts = JsonNode.Parse(entry.Leaf)!["facts"];
            if (entry.Action == "request.register")
            {
                fates[entry.ObjectId!] = new Fate((string)facts!["instrument"]!, ((string)facts["jurisdiction"]!)[..2]);
                continue;
            }
            // What came in before the period is counted in its own.
            if (!fates.TryGetValue(entry.ObjectId!, out var fate)) continue;

            switch (entry.Action)
            {
                case "decision.decide" when ((string)facts!["decisions"]!).Split(' ').All(decision => decision.EndsWith(":refuse", StringComparison.Ordinal)):
                    fate.Outcome = Outcome.Refused;
                    break;
                case "request.withdraw":
                    fate.Outcome = Outcome.Withdrawn;
                    break;
                case "job.extract.complete":
                    fate.HasRows = (long)facts!["rows"]! > 0;
                    break;
                case "disclosure.sign":
                    fate.Outcome = fate.HasRows ? Outcome.Disclosed : Outcome.NoneFound;
                    break;
                case "disclosure.recall":
                    // It is decided again: until then nothing that was said of it holds.
                    fate.Outcome = Outcome.Open;
                    break;
            }
        }
        return fates;
    }

    private static List<TransparencyRow> RowsOf(Dictionary<string, Fate> fates) =>
        [.. fates.Values.GroupBy(fate => (fate.Instrument, fate.Country)).OrderBy(group => group.Key.Instrument, StringComparer.Ordinal).ThenBy(group => group.Key.Country, StringComparer.Ordinal)
            .Select(group => new TransparencyRow(
                group.Key.Instrument, group.Key.Country, group.Count(), group.Count(f => f.Outcome == Outcome.Disclosed), group.Count(f => f.Outcome == Outcome.NoneFound),
                group.Count(f => f.Outcome == Outcome.Refused), group.Count(f => f.Outcome == Outcome.Withdrawn), group.Count(f => f.Outcome == Outcome.Open)))];

    private static TransparencyRow Sum(IReadOnlyList<TransparencyRow> rows) => new(
        "", "", rows.Sum(r => r.Received), rows.Sum(r => r.Disclosed), rows.Sum(r => r.NoneFound), rows.Sum(r => r.Refused), rows.Sum(r => r.Withdrawn), rows.Sum(r => r.Open));

    /// <summary>RFC 4180. Its cells are instants, words of the closed list of instruments, two letters and numbers: none of them needs quotes or is run by a spreadsheet.</summary>
    private static byte[] CsvOf(DateTimeOffset from, DateTimeOffset to, IReadOnlyList<TransparencyRow> rows)
    {
        StringBuilder csv = new("from,to,instrument,country,received,disclosed,none-found,refused,withdrawn,open\r\n");
        foreach (var r in rows)
            csv.Append(CultureInfo.InvariantCulture, $"{LedgerEntryJson.Time(from)},{LedgerEntryJson.Time(to)},{r.Instrument},{r.Country},{r.Received},{r.Disclosed},{r.NoneFound},{r.Refused},{r.Withdrawn},{r.Open}\r\n");
        return Encoding.ASCII.GetBytes(csv.ToString());
    }

    private enum Outcome
    {
        Open,
        Disclosed,
        NoneFound,
        Refused,
        Withdrawn,
    }

    private sealed record Fate(string Instrument, string Country)
    {
        public bool HasRows { get; set; }

        public Outcome Outcome { get; set; }
    }
}
