using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using ISession = Net.Pkcs11Interop.HighLevelAPI.ISession;

namespace CaseDesk.Features.Disclosures;

/// <summary>A private key on a token (PKCS#11), which signs there and never leaves it. Each signature has a session of its own: a token that was away is found again.</summary>
internal sealed class TokenKey
{
    private static readonly Pkcs11InteropFactories Factories = Make();

    // RFC 8017, 9.2: what stands before a SHA-256 hash in a signature of PKCS#1 1.5.
    private static readonly byte[] Sha256Prefix = Convert.FromHexString("3031300D060960864801650304020105000420");

    private readonly Lock one = new();
    private readonly IPkcs11Library library;
    private readonly string token;
    private readonly string key;
    private readonly string pin;

    private TokenKey(IPkcs11Library library, SigningOptions signing) =>
        (this.library, token, key, pin) = (library, signing.Pkcs11Token, signing.Pkcs11Key, signing.Pkcs11Pin);

    /// <summary>The key as the platform's own kind of key, so that nothing else needs to know where it lies.</summary>
    /// <exception cref="CannotStart">Library, token, key or PIN is not right.</exception>
    public static AsymmetricAlgorithm Open(SigningOptions signing, X509Certificate2 certificate)
    {
        try
        {
            var found = new TokenKey(Factories.Pkcs11LibraryFactory.LoadPkcs11Library(Factories, signing.Pkcs11Library, AppType.MultiThreaded), signing);
            // Asked once, so that a start says what a release would.
            found.Use((_, _) => 0);
            return certificate.GetRSAPublicKey() is { } rsa ? new Rsa(found, rsa)
                : certificate.GetECDsaPublicKey() is { } curve ? new Curve(found, curve)
                : throw new CannotStart($"The certificate {signing.CertificateFile} is for neither RSA nor ECDSA.");
        }
        catch (Exception fault) when (fault is Pkcs11Exception or UnmanagedException or DllNotFoundException or CryptographicException)
        {
            throw new CannotStart($"The token {signing.Pkcs11Token} cannot be used: {fault.Message.TrimEnd('.')}. CaseDesk:Signing:Pkcs11Library, Pkcs11Token, Pkcs11Key and Pkcs11Pin name it.", fault);
        }
    }

    private static Pkcs11InteropFactories Make()
    {
        // The package asks for libdl by the name that only development packages of the C library install.
        NativeLibrary.SetDllImportResolver(typeof(Pkcs11InteropFactories).Assembly, (name, assembly, path) =>
            name == "libdl" && (NativeLibrary.TryLoad("libdl.so.2", out var found) || NativeLibrary.TryLoad("libc", assembly, path, out found)) ? found : 0);
        return new Pkcs11InteropFactories();
    }

    private byte[] Sign(CKM mechanism, byte[] content) => Use((session, handle) =>
    {
        using var how = Factories.MechanismFactory.Create(mechanism);
        return session.Sign(how, handle, content);
    });

    private T Use<T>(Func<ISession, IObjectHandle, T> act)
    {
        lock (one)
        {
            var slot = library.GetSlotList(SlotsType.WithTokenPresent).FirstOrDefault(slot => slot.GetTokenInfo().Label == token)
                ?? throw new CryptographicException($"there is no token of that label at {library.GetInfo().LibraryDescription}");
            using var session = slot.OpenSession(SessionType.ReadOnly);
            try
            {
                session.Login(CKU.CKU_USER, pin);
            }
            catch (Pkcs11Exception already) when (already.RV == CKR.CKR_USER_ALREADY_LOGGED_IN)
            {
                // Another session of this process did; that counts for the token.
            }

            var handles = session.FindAllObjects([Factories.ObjectAttributeFactory.Create(CKA.CKA_CLASS, CKO.CKO_PRIVATE_KEY), Factories.ObjectAttributeFactory.Create(CKA.CKA_LABEL, key)]);
            return handles is [var only] ? act(session, only) : throw new CryptographicException($"it has {handles.Count} private keys that are called {key}, not one");
        }
    }

    private sealed class Rsa : RSA
    {
        private readonly TokenKey key;
        private readonly RSA known;

        public Rsa(TokenKey key, RSA known)
        {
            (this.key, this.known) = (key, known);
            KeySizeValue = known.KeySize;
        }

        public override byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding) =>
            hashAlgorithm == HashAlgorithmName.SHA256 && padding == RSASignaturePadding.Pkcs1
                ? key.Sign(CKM.CKM_RSA_PKCS, [.. Sha256Prefix, .. hash])
                : throw new NotSupportedException("The token is asked for SHA-256 with the padding of PKCS#1 1.5 only.");

        public override RSAParameters ExportParameters(bool includePrivateParameters) =>
            includePrivateParameters ? throw new CryptographicException("The key does not leave the token.") : known.ExportParameters(false);

        public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException("The key is the token's.");

        protected override void Dispose(bool disposing)
        {
            if (disposing) known.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class Curve : ECDsa
    {
        private readonly TokenKey key;
        private readonly ECDsa known;

        public Curve(TokenKey key, ECDsa known)
        {
            (this.key, this.known) = (key, known);
            KeySizeValue = known.KeySize;
        }

        /// <summary>In the form of IEEE P1363, which tokens give and the base class turns round.</summary>
        public override byte[] SignHash(byte[] hash) => key.Sign(CKM.CKM_ECDSA, hash);

        public override bool VerifyHash(byte[] hash, byte[] signature) => known.VerifyHash(hash, signature);

        public override ECParameters ExportParameters(bool includePrivateParameters) =>
            includePrivateParameters ? throw new CryptographicException("The key does not leave the token.") : known.ExportParameters(false);

        protected override void Dispose(bool disposing)
        {
            if (disposing) known.Dispose();
            base.Dispose(disposing);
        }
    }
}
