namespace CaseDesk.Extraction;

/// <summary>Where one extraction reads and writes, and as whom.</summary>
/// <param name="Logs">The directory below which the sources lie.</param>
/// <param name="Result">Where data.json, data.csv and manifest.json will stand. Its parent must exist.</param>
/// <param name="Surveys">Where surveys of whole files are kept between extractions; null keeps none. It is a cache: what is lost there is measured again.</param>
public sealed record ExtractionPlaces(string Logs, string Result, string? Surveys = null)
{
    /// <summary>Words before the worker's own command, for example <c>setpriv --reuid=casedesk-reader --regid=casedesk-reader --clear-groups</c>;
    /// empty runs it as the application's own user.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>Where a worker may wait that was started before; null starts one for each extraction.</summary>
    public SpareWorker? Spare { get; init; }

    /// <summary>A survey is kept only where the file had not been changed for so long before it was opened: file systems do not tell two changes apart
    /// that follow each other at once.</summary>
    public TimeSpan SettledFor { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A surveyed file is known again by its device, inode, size and times. Where its bytes were last held against the survey's checksum so long ago
    /// or longer, they are once more. Zero holds them against it at every look-up.</summary>
    public TimeSpan CheckAfter { get; init; } = TimeSpan.FromDays(1);
}
