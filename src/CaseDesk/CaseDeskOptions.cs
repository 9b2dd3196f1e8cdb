namespace CaseDesk;

/// <summary>Everything the operator decides, from appsettings.json and the environment (<c>CaseDesk__…</c>).</summary>
public sealed class CaseDeskOptions
{
    public const string Section = "CaseDesk";

    public DatabaseOptions Database { get; init; } = new();

    /// <summary>What this process does: <c>All</c>, or with a database that many share <c>Web</c> (the site) or <c>Worker</c> (jobs).</summary>
    public string Process { get; init; } = "All";

    /// <summary>The same before options can be injected: what is not needed is not even registered.</summary>
    internal static string? ProcessIn(IConfiguration configuration) => configuration[$"{Section}:{nameof(Process)}"];

    /// <summary>PKCS#12 that wraps the keys of antiforgery tokens where several processes share them in the database.</summary>
    public string KeyRingCertificateFile { get; init; } = "";

    public string KeyRingCertificatePassword { get; init; } = "";

    /// <summary>Where database, keys, documents, results and sample logs live. Relative paths are the caller's.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>Directory of secrets: a file in it that is named like a variable (<c>CaseDesk__Database__Password</c>) is that option, and wins over the environment. Empty takes <c>/run/secrets</c> where that is.</summary>
    public string SecretsDirectory { get; init; } = "";

    /// <summary>Policy file; relative paths are looked for beside the program, then below the caller's directory.</summary>
    public string Policy { get; init; } = "templates/policies/courier.yaml";

    /// <summary>Directory of the letters' templates, as <see cref="Policy"/> is found; docs/letters.md says what is in it.</summary>
    public string Letters { get; init; } = "templates/letters";

    /// <summary>Directory of the reports' templates, as <see cref="Policy"/> is found; docs/reports.md says what is in it.</summary>
    public string Reports { get; init; } = "templates/reports";

    /// <summary>Rows that one PDF of a disclosure prints, 1 to 1,000,000; what there is more stands in further volumes.</summary>
    public int ReportRows { get; init; } = 400_000;

    /// <summary>Directory of the provider's logs; empty takes <c>logs</c> in the data directory.</summary>
    public string LogsDirectory { get; init; } = "";

    public SigningOptions Signing { get; init; } = new();

    /// <summary>Largest order that may be attached, in bytes.</summary>
    public long LargestDocument { get; init; } = 25 * 1024 * 1024;

    /// <summary>Words before the command of the extraction's worker, so that the system runs it as a user of its own, for example
    /// <c>setpriv --reuid=casedesk-reader --regid=casedesk-reader --clear-groups</c>; empty: as the user of the application.</summary>
    public IReadOnlyList<string> WorkerLauncher { get; init; } = [];

    /// <summary>Whether a worker is kept waiting for the next extraction, which then begins at once; it holds some 60 MB.</summary>
    public bool SpareWorker { get; init; } = true;

    /// <summary>A log file that was surveyed is known again by its device, inode, size and times. So long after its bytes were last held against the survey's checksum, they are once more; zero does it at every look-up.</summary>
    public TimeSpan CheckFilesAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Longest time an extraction may run.</summary>
    public TimeSpan LongestExtraction { get; init; } = TimeSpan.FromHours(1);

    /// <summary>When files that no record names are looked for and removed: cron, in UTC.</summary>
    public string SweepSchedule { get; init; } = "17 * * * *";

    /// <summary>Address prefixes of reverse proxies whose X-Forwarded-* headers are believed, for example <c>10.1.2.3/32</c>; nobody else's are.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];
}

public sealed class DatabaseOptions
{
    /// <summary><c>Sqlite</c> or <c>PostgreSql</c>.</summary>
    public string Provider { get; init; } = "Sqlite";

    /// <summary>Connection string; empty takes <c>casedesk.db</c> in the data directory.</summary>
    public string Connection { get; init; } = "";

