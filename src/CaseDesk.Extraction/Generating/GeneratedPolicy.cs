using System.Globalization;
using System.Text;
using CaseDesk.Policy;

namespace CaseDesk.Extraction.Generating;

/// <summary>A policy that describes generated logs, so that a desk whose logs directory is theirs can answer from them.</summary>
internal static class GeneratedPolicy
{
    private const string LookupFields = """
              - { name: time, label: Time, type: instant, category: identification }
              - { name: account, label: Account, type: account, category: identification }
              - { name: ip, label: IP address, type: ip, category: identification }
              - { name: port, label: Source port, type: port, category: identification }
              - { name: queried_handle, label: Queried handle, type: account, category: traffic }
              - { name: user_agent, label: User agent, category: traffic }
              - { name: app, label: Application, category: traffic }
              - { name: response_code, label: Response code, category: traffic }
              - { name: push_token, label: Push token, category: identification, neverDisclosed: It is a credential; whoever holds it can send to the device. }
              - { name: geo, label: Coarse location, category: traffic, neverDisclosed: It is guessed from the IP address and would be read as the place of a person. }
              - { name: contact_hash, label: Contact hash, category: traffic, neverDisclosed: It can be reversed to telephone numbers of people whom the order does not name. }

        """;

    private const string UserAgentField = "      - { name: user_agent, label: User agent, category: traffic }\n";

    private const string AccessFields = """
              - { name: ip, label: IP address, type: ip, category: identification }
              - { name: time, label: Time, type: instant, category: identification }
              - { name: method, label: Method, category: traffic }
              - { name: path, label: Path, category: traffic }
              - { name: protocol, label: Protocol, category: traffic }
              - { name: status, label: Status, type: number, category: traffic }
              - { name: bytes, label: Bytes sent, type: number, category: traffic }
              - { name: user_agent, label: User agent, category: traffic }
              - { name: query, label: Query string, category: content, neverDisclosed: It holds a part of the push token. }

        """;

    private const string SyslogFields = """
              - { name: time, label: Time, type: instant, category: identification }
              - { name: account, label: Account, type: account, category: identification }
              - { name: ip, label: IP address, type: ip, category: identification }
              - { name: port, label: Source port, type: port, category: identification }
              - { name: queried_handle, label: Queried handle, type: account, category: traffic, from: handle }
              - { name: app, label: Application, category: traffic }
              - { name: user_agent, label: User agent, category: traffic, from: agent }
              - { name: response_code, label: Response code, category: traffic, from: code }

        """;

    // The token is in no group: nothing can name it.
    private const string SyslogPattern =
        """(?<time>[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8}) \S+ capability\[[0-9]+\]: account=(?<account>\S+) ip=(?<ip>\S+) port=(?<port>[0-9]+) code=(?<code>[0-9]+) """
        + """handle="(?<handle>(?:[^"\\]|\\.)*)" app="(?<app>(?:[^"\\]|\\.)*)" agent="(?<agent>(?:[^"\\]|\\.)*)" token=[0-9a-f]+""";

    public static string Of(LogRecipe recipe)
    {
        var oldest = recipe.OldestDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""
            # Describes the invented logs beside it: point CaseDesk__Policy at this file and CaseDesk__LogsDirectory at its directory.
            name: generated
            version: 1
            provider: Generated logs
            effectiveFrom: {{oldest}}
            jurisdictions: [US]
            otherJurisdictions: These records are invented; no authority has a claim to them.

            regimes:
              - { id: sca, label: Stored Communications Act, citation: 18 U.S.C. §§ 2701–2713 }

            instruments:
              - { name: us-2703d-order, regime: sca, basis: 18 U.S.C. § 2703(d), issuerKinds: [court, judge] }
              - { name: us-search-warrant, regime: sca, basis: "18 U.S.C. § 2703(a), (c)(1)(A)", issuerKinds: [court, judge] }

            chains:
              - { id: sca.chain, instruments: [us-2703d-order, us-search-warrant] }

            rules:
              - id: sca.records
                effect: permit
                instruments: [us-2703d-order, us-search-warrant]
                categories: [subscriber, identification, traffic]
                citation: 18 U.S.C. § 2703(c)(1), (c)(2), (d)
                explanation: A court order or a search warrant reaches every record other than the contents of communications.

            sources:

            """);
        foreach (var format in recipe.Formats.Distinct())
            text.Append(Source(format, recipe.Compression, oldest));
        return text.ToString();
    }

    private static string Source(GeneratedFormat format, SourceCompression compression, string oldest)
    {
        var name = format.ToString().ToLowerInvariant();
        var isAccessLog = format is GeneratedFormat.Combined or GeneratedFormat.Clf;
        var reading = format switch
        {
            GeneratedFormat.Parquet => "format: parquet\n    sortedBy: account",
            GeneratedFormat.Syslog => $"format: regex\n    pattern: '{SyslogPattern}'\n    timeFormat: syslog\n    zone: \"+00:00\"",
            _ => $"format: {name}",
        };
        return string.Create(CultureInfo.InvariantCulture, $"""
              - name: lookups-{name}
                label: Look-up log ({name})
                description: Invented look-ups; every format holds the same records.
                {reading}
                {(format == GeneratedFormat.Parquet ? "" : $"compression: {Names.Of(compression)}\n    ")}location: {GeneratedLogs.Location(format, compression)}
                timeField: time
                collectedSince: {oldest}
                retention: P36525D
                deletion: by-utc-day
                subjectKeys: {(isAccessLog ? "{ ip: ip }" : "{ account: account, ip: ip }")}
                {(isAccessLog ? "" : "portField: port\n    ")}clock: UTC
                caveat: These records are invented. They record look-ups, and prove nothing about anyone.
                fields:

            """) + format switch
        {
            GeneratedFormat.Combined => AccessFields,
            GeneratedFormat.Clf => AccessFields.Replace(UserAgentField, "", StringComparison.Ordinal),
            GeneratedFormat.Syslog => SyslogFields,
            _ => LookupFields,
        };
    }
}
