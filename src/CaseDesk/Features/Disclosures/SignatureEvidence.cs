using System.Security.Cryptography.X509Certificates;
using CaseDesk.Pdf;
using Microsoft.Extensions.Options;

namespace CaseDesk.Features.Disclosures;

/// <summary>
/// What proves a signature for years: a time-stamp, and the word of each issuer that nothing was revoked. It is had from outside, so it may not be there;
/// then the release waits and is refused, or is made without it where the custodian chose so.
/// </summary>
internal sealed class SignatureEvidence : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly HttpClient http;
    private readonly EvidenceSource source;
    private readonly X509Certificate2Collection stampChain;
    private readonly TimeSpan patience;
    private readonly TimeProvider clock;

    public SignatureEvidence(IOptions<CaseDeskOptions> options, TimeProvider clock)
    {
        var signing = options.Value.Signing;
        // No redirects: the operator, or a certificate that he chose, says who is asked, and nobody else.
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = signing.EvidenceTimeout };
        source = new EvidenceSource(http, [.. signing.RevocationLists.Select(list => new Uri(list))], signing.Ocsp, clock);
        stampChain = DisclosureKey.Certificates(signing.TimestampChainFile);
        Authority = signing.TimestampUrl.Length > 0 ? new TimestampAuthority(http, new Uri(signing.TimestampUrl)) : null;
        (patience, this.clock) = (signing.EvidencePatience, clock);
    }

    /// <summary>Null where the operator named none.</summary>
    public TimestampAuthority? Authority { get; }

    /// <summary>Certificates and revocation of the signer and of the authority, as they are now.</summary>
    public async Task<ValidationData> Gather(SigningKey key, CancellationToken cancel) =>
        Authority is null ? ValidationData.None : await source.Gather([key.Chain, await Authority.Path(stampChain, cancel)], cancel);

    /// <summary>The same of the authority alone, for an archive time-stamp.</summary>
    public async Task<ValidationData> GatherForArchive(CancellationToken cancel) => await source.Gather([await Authority!.Path(stampChain, cancel)], cancel);

    /// <summary>Tries again while the patience lasts.</summary>
    /// <exception cref="EvidenceUnavailable">It did not come in that time.</exception>
    public async Task<T> Patiently<T>(Func<Task<T>> attempt, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (EvidenceUnavailable) when (clock.GetElapsedTime(began) + Pause < patience)
            {
                await Task.Delay(Pause, clock, cancel);
            }
        }
    }

    public void Dispose() => http.Dispose();
}