    /// <summary>Password of the role on PostgreSQL where the connection string has none, so that it can be a secret of its own.</summary>
    public string Password { get; init; } = "";

    /// <summary>Most connections of this process to PostgreSQL. Together the processes must leave the server some for its administrator.</summary>
    public int MostConnections { get; init; } = 20;

    /// <summary>Longest time a statement may take on PostgreSQL, in seconds. A server that hangs is noticed sooner, since it answers nothing beside it either.</summary>
    public int StatementSeconds { get; init; } = 10;

    /// <summary>Roles on PostgreSQL that <c>migrate</c> gives their rights. They are made by the server's administrator.</summary>
    public string WebRole { get; init; } = "casedesk_web";

    public string WorkerRole { get; init; } = "casedesk_worker";
}

public sealed class SigningOptions
{
    /// <summary>Name of the log: no spaces, no plus; the key's name too (C2SP tlog-checkpoint).</summary>
    public string LedgerOrigin { get; init; } = "casedesk.invalid/ledger";

    /// <summary>File with the 32-byte Ed25519 seed; empty makes a development key in the data directory.</summary>
    public string LedgerKeyFile { get; init; } = "";

    /// <summary>File that keeps the newest checkpoint apart from the database, so that one which goes back is noticed: on a volume that no backup of the database puts back.
    /// Empty takes <c>high-water</c> in the data directory. Processes may share it.</summary>
    public string HighWaterFile { get; init; } = "";

    /// <summary>PKCS#12 that signs disclosures; empty makes a development certificate, whose signatures are samples. With <see cref="Pkcs11Library"/> a PEM file with the certificate first and then its issuers', and no key.</summary>
    public string CertificateFile { get; init; } = "";

    public string CertificatePassword { get; init; } = "";

    /// <summary>PEM file with the certificates that lead from the signer's to its root, where the PKCS#12 does not have them all.</summary>
    public string CertificateChainFile { get; init; } = "";

    /// <summary>Library of a hardware token (PKCS#11) that holds the key; empty where the key is in the PKCS#12.</summary>
    public string Pkcs11Library { get; init; } = "";

    /// <summary>Label of the token.</summary>
    public string Pkcs11Token { get; init; } = "";

    /// <summary>Label of the private key on it.</summary>
    public string Pkcs11Key { get; init; } = "";

    /// <summary>The user's PIN; a secret, so better a file than a variable.</summary>
    public string Pkcs11Pin { get; init; } = "";

    /// <summary>Where the time-stamping authority is asked (RFC 3161 over http or https). Empty: disclosures are signed at level B-B, and only the desk says when.</summary>
    public string TimestampUrl { get; init; } = "";

    /// <summary>PEM file with the certificates that lead from the authority's to its root, where it does not send them all.</summary>
    public string TimestampChainFile { get; init; } = "";

    /// <summary>Addresses of revocation lists, for certificates that do not name where theirs is.</summary>
    public IReadOnlyList<string> RevocationLists { get; init; } = [];

    /// <summary>Answers about single certificates (OCSP) are asked for where a certificate says who gives them, and preferred to lists.</summary>
    public bool Ocsp { get; init; }

    /// <summary>So long a release tries again when time-stamp or revocation cannot be had. Then it is refused, and can be made again.</summary>
    public TimeSpan EvidencePatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Longest time for one answer of the authority or of a list's server.</summary>
    public TimeSpan EvidenceTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>So long after a document was made to be looked at it can be signed. Then it is made anew.</summary>
    public TimeSpan DocumentLasts { get; init; } = TimeSpan.FromHours(1);

    /// <summary>When kept copies get their archive time-stamp, or a new one: cron, in UTC. Only where <see cref="TimestampUrl"/> is set.</summary>
    public string ArchiveSchedule { get; init; } = "41 3 * * *";

    /// <summary>A kept copy is stamped anew when the certificate of its last time-stamp has so long to go.</summary>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromDays(180);
}
