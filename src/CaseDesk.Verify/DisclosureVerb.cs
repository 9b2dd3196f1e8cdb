using System.Security.Cryptography.X509Certificates;
using CaseDesk.Ledger;

namespace CaseDesk.Verify;

/// <summary><c>verify disclosure FILE.pdf [--receipt F] [--policy P] [--trust CERT]… [--volume F]…</c></summary>
/// <remarks>
/// Without a policy the proofs are followed as far as their checkpoint, whose signature nobody can check then. That is no error of the
/// report's, so it does not make the answer bad; but the first line and every form of the report say that it was left out.
/// </remarks>
internal static class DisclosureVerb
{
    private const string PolicyFile = "tlog-policy";
    private const string PrepareAction = "disclosure.prepare";

    public static readonly Verb Verb = new(
        "disclosure",
        "FILE.pdf [--receipt F] [--policy P] [--trust CERT]… [--volume F]… [--json]     (P: tlog-policy beside the file if not given; without one the ledger is not checked, and the report says so. CERT: root certificates that you know, PEM or DER)",
        Operands: 1,
        ["--receipt", "--policy", "--trust", "--volume"],
        Run);

    private static int Run(Arguments arguments, TextWriter output)
    {
        var path = arguments.Operands[0];
        var given = arguments.Single("--policy");
        var beside = given is null ? PolicyBeside(path) : null;
        var policy = (given ?? beside) is { } file ? InputFiles.Policy(file) : null;
        var receipt = arguments.Single("--receipt") is { } named ? InputFiles.Bytes(named) : null;
        var trusted = arguments.All("--trust") is { Count: > 0 } roots ? InputFiles.Certificates(roots) : null;
        var volumes = arguments.All("--volume").Select(file => (file, InputFiles.Bytes(file))).ToList();
        return Check(path, InputFiles.Pdf(path), receipt, policy, policyCame: beside is not null, trusted, volumes).Write(output, arguments.Json);
    }

    private static Report Check(string path, byte[] pdf, byte[]? receipt, TlogPolicy? policy, bool policyCame, X509Certificate2Collection? trusted, IReadOnlyList<(string, byte[])> volumes)
    {
        var findings = new FindingList();
        List<(string, string, string)> words = [];
        List<string> notes = [];
        List<(string, string, long)> counts = [];

        var signature = SignatureFindings.Check(pdf, trusted, findings);
        words.AddRange(SignatureFindings.Facts(signature));
        notes.AddRange(SignatureFindings.Notes(signature));

        (LedgerEntry? Entry, LedgerPlace? Place) prepared = default;
        if (signature.IsReadable && DisclosureFiles.Read(pdf, findings, out var others) is { } files)
        {
            prepared = CheckFiles(files, policy, findings, words, notes, counts);
            VolumeFindings.Check(files, volumes, findings, notes);
            notes.AddRange(others.Select(name => $"The report also carries {name}, which nothing here checks."));
        }

        // The ledger knows the report as it was handed out; an archive adds to its copy.
        var hash = ManifestFindings.Hex(signature.ArchivedAt.Count > 0 ? pdf[..signature.SignedLength] : pdf);
        words.Add(("sha256", "SHA-256 of the file", hash));
        var signed = receipt is null ? null : SignReceipt.Check(receipt, hash, prepared, policy, findings);

        words.Add(("ledger", "ledger", State(prepared.Place, isAsked: true, policy)));
        words.Add(("receipt", "receipt", State(signed, receipt is not null, policy)));
        if (prepared.Place is not null)
            counts.Add(("prepareEntry", "entry that records what was prepared", prepared.Place.Index));
        if (signed is not null)
            counts.Add(("signEntry", "entry that records this file", signed.Index));
        notes.AddRange(Limits(receipt is not null, policy is not null, policyCame));
        return new Report(Verb.Name, path, signed?.Verified ?? prepared.Place?.Verified, findings.Kept, findings.Omitted, counts, notes)
        {
            Words = words,
            Reservation = policy is null ? "but the ledger was not checked against a key: give --policy" : null,
        };
    }

    private static (LedgerEntry?, LedgerPlace?) CheckFiles(
        DisclosureFiles files, TlogPolicy? policy, FindingList findings, List<(string, string, string)> words, List<string> notes, List<(string, string, long)> counts)
    {
        var result = ManifestFindings.Result(files.Manifest, findings);
        var approval = new ApprovalFindings(findings);
        var entry = LedgerEntry.Parse(files.PrepareEntry);
        if (entry is null)
            findings.Add("entry.malformed", DisclosureFiles.EntryName, "The ledger's entry is not a JSON object, or has a name twice.");
        if (result is { } manifest)
        {
            ManifestFindings.CheckOutputs(manifest, files, findings);
            if (ManifestFindings.Hash(manifest, findings) is { } hash)
            {
                words.Add(("manifestHash", "manifest hash", hash));
                if (entry is not null)
                    ManifestFindings.CheckEntry(entry, manifest, hash, files, findings);
            }

            var caveats = new CaveatFindings(findings);
            caveats.Check(manifest, files);
            counts.Add(("rows", "rows", caveats.Rows));
            approval.CheckPlan(manifest, files, caveats);
            notes.AddRange(caveats.WithoutWords.Select(source => $"The provider states no caveat for {source}."));
        }

        if (entry?.Request is { } request)
            words.Insert(0, ("request", "request", request));
        var place = entry is not null && LedgerPlace.Parse(files.PrepareProof, DisclosureFiles.ProofName, findings) is { } proof && entry.TellsOf(PrepareAction, DisclosureFiles.EntryName, findings)
            ? LedgerPlace.Find(proof, entry, policy, DisclosureFiles.ProofName, findings)
            : null;
        if (result is { } carriedOut)
        {
            var decided = approval.CheckDecision(carriedOut, files, policy, place);
            words.Add(("approval", "approval", State(decided, files.ApprovalEntry is not null, policy)));
            if (decided is not null)
                counts.Add(("decideEntry", "entry that records what was approved", decided.Index));
        }

        if (files.Scope is null || files.ApprovalEntry is null || files.ApprovalProof is null)
            notes.Add("The report does not carry the scope decision, or not the ledger's entry of it: plan and approval are compared by their hashes only.");
        return (entry, place);
    }

    /// <summary>Four fixed words, so that a machine can ask for "checked".</summary>
    private static string State(LedgerPlace? place, bool isAsked, TlogPolicy? policy) => (isAsked, place, policy) switch
    {
        (false, _, _) => "not given",
        (_, null, _) => "not proven",
        (_, _, null) => "not checked",
        _ => "checked",
    };

    /// <summary>A good result must not promise more than it shows.</summary>
    private static IEnumerable<string> Limits(bool hasReceipt, bool hasPolicy, bool policyCame)
    {
        if (!hasPolicy)
            yield return "The ledger was not checked against a key: give --policy, a file with the line \"log <key>\" for the provider's key and the line \"quorum none\".";
        if (policyCame)
            yield return "The policy came with the report. Compare the log's key with one that you got another way.";
        if (!hasReceipt)
            yield return "No receipt was given: that the ledger records this very file is not checked. Give --receipt, the .tlog-proof that came beside the report.";
        yield return "The signature covers the printed pages; their words are not compared with the attached data. The attached files count.";
    }

    private static string? PolicyBeside(string path)
    {
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "", PolicyFile);
        return File.Exists(beside) ? beside : null;
    }
}
