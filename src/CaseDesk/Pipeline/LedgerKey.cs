using System.Security.Cryptography;
using CaseDesk.Extraction;
using CaseDesk.Ledger;
using Microsoft.Extensions.Options;

namespace CaseDesk.Pipeline;

/// <summary>Signs checkpoints. Separate from the key that signs disclosures, and kept outside the database.</summary>
internal sealed class LedgerKey : IDisposable
{
    private readonly byte[] seed;
    private NoteSigner signer;

    public LedgerKey(IOptions<CaseDeskOptions> options, DataDirectory data)
    {
        var file = options.Value.Signing.LedgerKeyFile is { Length: > 0 } configured ? Path.GetFullPath(configured) : data.Key("ledger.seed");
        if (!File.Exists(file))
        {
            if (options.Value.Signing.LedgerKeyFile is { Length: > 0 }) throw new CannotStart($"CaseDesk:Signing:LedgerKeyFile names {file}, which does not exist.");
            // A site and a worker may start at once: one of them makes the key for both.
            DurableFile.WriteNew(file, RandomNumberGenerator.GetBytes(32));
            DataDirectory.OwnerOnly(file);
        }
        seed = Read(file);
        if (seed.Length != 32) throw new CannotStart($"{file} is not a ledger key: it has {seed.Length} bytes, not 32.");
        First = options.Value.Signing.LedgerOrigin;
        signer = new NoteSigner(First, seed);
    }

    /// <summary>Name of this desk's first ledger. After a restore there is a second one, <c>…/2</c>, and so on.</summary>
    public string First { get; }

    public string Origin => signer.Name;

    /// <summary>The ledger that the database goes on with. Said once, before anything is signed.</summary>
    public void Speak(string origin)
    {
        if (origin == Origin) return;
        signer.Dispose();
        signer = Of(origin);
    }

    /// <summary>The same key under the name of another of this desk's ledgers.</summary>
    public NoteSigner Of(string origin) => new(origin, seed);

    /// <summary>Which of this desk's ledgers has this name, from 1; null where none has.</summary>
    public int? NumberOf(string origin) =>
        origin == First ? 1
        : origin.StartsWith(First + "/", StringComparison.Ordinal) && int.TryParse(origin.AsSpan(First.Length + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 1 ? number
        : null;

    public string NameOf(int number) => number == 1 ? First : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{First}/{number}");

    public string VerifierKey => signer.VerifierKey;

    public string Sign((long Size, byte[] Root) head) => signer.Sign(new Checkpoint(Origin, head.Size, head.Root).ToBody());

    private static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CannotStart($"The ledger key {file} cannot be read: {fault.Message}", fault);
        }
    }

    public void Dispose()
    {
        signer.Dispose();
        CryptographicOperations.ZeroMemory(seed);
    }
}
