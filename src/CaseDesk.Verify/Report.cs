using System.Globalization;
using System.Text;
using System.Text.Json;
using CaseDesk.Ledger;

namespace CaseDesk.Verify;

/// <summary>What every verb reports, in the two forms it can be written.</summary>
/// <param name="Verb">The verb's name.</param>
/// <param name="Subject">What was verified, as the person named it.</param>
/// <param name="Checkpoint">The checkpoint, if its signatures hold.</param>
/// <param name="Findings">What is wrong, first things first.</param>
/// <param name="Omitted">How many findings more there were.</param>
/// <param name="Facts">Counts for the reader, by their JSON names.</param>
/// <param name="Warnings">What limits the result although nothing is wrong.</param>
internal sealed record Report(
    string Verb,
    string Subject,
    VerifiedCheckpoint? Checkpoint,
    IReadOnlyList<LedgerFinding> Findings,
    long Omitted,
    IReadOnlyList<(string Name, string Label, long Value)> Facts,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Facts in words, by their JSON names.</summary>
    public IReadOnlyList<(string Name, string Label, string Value)> Words { get; init; } = [];

    /// <summary>What the first line of a good report must not leave unsaid, or null.</summary>
    public string? Reservation { get; init; }

    /// <returns>The exit code.</returns>
    public int Write(TextWriter output, bool json)
    {
        if (json)
            WriteJson(output);
        else
            WriteText(output);
        return Findings.Count == 0 ? VerifyTool.Good : VerifyTool.Bad;
    }

    private void WriteText(TextWriter output)
    {
        // What is wrong comes first: some people read one line only.
        if (Findings.Count == 0)
            output.WriteLine(Plain.Text($"GOOD: {Subject} holds{(Reservation is null ? "" : $", {Reservation}")}."));
        foreach (var (finding, number) in Findings.Select((finding, number) => (finding, number)))
        {
            output.WriteLine(Plain.Text($"{(number == 0 ? "BAD:" : "also:")} {finding.Message}"));
            var entry = finding.Entry is { } index ? string.Create(CultureInfo.InvariantCulture, $", entry {index}") : "";
            output.WriteLine(Plain.Text($"     {finding.Code} at {finding.Where}{entry}"));
        }

        if (Omitted > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"also: {Omitted} more."));
        foreach (var warning in Warnings)
            output.WriteLine(Plain.Text($"note: {warning}"));
        foreach (var (_, label, value) in Words)
            output.WriteLine(Plain.Text($"{label}: {value}"));
        if (Checkpoint is not null)
            WriteCheckpoint(output, Checkpoint);
        foreach (var (_, label, value) in Facts)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{label}: {value}"));
    }

    private static void WriteCheckpoint(TextWriter output, VerifiedCheckpoint verified)
    {
        var (checkpoint, _, cosignatures) = verified;
        output.WriteLine(Plain.Text($"log: {checkpoint.Origin}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"size: {checkpoint.Size}"));
        output.WriteLine($"root: {Convert.ToBase64String(checkpoint.Root)}");
        foreach (var cosignature in cosignatures)
            output.WriteLine(Plain.Text($"seen by: {cosignature.Key.Name} at {Plain.Time(cosignature.Timestamp ?? 0)}"));
    }

    private void WriteJson(TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("verb", Verb);
            json.WriteString("subject", Plain.Sound(Subject));
            json.WriteBoolean("good", Findings.Count == 0);
            foreach (var (name, _, value) in Words)
                json.WriteString(name, Plain.Sound(value));
            if (Checkpoint is not null)
                WriteCheckpoint(json, Checkpoint);
            foreach (var (name, _, value) in Facts)
                json.WriteNumber(name, value);
            json.WriteStartArray("findings");
            foreach (var finding in Findings)
                WriteFinding(json, finding);
            json.WriteEndArray();
            json.WriteNumber("omitted", Omitted);
            json.WriteStartArray("warnings");
            foreach (var warning in Warnings)
                json.WriteStringValue(Plain.Sound(warning));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void WriteCheckpoint(Utf8JsonWriter json, VerifiedCheckpoint verified)
    {
        json.WriteStartObject("checkpoint");
        json.WriteString("origin", verified.Checkpoint.Origin);
        json.WriteNumber("size", verified.Checkpoint.Size);
        json.WriteString("root", Convert.ToBase64String(verified.Checkpoint.Root));
        json.WriteString("key", verified.Log.VerifierKey);
        json.WriteStartArray("cosignatures");
        foreach (var cosignature in verified.Cosignatures)
        {
            json.WriteStartObject();
            json.WriteString("name", cosignature.Key.Name);
            json.WriteString("time", Plain.Time(cosignature.Timestamp ?? 0));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFinding(Utf8JsonWriter json, LedgerFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("code", finding.Code);
        json.WriteString("where", Plain.Sound(finding.Where));
        if (finding.Entry is { } entry)
            json.WriteNumber("entry", entry);
        json.WriteString("message", Plain.Sound(finding.Message));
        json.WriteEndObject();
    }
}
