namespace CaseDesk.Model.Requests;

/// <summary>The order as received. The name under which it is stored is the server's, never the sender's.</summary>
public sealed class OrderDocument
{
    public const int FileNameMaxLength = 200;

    private OrderDocument()
    {
    }

    internal OrderDocument(Guid request, int number, string fileName, long size, string sha256, string storedAs, Guid by, DateTimeOffset at) =>
        (RequestId, Number, FileName, Size, Sha256, StoredAs, AttachedBy, AttachedAt) = (request, number, fileName, size, sha256, storedAs, by, at);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid RequestId { get; private init; }

    public int Number { get; private init; }

    public string FileName { get; private init; } = "";

    /// <summary>In bytes.</summary>
    public long Size { get; private init; }

    /// <summary>Lower-case hex.</summary>
    public string Sha256 { get; private init; } = "";

    public string StoredAs { get; private init; } = "";

    public Guid AttachedBy { get; private init; }

    public DateTimeOffset AttachedAt { get; private init; }
}
