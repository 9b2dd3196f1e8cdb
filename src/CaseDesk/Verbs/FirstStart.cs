using CaseDesk.Demo;
using CaseDesk.Extraction;
using CaseDesk.Model;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CaseDesk.Verbs;

/// <summary>
/// The first start in Development makes the demo's people and carries one sample request. A mark lies in the data directory until both are done:
/// a start that was cut short is carried on by the next one, and a desk that has people of its own is left alone.
/// </summary>
internal static class FirstStart
{
    public static async Task Carry(IServiceProvider services, TextWriter say)
    {
        var data = services.GetRequiredService<DataDirectory>();
        if (!File.Exists(data.FirstStartMark))
        {
            if (await HasPeople(services)) return;
            DurableFile.Write(data.FirstStartMark, ReadOnlySpan<byte>.Empty);
        }

        await DemoUsers.Make(services, say);
        // The sample speaks of the sample logs: a provider with logs of his own has none of its records.
        if (services.GetRequiredService<IOptions<CaseDeskOptions>>().Value.LogsDirectory.Length == 0) await CarrySample(services, say);
        File.Delete(data.FirstStartMark);
        DurableFile.SyncDirectory(data.Root);
    }

    private static async Task CarrySample(IServiceProvider services, TextWriter say)
    {
        try
        {
            var number = await SampleRequest.Carry(services);
            await using var scope = services.CreateAsyncScope();
            var disclosure = await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().Disclosures.AsNoTracking().SingleAsync(d => d.Request!.Number == number);
            say.WriteLine($"Sample request {number} went through the whole line. Its signed PDF: {Path.Combine(services.GetRequiredService<DataDirectory>().Disclosure(disclosure.Id), disclosure.PdfSha256 + ".pdf")}");
        }
        catch (Exception refused) when (refused is Refused or ValidationException or SampleStopped)
        {
            // Under a policy of one's own the sample may not get through. The desk serves all the same.
            say.WriteLine($"The sample request did not get through: {refused.Message}");
        }
    }

    private static async Task<bool> HasPeople(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<CaseDeskDb>().Users.AnyAsync();
    }
}
