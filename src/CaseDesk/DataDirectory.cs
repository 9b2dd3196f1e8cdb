using Microsoft.Extensions.Options;

namespace CaseDesk;

/// <summary>The one place on disk. Every name below it is made here, never by a user.</summary>
internal sealed class DataDirectory
{
    public DataDirectory(IOptions<CaseDeskOptions> options)
    {
        Root = Path.GetFullPath(options.Value.DataDirectory);
        Logs = options.Value.LogsDirectory is { Length: > 0 } logs ? Path.GetFullPath(logs) : Path.Combine(Root, "logs");
        foreach (var directory in new[] { Root, Path.Combine(Root, "keys"), Path.Combine(Root, "documents"), Path.Combine(Root, "extractions"), Path.Combine(Root, "disclosures") })
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
            else Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public string Root { get; }

    public string Logs { get; }

    public string Database => Path.Combine(Root, "casedesk.db");

    public string KeyRing => Path.Combine(Root, "keys", "ring");

    public string Key(string name) => Path.Combine(Root, "keys", name);

    public string Documents => Path.Combine(Root, "documents");

    public string Document(string storedAs) => Path.Combine(Documents, storedAs);

    public string Extraction(Guid id) => Path.Combine(Root, "extractions", id.ToString("n"));

    public string Disclosure(Guid id) => Path.Combine(Root, "disclosures", id.ToString("n"));

    public static void OwnerOnly(string file)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
