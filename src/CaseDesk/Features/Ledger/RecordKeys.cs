using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Features.Disclosures;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Pipeline;
using CaseDesk.Security;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CaseDesk.Features.Ledger;

/// <summary>From here on other keys sign: the ledger's, or the certificate of disclosures.</summary>
public sealed record RecordKeys(JsonObject Facts) : ICommand<Nothing>;

internal sealed class RecordKeysHandler(LedgerLine line) : IRequestHandler<RecordKeys, Nothing>
{
    public Task<Nothing> Handle(RecordKeys command, CancellationToken cancel) => OperatorsChoice.Record(line, command.Facts);
}

/// <summary>The site started with other options than before, of those that decide who is believed and where things lie.</summary>
public sealed record RecordConfiguration(JsonObject Facts) : ICommand<Nothing>;

internal sealed class RecordConfigurationHandler(LedgerLine line) : IRequestHandler<RecordConfiguration, Nothing>
{
    public Task<Nothing> Handle(RecordConfiguration command, CancellationToken cancel) => OperatorsChoice.Record(line, command.Facts);
}

/// <summary>A start found a ledger with entries and no high-water mark: it has one from here on, and nothing says what was signed before.</summary>
public sealed record RecordNewMark(long Size) : ICommand<Nothing>;

internal sealed class RecordNewMarkHandler(LedgerLine line) : IRequestHandler<RecordNewMark, Nothing>
{
    public Task<Nothing> Handle(RecordNewMark command, CancellationToken cancel) => OperatorsChoice.Record(line, new JsonObject { ["size"] = command.Size });
}

/// <summary>What the operator decides outside the desk has its entry too: at the first start that sees it.</summary>
internal static class OperatorsChoice
{
    /// <param name="isSite">Verbs run in an environment of their own: only the site's is recorded.</param>
    public static async Task Note(IServiceProvider services, bool isSite, CancellationToken cancel)
    {
        var options = services.GetRequiredService<IOptions<CaseDeskOptions>>().Value;
        var (ledger, writer) = (services.GetRequiredService<LedgerKey>(), services.GetRequiredService<LedgerWriter>());
        try
        {
            if (services.GetRequiredService<LedgerGuard>().MarkWasMissing) await Send(services, new RecordNewMark(writer.Latest!.Size), cancel);
            if (options.Process == "Worker") return;

            var disclosures = services.GetRequiredService<DisclosureKey>();
            var keys = new JsonObject { ["certificate"] = disclosures.Certificate.GetCertHashString(HashAlgorithmName.SHA256), ["ledgerKey"] = ledger.VerifierKey, ["sample"] = disclosures.IsSample };
            if (await IsNew(services, "key.used", keys, cancel)) await Send(services, new RecordKeys(keys), cancel);
            if (!isSite) return;

            var choice = new JsonObject
            {
                ["database"] = options.Database.Provider,
                ["environment"] = services.GetRequiredService<IHostEnvironment>().EnvironmentName,
                ["markIsApart"] = options.Signing.HighWaterFile.Length > 0,
                ["trustedProxies"] = string.Join(' ', options.TrustedProxies),
                ["workerLauncher"] = string.Join(' ', options.WorkerLauncher),
            };
            if (await IsNew(services, "config.changed", choice, cancel)) await Send(services, new RecordConfiguration(choice), cancel);
        }
        catch (LedgerUnavailable fault)
        {
            throw new CannotStart("What this start changed cannot be recorded: " + fault.Sentence, fault);
        }
    }

    public static Task<Nothing> Record(LedgerLine line, JsonObject facts)
    {
        foreach (var (name, value) in facts) line.Fact(name, value);
        return Task.FromResult(default(Nothing));
    }

    private static async Task<bool> IsNew(IServiceProvider services, string action, JsonObject facts, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var last = await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().LedgerEntries.AsNoTracking().Where(e => e.Action == action && e.Outcome == "ok").OrderByDescending(e => e.Seq).Select(e => e.Leaf).FirstOrDefaultAsync(cancel);
        return last is null || !JsonNode.DeepEquals(JsonNode.Parse(last)!["facts"], JsonNode.Parse(Encoding.UTF8.GetString(CanonicalJson.Serialize(facts))));
    }

    private static async Task Send<T>(IServiceProvider services, IRequest<T> message, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.Operator;
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message, cancel);
    }
}
