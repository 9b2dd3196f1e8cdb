using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Pipeline;

namespace CaseDesk.Api;

/// <summary>The public face of the ledger (C2SP tlog-tiles): hashes only. Entries are not public.</summary>
internal static class LedgerApi
{
    public static void MapLedger(this IEndpointRouteBuilder app)
    {
        app.MapGet("/ledger/checkpoint", (LedgerWriter writer) => writer.Latest is { } head ? Results.Text(head.Checkpoint, "text/plain; charset=utf-8") : Results.NotFound()).AllowAnonymous();
        app.MapGet("/ledger/ledger.vkey", (LedgerKey key) => Results.Text(key.VerifierKey + "\n", "text/plain; charset=utf-8")).AllowAnonymous();
        app.MapGet("/ledger/tile/{**rest}", async (string rest, LedgerWriter writer, CaseDeskDb db, CancellationToken cancel) =>
        {
            if (writer.Latest is not { } head || !TilePath.TryParse("tile/" + rest, out var tile) || tile.IsEntries) return Results.NotFound();
            return await LedgerStore.Tile(db, head.Size, tile.Level, tile.Index, tile.Width, cancel) is { } hashes ? Results.Bytes(hashes, "application/octet-stream") : Results.NotFound();
        }).AllowAnonymous();
    }
}
