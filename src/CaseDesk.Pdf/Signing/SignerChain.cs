using System.Security.Cryptography.X509Certificates;

namespace CaseDesk.Pdf.Signing;

/// <summary>Judges the signer's certificate against those that the caller trusts, without network and without clock.</summary>
internal static class SignerChain
{
    public static SignerTrust Judge(X509Certificate2? signer, X509Certificate2Collection others, X509Certificate2Collection? trusted, DateTimeOffset? at)
    {
        if (signer is null)
            return SignerTrust.None;
        if (trusted is null)
            return signer.SubjectName.RawData.AsSpan().SequenceEqual(signer.IssuerName.RawData) ? SignerTrust.SelfSigned : SignerTrust.NotChecked;
        if (at is not { } moment || moment < signer.NotBefore.ToUniversalTime() || moment > signer.NotAfter.ToUniversalTime())
            return SignerTrust.NotTrusted;
        if (trusted.Any(known => known.RawDataMemory.Span.SequenceEqual(signer.RawDataMemory.Span)))
            return SignerTrust.Trusted;

        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(trusted);
        policy.ExtraStore.AddRange(others);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = moment.UtcDateTime;
        return chain.Build(signer) ? SignerTrust.Trusted : SignerTrust.NotTrusted;
    }
}
