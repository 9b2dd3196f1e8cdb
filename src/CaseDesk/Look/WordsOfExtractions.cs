namespace CaseDesk.Look;

/// <summary>Why an extraction failed and what to do about it, and why a line could not be read: by the codes that manifests keep.</summary>
public static partial class Words
{
    /// <summary>What a person does about a failed extraction, after the sentence that says what went wrong.</summary>
    public static string Remedy(string code) => code switch
    {
        "source-missing" or "gone-since-decision" => "The store no longer holds what it held when the request was decided. Ask the operator where the files went; if they are gone for good, a clerk corrects the item, so that it is decided anew under what is held now.",
        "source-link" or "source-not-a-file" or "source-outside" => "Something in the logs directory is not a plain file. The operator puts the file itself there; then start again.",
        "source-unreadable" => "The desk may not read a file. The operator sets its permissions; then start again.",
        "source-damaged" => "A file is cut off or damaged. The operator restores it from a copy; then start again.",
        "source-changed" => "A file was exchanged while it was read. Wait until whatever writes it is done; then start again.",
        "source-format" or "source-unparseable" => "A file does not have the form that the policy describes. The operator compares the two; then start again, or decide anew under a corrected policy.",
        "gate" => "The result was not what the plan allows, so it was thrown away. Do not start again before the operator has read the log.",
        "worker-missing" or "worker-died" or "worker-protocol" => "The process that reads the logs ended before its time. Start again; if it happens twice, call the operator.",
        "time-limit" or "memory-limit" or "result-limit" => "The extraction is larger than this installation allows. A clerk splits the item into shorter periods, or the operator raises the limit.",
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
        "incomplete" => "Cut off at the end of the file",
        _ => code,
    };

    /// <summary><c>12 bytes</c>, <c>4.1 kB</c>, <c>2.3 MB</c>; powers of 1,000, as disks are sold.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1000 => Count(bytes, "byte", "bytes"),
        < 1_000_000 => (bytes / 1000.0).ToString("0.#", System.Globalization.CultureInfo.InvariantCulture) + " kB",
        < 1_000_000_000 => (bytes / 1_000_000.0).ToString("0.#", System.Globalization.CultureInfo.InvariantCulture) + " MB",
        _ => (bytes / 1_000_000_000.0).ToString("0.#", System.Globalization.CultureInfo.InvariantCulture) + " GB",
    };
}
