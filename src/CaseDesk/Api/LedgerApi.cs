using System.Text.Json.Nodes;
using CaseDesk.Features.Ledger;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Pipeline;
using MediatR;
using static CaseDesk.Model.People.Role;

namespace CaseDesk.Api;

/// <summary>The public face of the ledger (C2SP tlog-tiles): hashes only. Entries need the auditor.</summary>
internal static class LedgerApi
{
    public static void MapLedger(this IEndpointRouteBuilder app)
    {
        app.MapGet("/ledger/checkpoint", async (LedgerWriter writer, CancellationToken cancel) => Results.Text((await writer.Head(cancel)).Checkpoint, "text/plain; charset=utf-8")).AllowAnonymous();
        app.MapGet("/ledger/ledger.vkey", (LedgerKey key) => Results.Text(key.VerifierKey + "\n", "text/plain; charset=utf-8")).AllowAnonymous();
        app.MapGet("/ledger/tlog-policy", (LedgerKey key) => Results.Text(TlogPolicy.LogOnly(key.VerifierKey).Format(), "text/plain; charset=utf-8")).AllowAnonymous();
        app.MapGet("/ledger/tile/entries/{**rest}", async (HttpContext context, string rest, IMediator desk, CancellationToken cancel) =>
        {
            var bundle = TilePath.TryParse("tile/entries/" + rest, out var tile) ? await desk.Send(new LedgerBundle(tile.Index, tile.Width), cancel) : null;
            return bundle is null ? Results.NotFound() : Results.Bytes(bundle, "application/octet-stream");
        }).For(Auditor);
        app.MapGet("/ledger/tile/{**rest}", async (string rest, LedgerWriter writer, CaseDeskDb db, CancellationToken cancel) =>
        {
            if (!TilePath.TryParse("tile/" + rest, out var tile) || tile.IsEntries) return Results.NotFound();
            var head = await writer.Head(cancel);
            return await LedgerStore.Tile(db, head.Size, tile.Level, tile.Index, tile.Width, cancel) is { } hashes ? Results.Bytes(hashes, "application/octet-stream") : Results.NotFound();
        }).AllowAnonymous();
    }

    public static void MapLedgerForAuditors(this IEndpointRouteBuilder api)
    {
        api.MapGet("/ledger/entries", async (HttpContext context, IMediator desk, long? after, string? action, string? actor, string? @object, int? page, int? size, CancellationToken cancel) =>
        {
            var found = await desk.Send(new LedgerEntryList { After = after ?? -1, Action = action, Actor = actor, About = @object, Page = page ?? 1, Size = size ?? 50 }, cancel);
            await Body.Write(context, 200, new { found.Total, found.Page, found.Size, entries = found.Entries.Select(e => new { index = e.Seq, entry = JsonNode.Parse(e.Leaf) }) });
        }).For(Auditor).Produces(200).WithSummary("Ledger entries after an index, oldest first.");
        api.MapGet("/ledger/proof/{index:long}", async (HttpContext context, IMediator desk, long index, CancellationToken cancel) =>
        {
            var proof = await desk.Send(new LedgerEntryProof(index), cancel);
            await Body.Write(context, 200, new { proof.Index, proof.Size, entry = JsonNode.Parse(proof.Entry), proof.LeafHash, proof.Root, proof = proof.Hashes, proof.Receipt });
        }).For(Auditor).Produces(200).ProducesProblem(404).WithSummary("One entry with its inclusion proof.");
    }
}
