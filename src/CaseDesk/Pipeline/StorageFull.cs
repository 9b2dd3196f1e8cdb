namespace CaseDesk.Pipeline;

/// <summary>A disk without room is the operator's to mend, not a bug: the caller hears so and may come again.</summary>
internal static class StorageFull
{
    public const int Status = StatusCodes.Status507InsufficientStorage;

    // ENOSPC; EDQUOT on Linux and on macOS; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private static readonly int[] NoRoom = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    public static bool Is(Exception fault) => fault is IOException && NoRoom.Contains(fault.HResult);
}
