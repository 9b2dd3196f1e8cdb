using System.Globalization;

namespace CaseDesk.Look;

/// <summary>Why an extraction failed and what to do about it, and why a line could not be read: by the codes that manifests keep.</summary>
public static partial class Words
{
    /// <summary>What a person does about a failed extraction, after the sentence that says what went wrong.</summary>
    public static string Remedy(string code) => code switch
    {
        "source-missing" or "gone-since-decision" => "The store no longer holds what it held when the request was decided. Ask the operator where the files went; if they are gone for good, a clerk corrects the item, so that it is decided anew under what is held now.",
        "source-incomplete" => "A day that should be in the store, since the source has been collected for longer and keeps it, is not there. Ask the operator for the file and start again; where there never was one, the policy says too early a day since which the source is collected.",
        "source-link" or "source-not-a-file" or "source-outside" => "Something in the logs directory is not a plain file. The operator puts the file itself there; then start again.",
        "source-unreadable" => "The desk may not read a file. The operator sets its permissions; then start again.",
        "source-damaged" => "A file is cut off or damaged. The operator restores it from a copy; then start again.",
        "source-changed" => "A file was exchanged while it was read. Wait until whatever writes it is done; then start again.",
        "survey-outdated" => "A file has other bytes than when it was last read whole, although nothing says that it was changed. The operator finds out why, a failing disk first of all; the next start reads it whole again.",
        "source-format" or "source-unparseable" => "A file does not have the form that the policy describes. The operator compares the two; then start again, or decide anew under a corrected policy.",
        "gate" => "The result was not what the plan allows, so it was thrown away. Do not start again before the operator has read the log.",
        "worker-missing" or "worker-died" or "worker-protocol" => "The process that reads the logs ended before its time. Start again; if it happens twice, call the operator.",
        "time-limit" or "cpu-limit" => "The extraction takes longer than this installation allows. A clerk splits the item into shorter periods, or the operator raises the limit (LongestExtraction).",
        "memory-limit" or "result-limit" => "The extraction is larger than this desk can carry. A clerk splits the item into shorter periods.",
        "result-conflict" or "result-not-stored" => "The result could not be stored. The operator looks at the disk and the data directory; then start again.",
        "plan-invalid" => "The plan of this approval cannot be carried out. A clerk corrects the item, so that it is decided anew.",
        "cancelled" => "Nothing was kept. Where the approval still holds, it can be started again.",
        "overtaken" => "A later attempt took over. Look at this page again.",
        _ => "Start again; if it happens twice, call the operator.",
    };

    public static string Rejection(string code) => code switch
    {
        "blank" => "Empty line",
        "too-long" => "Longer than a line may be",
        "encoding" => "Not UTF-8",
        "nul" => "Holds a NUL byte",
        "format" => "Not in the format of this log",
        "duplicate-key" => "Names one field twice",
        "quote" => "A quote that does not close",
        "columns" => "Wrong number of columns",
        "time" => "Time that cannot be read",
        "time-ambiguous" => "Local time that came twice, when clocks were put back",
        "incomplete" => "Cut off at the end of the file",
        _ => code,
    };

    /// <summary><c>12 bytes</c>, <c>4.1 kB</c>, <c>2.3 MB</c>, up to TB; powers of 1,000, as disks are sold.</summary>
    public static string Size(long bytes)
    {
        if (bytes < 1000) return Count(bytes, "byte", "bytes");

        var (unit, name) = UnitOf(bytes);
        return (bytes / unit).ToString("0.#", CultureInfo.InvariantCulture) + " " + name;
    }

    /// <summary><c>1.2 of 4.0 GB</c>: both in the unit of the whole, and as exact, so that the first number only grows.</summary>
    public static string Part(long done, long total)
    {
        if (total < 1000) return $"{Number(done)} of {Count(total, "byte", "bytes")}";

        var (unit, name) = UnitOf(total);
        return $"{(Math.Floor(done / unit * 10) / 10).ToString("0.0", CultureInfo.InvariantCulture)} of {(total / unit).ToString("0.0", CultureInfo.InvariantCulture)} {name}";
    }

    /// <summary><c>about 40 seconds left</c>, no more exact than an estimate is.</summary>
    public static string Left(TimeSpan left) => left.TotalSeconds switch
    {
        < 7.5 => "a few seconds left",
        < 57.5 => $"about {Math.Round(left.TotalSeconds / 5) * 5:0} seconds left",
        < 90 => "about a minute left",
        < 5400 => $"about {Math.Round(left.TotalMinutes):0} minutes left",
        < 36 * 3600 => $"about {Math.Round(left.TotalHours):0} hours left",
        _ => $"about {Math.Round(left.TotalDays):0} days left",
    };

    private static (double Unit, string Name) UnitOf(long bytes) => bytes switch
    {
        < 1_000_000 => (1e3, "kB"),
        < 1_000_000_000 => (1e6, "MB"),
        < 1_000_000_000_000 => (1e9, "GB"),
        _ => (1e12, "TB"),
    };
}
