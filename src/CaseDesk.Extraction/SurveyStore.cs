using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CaseDesk.Extraction.Reading;
using CaseDesk.Extraction.Working;
using CaseDesk.Policy;

namespace CaseDesk.Extraction;

/// <summary>Keeps surveys between extractions, a small file each. It is a cache: what cannot be read or written there is measured again.</summary>
internal sealed class SurveyStore(string directory, TimeSpan settledFor)
{
    // A survey lists at most a thousand damaged records, and a number of at most six digits for each quarter of a megabyte: enough for 600 GB in one file.
    private const int LargestSurvey = 16 * 1024 * 1024;

    private readonly DateTimeOffset began = TimeProvider.System.GetUtcNow();

    /// <summary>What is known of the files that a plan reaches.</summary>
    public IReadOnlyList<FileSurvey> Of(ExtractionPlan plan) => Directory.Exists(directory)
        ? [.. plan.Reads.SelectMany(read => PlannedFiles.WithMargins(read).Select(file => (read.Source.Name, file.Path))).Distinct().Select(file => Read(file.Name, file.Path)).OfType<FileSurvey>()]
        : [];

    public void Keep(FileSurvey survey)
    {
        // Two changes at nearly one time may leave the same times behind them (racy, as git calls it). Counted from before any file was opened: reading takes long.
        if (survey.Stamp is not { } stamp || began - DateTimeOffset.UnixEpoch.AddTicks(stamp.ChangedAt / TimeSpan.NanosecondsPerTick) < settledFor)
            return;
        try
        {
            DurableFile.MakeDirectory(directory);
            var text = WorkerWords.ToJson(json => json.Write(survey));
            DurableFile.Write(PathOf(survey.Source, survey.Path), [.. text, LineReader.Newline, .. Seal(text)]);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // The extraction does not need it.
        }
    }

    public void Forget(IEnumerable<FileSurvey> surveys)
    {
        foreach (var survey in surveys)
        {
            try
            {
                File.Delete(PathOf(survey.Source, survey.Path));
            }
            catch (Exception stays) when (stays is IOException or UnauthorizedAccessException)
            {
                // The next attempt fails on it again, and says so.
            }
        }
    }

    private FileSurvey? Read(string source, string path)
    {
        try
        {
            var file = new FileInfo(PathOf(source, path));
            if (!file.Exists || file.Length > LargestSurvey)
                return null;
            var bytes = File.ReadAllBytes(file.FullName);
            var end = Array.LastIndexOf(bytes, LineReader.Newline);
            if (end < 0 || !bytes.AsSpan(end + 1).SequenceEqual(Seal(bytes.AsSpan(0, end))))
                return null;
            return WorkerWords.FromJson(bytes.AsMemory(0, end), WorkerWords.Survey) is var survey && survey.Source == source && survey.Path == path && survey.IsPlausible() ? survey : null;
        }
        catch (Exception damaged) when (damaged is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    // Against accidents, not against someone who may write here: he could write results as well.
    private static byte[] Seal(ReadOnlySpan<byte> json) => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json)));

    private string PathOf(string source, string path) =>
        Path.Combine(directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\n{path}"))) + ".json");
}
