using CaseDesk.Ledger;
using CaseDesk.Pdf;

namespace CaseDesk.Verify;

/// <summary>The five files that every released report carries, and those with which it shows what was approved.</summary>
internal sealed record DisclosureFiles(byte[] DataCsv, byte[] DataJson, byte[] Manifest, byte[] PrepareEntry, byte[] PrepareProof)
{
    public const string ScopeName = "scope.json";
    public const string PlanName = "plan.json";
    public const string ApprovalEntryName = "approval.entry.json";
    public const string ApprovalProofName = "approval.tlog-proof";
    public const string VolumesName = "volumes.json";

    public const string CsvName = "data.csv";
    public const string JsonName = "data.json";
    public const string ManifestName = "manifest.json";
    public const string EntryName = "prepare.entry.json";
    public const string ProofName = "prepare.tlog-proof";

    private static readonly string[] Names = [CsvName, JsonName, ManifestName, EntryName, ProofName];
    private static readonly string[] OptionalNames = [ScopeName, PlanName, ApprovalEntryName, ApprovalProofName, VolumesName];

    /// <summary>The scope decision that was approved; null where the report does not carry it.</summary>
    public byte[]? Scope { get; init; }

    /// <summary>The plan that was carried out; null where everything was refused, or the report does not carry it.</summary>
    public byte[]? Plan { get; init; }

    /// <summary>The ledger's entry of the decision.</summary>
    public byte[]? ApprovalEntry { get; init; }

    public byte[]? ApprovalProof { get; init; }

    /// <summary>The list of further PDFs that print rows; null where the report prints all.</summary>
    public byte[]? Volumes { get; init; }

    /// <summary>Takes them out of the report; null if one is missing. Two of one name make the whole list unreadable.</summary>
    /// <param name="others">Names of attachments that nothing here checks.</param>
    public static DisclosureFiles? Read(byte[] pdf, FindingList findings, out IReadOnlyList<string> others)
    {
        others = [];
        IReadOnlyList<PdfAttachment> attached;
        try
        {
            attached = PdfAttachments.Read(pdf);
        }
        catch (PdfFormatException damage)
        {
            findings.Add("attachment.unreadable", "attachments", damage.Message);
            return null;
        }

        others = [.. attached.Select(file => file.Name).Where(name => !Names.Contains(name, StringComparer.Ordinal) && !OptionalNames.Contains(name, StringComparer.Ordinal))];
        List<byte[]> found = [];
        foreach (var name in Names)
        {
            if (attached.FirstOrDefault(file => string.Equals(file.Name, name, StringComparison.Ordinal)) is { } file)
                found.Add(file.Bytes);
            else
                findings.Add("attachment.missing", name, $"The report does not carry {name}.");
        }

        return found is [var csv, var json, var manifest, var entry, var proof]
            ? new DisclosureFiles(csv, json, manifest, entry, proof) { Scope = Find(ScopeName), Plan = Find(PlanName), ApprovalEntry = Find(ApprovalEntryName), ApprovalProof = Find(ApprovalProofName), Volumes = Find(VolumesName) }
            : null;

        byte[]? Find(string name) => attached.FirstOrDefault(file => string.Equals(file.Name, name, StringComparison.Ordinal))?.Bytes;
    }

    /// <summary>The receipt inside a released report, which binds the ledger as any kept receipt does.</summary>
    /// <exception cref="UsageException">It has none.</exception>
    public static KeptStatement Kept(string path, byte[] pdf)
    {
        try
        {
            return PdfAttachments.Read(pdf).FirstOrDefault(file => string.Equals(file.Name, ProofName, StringComparison.Ordinal)) is { } proof
                ? new KeptStatement($"{path}, {ProofName}", InputFiles.Text(proof.Bytes))
                : throw new UsageException($"{path} does not carry a receipt ({ProofName}): it is no released report.");
        }
        catch (PdfFormatException damage)
        {
            throw new UsageException($"{path} cannot be read: {damage.Message}");
        }
    }
}
