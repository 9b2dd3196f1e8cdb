using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1.Ocsp;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Ocsp;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tsp;
using Org.BouncyCastle.Utilities.Collections;
using BouncyCertificate = Org.BouncyCastle.X509.X509Certificate;

namespace CaseDesk.Rules.Tests.Pdf;

/// <summary>
/// A certification authority of the tests' own, with an intermediate, a signer, a time-stamping authority, revocation lists and
/// answers about single certificates, served over the loopback. Its keys live as long as the object.
/// </summary>
internal sealed class TestPki : IDisposable
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2045, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly HttpListener listener = new();
    private readonly ConcurrentDictionary<string, Func<byte[], (int Status, byte[] Body)>> pages = new();
    private readonly List<string> revoked = [];
    private readonly ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa issuingKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private ECDsa stampingKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private int serial = 1_000;
    private DateTimeOffset? stands;

    /// <param name="now">Where the authority's clock stands; null for one that goes.</param>
    public TestPki(DateTimeOffset? now = null, bool withRevocation = true)
    {
        stands = now;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        }

        HasRevocation = withRevocation;
        Root = MakeRoot();
        Issuing = Issue("Test issuing authority", Root, issuingKey, isAuthority: true);
        Stamping = Issue("Test time-stamping", Issuing, stampingKey, forStamps: true);
        pages["/tsa"] = question => (200, Stamp(question));
        pages["/root.crl"] = _ => (200, Crl(Root));
        pages["/issuing.crl"] = _ => (200, Crl(Issuing));
        pages["/ocsp"] = question => (200, Answer(question));
        listener.Prefixes.Add(Address.ToString());
        listener.Start();
        _ = Serve();
    }

    public Uri Address { get; }

    public Uri Stamps => new(Address, "tsa");

    /// <summary>What its time-stamps say and its lists count from.</summary>
    public DateTimeOffset Now
    {
        get => stands ?? TimeProvider.System.GetUtcNow();
        set => stands = value;
    }

    public bool HasRevocation { get; }

    /// <summary>Certificates that are made from now on name where answers about them are had.</summary>
    public bool HasOcsp { get; set; }

    /// <summary>How long a list is good for.</summary>
    public TimeSpan ListLasts { get; set; } = TimeSpan.FromDays(30);

    public X509Certificate2 Root { get; }

    public X509Certificate2 Issuing { get; }

    public X509Certificate2 Stamping { get; private set; }

    /// <summary>How often each page was asked for.</summary>
    public ConcurrentDictionary<string, int> Asked { get; } = new();

    /// <summary>Answers on a page in another way, such as with an error.</summary>
    public void Serve(string page, Func<byte[], (int Status, byte[] Body)> answer) => pages[page] = answer;

    /// <summary>Answers on a page as at first.</summary>
    public Func<byte[], (int Status, byte[] Body)> Page(string page) => pages[page];

    /// <summary>A certificate for signing, with its key. The caller's.</summary>
    public X509Certificate2 Signer(AsymmetricAlgorithm? key = null, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        using var made = key is null ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : null;
        var own = key ?? made!;
        using var issued = Issue("Courier, custodian", Issuing, own, from: from, to: to);
        using var with = own is RSA rsa ? issued.CopyWithPrivateKey(rsa) : issued.CopyWithPrivateKey((ECDsa)own);
        return X509CertificateLoader.LoadPkcs12(with.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    /// <summary>From now on another certificate stamps.</summary>
    public void ChangeStamping(DateTimeOffset? to = null, bool forStamps = true)
    {
        stampingKey.Dispose();
        stampingKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Stamping = Issue("Test time-stamping, next", Issuing, stampingKey, forStamps: forStamps, to: to);
    }

    public void Revoke(X509Certificate2 certificate) => revoked.Add(certificate.SerialNumber);

    public byte[] Crl(X509Certificate2 issuer)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (var number in revoked)
            list.AddEntry(Convert.FromHexString(number), Now.AddHours(-2), X509RevocationReason.KeyCompromise);
        var key = issuer == Root ? rootKey : issuingKey;
        using var with = issuer.CopyWithPrivateKey(key);
        return list.Build(with, 1, Now + ListLasts, HashAlgorithmName.SHA256, null, Now.AddHours(-1));
    }

    public byte[] Stamp(byte[] question)
    {
        var own = new BouncyCertificate(Stamping.RawData);
        var tokens = new TimeStampTokenGenerator(PrivateKeyFactory.CreateKey(stampingKey.ExportPkcs8PrivateKey()), own, TspAlgorithms.Sha256, "1.3.6.1.4.1.32473.1");
        tokens.SetCertificates(CollectionUtilities.CreateStore<BouncyCertificate>([own, new(Issuing.RawData), new(Root.RawData)]));
        return new TimeStampResponseGenerator(tokens, TspAlgorithms.Allowed).Generate(new TimeStampRequest(question), BigInteger.ValueOf(++serial), Now.UtcDateTime).GetEncoded();
    }

    public void Dispose()
    {
        listener.Close();
        rootKey.Dispose();
        issuingKey.Dispose();
        stampingKey.Dispose();
    }

    /// <summary>An answer that the issuing authority signs itself (RFC 6960, 4.2.2.2).</summary>
    private byte[] Answer(byte[] question)
    {
        var asked = new OcspReq(question).GetRequestList()[0].GetCertID();
        var answers = new BasicOcspRespGenerator(new RespID(new BouncyCertificate(Issuing.RawData).SubjectDN));
        var isRevoked = revoked.Any(number => new BigInteger(number, 16).Equals(asked.SerialNumber));
        answers.AddResponse(asked, isRevoked ? new RevokedStatus(Now.AddHours(-2).UtcDateTime, CrlReason.KeyCompromise) : CertificateStatus.Good, Now.AddHours(-1).UtcDateTime, (Now + ListLasts).UtcDateTime, null);
        var signer = new Asn1SignatureFactory("SHA256WITHECDSA", PrivateKeyFactory.CreateKey(issuingKey.ExportPkcs8PrivateKey()));
        return new OCSPRespGenerator().Generate(OcspResponseStatus.Successful, answers.Generate(signer, [], Now.AddHours(-1).UtcDateTime)).GetEncoded();
    }

    private X509Certificate2 MakeRoot()
    {
        var request = new CertificateRequest("CN=Test root", rootKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var made = request.CreateSelfSigned(From, To);
        return X509CertificateLoader.LoadCertificate(made.RawData);
    }

    private X509Certificate2 Issue(string name, X509Certificate2 issuer, AsymmetricAlgorithm key, bool isAuthority = false, bool forStamps = false, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        var request = key is RSA rsa
            ? new CertificateRequest(subject.Build(), rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject.Build(), (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            isAuthority ? X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign : X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        if (forStamps)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.8")], true));
        if (HasRevocation)
            request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([new Uri(Address, issuer == Root ? "root.crl" : "issuing.crl").ToString()]));
        if (HasOcsp)
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([new Uri(Address, "ocsp").ToString()], []));
        var signing = X509SignatureGenerator.CreateForECDsa(issuer == Root ? rootKey : issuingKey);
        return request.Create(issuer.SubjectName, signing, from ?? From, to ?? To, BitConverter.GetBytes(IPAddress.HostToNetworkOrder(++serial)));
    }

    private async Task Serve()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception over) when (over is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            using var question = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(question);
            var path = context.Request.Url!.AbsolutePath;
            Asked.AddOrUpdate(path, 1, (_, count) => count + 1);
            var (status, body) = pages.TryGetValue(path, out var page) ? page(question.ToArray()) : (404, []);
            context.Response.StatusCode = status;
            context.Response.ContentLength64 = body.Length;
            try
            {
                await context.Response.OutputStream.WriteAsync(body);
                context.Response.Close();
            }
            catch (HttpListenerException)
            {
                // Whoever asked is gone.
            }
        }
    }
}
