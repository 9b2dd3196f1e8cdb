using System.Net;
using Microsoft.Extensions.Options;

namespace CaseDesk;

/// <summary>Options that the desk cannot work with end the start, each in a sentence that names it.</summary>
internal sealed class CaseDeskOptionsRules : IValidateOptions<CaseDeskOptions>
{
    public ValidateOptionsResult Validate(string? name, CaseDeskOptions options)
    {
        List<string> wrong = [];
        if (options.Database.Provider is not ("Sqlite" or "PostgreSql")) wrong.Add($"CaseDesk:Database:Provider is \"{options.Database.Provider}\"; it is Sqlite or PostgreSql.");
        if (options.Database is { Provider: "PostgreSql", Connection: "" }) wrong.Add("CaseDesk:Database:Connection is empty; PostgreSql needs a connection string.");
        if (options.Process is not ("All" or "Web" or "Worker")) wrong.Add($"CaseDesk:Process is \"{options.Process}\"; it is All, Web or Worker.");
        if (options is { Process: not "All", Database.Provider: "Sqlite" }) wrong.Add("CaseDesk:Process is All with SQLite: only PostgreSql lets several processes share the work.");
        if (options.Database.MostConnections is < 5 or > 1000) wrong.Add("CaseDesk:Database:MostConnections is a number from 5 to 1000.");
        if (options.Database.StatementSeconds is < 1 or > 3600) wrong.Add("CaseDesk:Database:StatementSeconds is a number from 1 to 3600.");
        if (options.DataDirectory.Length == 0) wrong.Add("CaseDesk:DataDirectory is empty; it names the directory of the desk's data.");
        if (options.Policy.Length == 0) wrong.Add("CaseDesk:Policy is empty; it names the policy file.");
        if (options.ReportRows is < 1 or > 1_000_000) wrong.Add("CaseDesk:ReportRows is a number from 1 to 1000000.");
        if (options.LargestDocument <= 0) wrong.Add("CaseDesk:LargestDocument is not positive; it is a number of bytes.");
        if (options.CheckFilesAfter < TimeSpan.Zero) wrong.Add("CaseDesk:CheckFilesAfter is negative; it is a time such as 1.00:00:00, or 00:00:00 for always.");
        if (options.LongestExtraction <= TimeSpan.Zero) wrong.Add("CaseDesk:LongestExtraction is not positive; it is a time such as 01:00:00.");
        // C2SP signed-note: a key name is not empty and has neither spaces nor a plus.
        if (options.Signing.LedgerOrigin.Length == 0 || options.Signing.LedgerOrigin.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+')) wrong.Add("CaseDesk:Signing:LedgerOrigin is a name without spaces and plus signs, such as desk.example/ledger.");
        if (options.Signing is { Pkcs11Library.Length: > 0 } and ({ CertificateFile: "" } or { Pkcs11Token: "" } or { Pkcs11Key: "" })) wrong.Add("CaseDesk:Signing:Pkcs11Library needs Pkcs11Token, Pkcs11Key and CertificateFile, a PEM file with the certificate of that key.");
        if (options.Signing.TimestampUrl.Length > 0 && !IsWeb(options.Signing.TimestampUrl)) wrong.Add($"CaseDesk:Signing:TimestampUrl is \"{options.Signing.TimestampUrl}\"; it is an address such as http://tsa.example/.");
        wrong.AddRange(options.Signing.RevocationLists.Where(list => !IsWeb(list)).Select(list => $"CaseDesk:Signing:RevocationLists has \"{list}\"; each is an address such as http://ca.example/issuing.crl."));
        if (options.Signing.DocumentLasts <= TimeSpan.Zero || options.Signing.DocumentLasts > TimeSpan.FromDays(1)) wrong.Add("CaseDesk:Signing:DocumentLasts is a time of at most a day, such as 01:00:00.");
        if (options.Signing.EvidenceTimeout <= TimeSpan.Zero || options.Signing.EvidencePatience < TimeSpan.Zero) wrong.Add("CaseDesk:Signing:EvidenceTimeout and EvidencePatience are times such as 00:00:10.");
        wrong.AddRange(options.TrustedProxies.Where(proxy => !IPNetwork.TryParse(proxy, out _)).Select(proxy => $"CaseDesk:TrustedProxies has \"{proxy}\"; each is an address prefix such as 10.0.0.0/8."));
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static bool IsWeb(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
}
