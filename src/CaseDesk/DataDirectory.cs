using CaseDesk.Extraction;
using Microsoft.Extensions.Options;

namespace CaseDesk;

/// <summary>The one place on disk. Every name below it is made here, never by a user.</summary>
internal sealed class DataDirectory
{
    public DataDirectory(IOptions<CaseDeskOptions> options)
    {
        Root = Path.GetFullPath(options.Value.DataDirectory);
        Logs = options.Value.LogsDirectory is { Length: > 0 } logs ? Path.GetFullPath(logs) : Path.Combine(Root, "logs");
        try
        {
            foreach (var place in Places) DurableFile.MakeDirectory(place);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(Root, fault);
        }
    }

    public static CannotStart NotWritable(string root, Exception fault) =>
        new($"The data directory {root} cannot be written: {fault.Message.TrimEnd('.')}. Give this user the right to write there, or name another one in CaseDesk__DataDirectory.", fault);

    private string[] Places => [Root, Path.Combine(Root, "keys"), Documents, Extractions, Disclosures, Certificates, Letters];

    public string Root { get; }

    public string Logs { get; }

    public string Database => Path.Combine(Root, "casedesk.db");

    /// <summary>Lies here from the first start's first act to its last.</summary>
    public string FirstStartMark => Path.Combine(Root, "first-start");

    public string Key(string name) => Path.Combine(Root, "keys", name);

    /// <summary>Where the high-water mark is if no option names another place.</summary>
    public string HighWater => Path.Combine(Root, "high-water");

    public string Documents => Path.Combine(Root, "documents");

    public string Document(string storedAs) => Path.Combine(Documents, storedAs);

    /// <summary>What whole readings of log files found. Nothing is lost with it but time.</summary>
    public string Surveys => Path.Combine(Root, "surveys");

    public string Extractions => Path.Combine(Root, "extractions");

    /// <summary>Each attempt writes in a place of its own: one that was overtaken cannot touch what counts.</summary>
    public string Extraction(Guid id, int attempt) => Path.Combine(Extractions, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{id:n}-{attempt}"));

    public string Disclosures => Path.Combine(Root, "disclosures");

    public string Disclosure(Guid id) => Path.Combine(Disclosures, id.ToString("n"));

    public string Certificates => Path.Combine(Root, "certificates");

    /// <param name="ending"><c>txt</c>, <c>draft.pdf</c>, or the hash of the sealed file and <c>.pdf</c>.</param>
    public string Certificate(Guid id, string ending) => Path.Combine(Certificates, $"{id:n}.{ending}");

    public string Letters => Path.Combine(Root, "letters");

    /// <param name="ending"><c>pdf</c> or <c>txt</c>.</param>
    public string Letter(Guid id, string ending) => Path.Combine(Letters, $"{id:n}.{ending}");

    /// <summary>Files and directories that were written aside and never put in place.</summary>
    public IEnumerable<string> HalfWritten() => Places.Concat(Directory.GetDirectories(Disclosures)).SelectMany(DurableFile.Temporaries);

    public static void OwnerOnly(string file)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
