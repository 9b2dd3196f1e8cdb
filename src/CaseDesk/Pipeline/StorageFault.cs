using CaseDesk.Model;

namespace CaseDesk.Pipeline;

/// <summary>A disk without room, or one that fails, is the operator's to mend, not a bug: the caller hears so and may come again.</summary>
internal static class StorageFault
{
    public static Refusal? Of(Exception fault) => fault is not IOException ? null : fault.HResult switch
    {
        // ENOSPC; EDQUOT on Linux and on macOS; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
        28 or 122 or 69 or unchecked((int)0x80070070) or unchecked((int)0x80070027) =>
            new(1007, "storage-full", "The desk has no room on its disk, so nothing was stored. The operator has to free some; then try again.", 507),
        // EIO, EROFS; ERROR_WRITE_PROTECT and ERROR_IO_DEVICE on Windows.
        5 or 30 or unchecked((int)0x80070013) or unchecked((int)0x8007045D) =>
            new(1008, "storage-unavailable", "The desk's disk fails or cannot be written, so nothing was stored. The operator has to look at it; then try again.", 503),
        _ => null,
    };
}
