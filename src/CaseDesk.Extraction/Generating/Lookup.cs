namespace CaseDesk.Extraction.Generating;

/// <summary>One look-up: its values as UTF-8, not yet escaped for any format. One object serves all rows of a day.</summary>
internal sealed class Lookup
{
    private const int HandleRoom = 64;

    public const int TokenLength = 80;
    public const int HashLength = 64;

    public long Ticks;
    public int Rank;
    public int Client;
    public int Port;
    public int ResponseCode;
    public int Bytes;
    public byte[] Account = new byte[AccountRanks.IdLength];
    public ArraySegment<byte> Ip;
    public ArraySegment<byte> Handle;
    public ArraySegment<byte> UserAgent;
    public ArraySegment<byte> App;
    public byte[] PushToken = new byte[TokenLength];

    /// <summary>Empty where there is none: no place is recorded as an empty text.</summary>
    public ArraySegment<byte> Geo;
    public byte[] ContactHash = new byte[HashLength];

    /// <summary>JSON strings of this row are written with \u escapes, as an older release of the service wrote them.</summary>
    public bool IsSpelledOut;

    /// <summary>Behind this row comes a damaged copy of its line.</summary>
    public Damage Damage;

    /// <summary>Where a handle that is made for this row alone is put together.</summary>
    public byte[] HandleText = new byte[HandleRoom];
}

internal enum Damage
{
    None,
    Truncated,
    BadUtf8,
    Nul,
    Garbage,
}
