using System.Security.Cryptography;
using CaseDesk.Extraction;
using CaseDesk.Ledger;
using Microsoft.Extensions.Options;

namespace CaseDesk.Pipeline;

/// <summary>Signs checkpoints. Separate from the key that signs disclosures, and kept outside the database.</summary>
internal sealed class LedgerKey : IDisposable
{
    private readonly NoteSigner signer;

    public LedgerKey(IOptions<CaseDeskOptions> options, DataDirectory data)
    {
        var file = options.Value.Signing.LedgerKeyFile is { Length: > 0 } configured ? Path.GetFullPath(configured) : data.Key("ledger.seed");
        if (!File.Exists(file))
        {
            if (options.Value.Signing.LedgerKeyFile is { Length: > 0 }) throw new CannotStart($"CaseDesk:Signing:LedgerKeyFile names {file}, which does not exist.");
            DurableFile.Write(file, RandomNumberGenerator.GetBytes(32));
            DataDirectory.OwnerOnly(file);
        }
        var seed = Read(file);
        if (seed.Length != 32) throw new CannotStart($"{file} is not a ledger key: it has {seed.Length} bytes, not 32.");
        signer = new NoteSigner(options.Value.Signing.LedgerOrigin, seed);
        CryptographicOperations.ZeroMemory(seed);
    }

    public string Origin => signer.Name;

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

    public void Dispose() => signer.Dispose();
}
