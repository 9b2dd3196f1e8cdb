using System.Diagnostics;
using CaseDesk.Features.Ledger;
using CaseDesk.Ledger;
using CaseDesk.Model;
using CaseDesk.Pipeline;

namespace CaseDesk.Verbs;

/// <summary><c>ledger export DIR [--former N | --state]</c>. A database that nothing may be signed on is written as it was found, under the checkpoint of the high-water mark.</summary>
internal static class LedgerExport
{
    public static async Task<int> Run(string directory, int? former = null, bool state = false)
    {
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            await Console.Error.WriteLineAsync($"{directory} is not empty. Name a new directory.");
            return 2;
        }
        try
        {
            return await OperatorHost.Run(async services =>
            {
                var done = await DemoUsers.Send(services, Security.Actor.Operator, new ExportLedger(Path.GetFullPath(directory), former, state, new Told()));
                if (done.Wrong is { } wrong) return await SayWrong(directory, wrong);
                Console.Out.WriteLine($"{done.Size} entries are in {directory}. Check them with: CaseDesk.Verify ledger {directory} --policy {Path.Combine(directory, "tlog-policy")}{(state ? " --state" : "")}");
                return 0;
            });
        }
        catch (CannotStart bent) when (bent.InnerException is LedgerBent or InvalidDataException or LedgerFormatException && former is null)
        {
            await Console.Error.WriteLineAsync(bent.Message);
            return await AsFound(Path.GetFullPath(directory));
        }
        catch (Refused refused)
        {
            throw new CannotStart(refused.Refusal.Sentence, refused);
        }
    }

    private static async Task<int> AsFound(string directory)
    {
        var builder = OperatorHost.Builder();
        builder.AddCaseDesk();
        using var host = builder.Build();
        using var alone = DeskLock.Take(host.Services) ?? throw new CannotStart("The site runs on this data directory: stop it first.");
        await Start.Prepare(host.Services, CancellationToken.None);
        var (key, mark) = (host.Services.GetRequiredService<LedgerKey>(), host.Services.GetRequiredService<HighWaterMark>());
        if (mark.Read() is not { } note) return 1;

        var checkpoint = mark.Open(note);
        await using var scope = host.Services.CreateAsyncScope();
        var wrong = await LedgerFiles.Write(scope.ServiceProvider.GetRequiredService<CaseDeskDb>(), LedgerHistory.Living, directory, checkpoint.Size, note, key.VerifierKey, CancellationToken.None);
        return await SayWrong(directory, wrong ?? $"Its first {checkpoint.Size} entries are those that the high-water mark was signed over.");
    }

    private static async Task<int> SayWrong(string directory, string wrong)
    {
        await Console.Error.WriteLineAsync($"{directory} holds the ledger as it was found in the database. {wrong} All of it says: CaseDesk.Verify ledger {directory} --policy {Path.Combine(directory, "tlog-policy")}");
        return 1;
    }

    /// <summary>A long export says how far it is, on standard error.</summary>
    private sealed class Told : IProgress<(long Done, long Total)>
    {
        private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);
        private long said = Stopwatch.GetTimestamp();

        public void Report((long Done, long Total) value)
        {
            if (Stopwatch.GetElapsedTime(said) < Pace) return;
            said = Stopwatch.GetTimestamp();
            Console.Error.WriteLine($"{value.Done} of {value.Total} entries");
        }
    }
}
