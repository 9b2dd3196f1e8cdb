using Microsoft.Extensions.Options;

namespace CaseDesk.Verbs;

/// <summary>One program at a time writes to an embedded database: the lock dies with its process.</summary>
internal static class DeskLock
{
    // Another program has it: EAGAIN on Linux, EWOULDBLOCK on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static readonly int[] Taken = [11, 35, unchecked((int)0x80070020)];

    /// <returns>Null where another program has the lock. A database that many share needs none: what is taken there is nothing.</returns>
    public static IDisposable? Take(IServiceProvider services)
    {
        if (services.GetRequiredService<IOptions<CaseDeskOptions>>().Value.Database.Provider == "PostgreSql") return Stream.Null;

        var data = services.GetRequiredService<DataDirectory>();
        try
        {
            return new FileStream(data.Database + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (Taken.Contains(taken.HResult))
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DataDirectory.NotWritable(data.Root, fault);
        }
    }
}
