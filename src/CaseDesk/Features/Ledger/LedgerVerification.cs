using System.Globalization;
using System.Text.Json.Nodes;
using CaseDesk.Model;
using CaseDesk.Model.Work;
using CaseDesk.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace CaseDesk.Features.Ledger;

/// <summary>How the check of the ledger stands.</summary>
/// <param name="Running">How far the one under way is; null where none is.</param>
/// <param name="Last">What the last one found; null where none was ever through.</param>
public sealed record LedgerVerification(VerificationProgress? Running, VerificationResult? Last)
{
    public const string ObjectKind = "ledger-check";

    public static async Task<LedgerVerification> Of(CaseDeskDb db, CancellationToken cancel) => new(await UnderWay(db, cancel), await LastOne(db, cancel));

    public static Task<VerificationProgress?> UnderWay(CaseDeskDb db, CancellationToken cancel) =>
        db.Work.AsNoTracking().Where(w => w.Kind == WorkItem.VerifyLedger && w.DoneAt == null).OrderBy(w => w.CreatedAt)
            .Select(w => new VerificationProgress(w.BytesDone, w.BytesTotal, w.EstimatedEnd)).FirstOrDefaultAsync(cancel);

    private static async Task<VerificationResult?> LastOne(CaseDeskDb db, CancellationToken cancel)
    {
        var action = CaseDeskRulebook.Of(typeof(CompleteVerification)).Action;
        var entry = await db.LedgerEntries.AsNoTracking().Where(e => e.Action == action && e.Outcome != "denied").OrderByDescending(e => e.Seq).Select(e => new { e.Seq, e.Leaf }).FirstOrDefaultAsync(cancel);
        // Without facts it is the refusal of a check that itself went wrong.
        if (entry is null || JsonNode.Parse(entry.Leaf) is not { } sealedEntry || sealedEntry["facts"] is not { } facts) return null;

        return new VerificationResult(
            entry.Seq, DateTimeOffset.Parse(sealedEntry["time"]!.ToString(), CultureInfo.InvariantCulture), facts["size"]!.GetValue<long>(), facts["entries"]!.GetValue<long>(), facts["wrong"]!.GetValue<long>(),
            [.. facts["findings"]!.AsArray().Select(finding => new VerificationFinding(finding!["code"]!.ToString(), finding["where"]!.ToString(), finding["entry"]?.GetValue<long>(), finding["message"]!.ToString()))]);
    }
}

/// <param name="Done">Entries checked.</param>
/// <param name="Total">Of how many; 0 until it was taken up.</param>
/// <param name="EstimatedEnd">Null until that is worth saying.</param>
public sealed record VerificationProgress(long Done, long Total, DateTimeOffset? EstimatedEnd);

/// <param name="Seq">The entry that is the result.</param>
/// <param name="Size">Entries under the signature that it was held against.</param>
/// <param name="Entries">Entries read and hashed.</param>
/// <param name="Wrong">How much is wrong.</param>
/// <param name="Findings">The first of it, in the order of the ledger.</param>
public sealed record VerificationResult(long Seq, DateTimeOffset At, long Size, long Entries, long Wrong, IReadOnlyList<VerificationFinding> Findings);

/// <param name="Entry">Index of the entry, where it is about one.</param>
public sealed record VerificationFinding(string Code, string Where, long? Entry, string Message);
