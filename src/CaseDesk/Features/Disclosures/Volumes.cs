using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using CaseDesk.Extraction;
using CaseDesk.Pdf;

namespace CaseDesk.Features.Disclosures;

/// <summary>Rows of one section that stand in one file.</summary>
/// <param name="Section">Index among the sections of the data.</param>
/// <param name="From">First row, from 0.</param>
internal readonly record struct VolumePart(int Section, long From, long Count);

/// <summary>A further PDF of a disclosure whose rows do not fit one. The signed report names its hash, so that its signature covers it.</summary>
/// <param name="Number">From 2; the report is the first.</param>
/// <param name="Sha256">Lower-case hex.</param>
internal sealed record Volume(int Number, long Rows, string Sha256, long Size, IReadOnlyList<VolumePart> Parts);

/// <summary>
/// A PDF/A file has a bound on its objects, and readers have one on their patience: above a number of rows a report prints the first of them, and volumes the others. The data files hold all of them,
/// whatever is printed.
/// </summary>
internal static partial class Volumes
{
    /// <summary>Attachment of the report that lists its volumes.</summary>
    public const string ListName = "volumes.json";

    /// <summary>Which rows stand in which file, the report's first.</summary>
    /// <param name="most">Rows that one file prints.</param>
    public static IReadOnlyList<IReadOnlyList<VolumePart>> Of(IReadOnlyList<DataSection> sections, long most)
    {
        List<List<VolumePart>> files = [[]];
        var room = most;
        for (var i = 0; i < sections.Count; i++)
        {
            for (long from = 0; from < sections[i].RowCount;)
            {
                if (room == 0) (room, files) = (most, [.. files, []]);
                var count = Math.Min(room, sections[i].RowCount - from);
                files[^1].Add(new VolumePart(i, from, count));
                (from, room) = (from + count, room - count);
            }
        }
        return files;
    }

    /// <summary>In the vault, by the preparation whose report names it.</summary>
    public static string FileOf(int preparation, int number) => string.Create(CultureInfo.InvariantCulture, $"{preparation}.volume-{number}.pdf");

    /// <summary>As people get it.</summary>
    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"volume-{number}.pdf");

    /// <summary>Null for what is no volume's name.</summary>
    public static int? NumberOf(string name) => Name().Match(name) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    /// <summary>Names of the volumes that lie beside a report.</summary>
    public static IReadOnlyList<string> Beside(string directory, int preparation) => !Directory.Exists(directory) ? [] :
        [.. Directory.GetFiles(directory, string.Create(CultureInfo.InvariantCulture, $"{preparation}.volume-*.pdf")).Select(path => Path.GetFileName(path).Split('.', 2)[1]).Where(name => NumberOf(name) is not null).OrderBy(name => NumberOf(name))];

    /// <summary>Writes those that a report needs, whole or not at all.</summary>
    public static async Task<IReadOnlyList<Volume>> Write(ReportFacts facts, ReportText text, IReadOnlyList<IReadOnlyList<VolumePart>> files, string directory, int preparation, CancellationToken cancel)
    {
        List<Volume> volumes = [];
        for (var i = 1; i < files.Count; i++)
        {
            var (number, parts) = (i + 1, files[i]);
            await DurableFile.WriteAs(directory, async file =>
            {
                Write(file, facts, text, number, parts);
                file.Position = 0;
                volumes.Add(new Volume(number, parts.Sum(part => part.Count), Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel)), file.Length, parts));
                return FileOf(preparation, number);
            });
        }
        return volumes;
    }

    /// <summary>What the report carries of them.</summary>
    public static byte[] List(IReadOnlyList<Volume> volumes) => JsonSerializer.SerializeToUtf8Bytes(
        new { volumes = volumes.Select(volume => new { name = NameOf(volume.Number), rows = volume.Rows, sha256 = volume.Sha256, size = volume.Size }) }, JsonSerializerOptions.Web);

    /// <summary>The hash that a report names for one of its volumes; null where it names none.</summary>
    public static string? HashIn(byte[] report, string name)
    {
        var list = PdfAttachments.Read(report).FirstOrDefault(file => file.Name == ListName)?.Bytes;
        if (list is null) return null;
        using var json = JsonDocument.Parse(list);
        return json.RootElement.GetProperty("volumes").EnumerateArray().Where(volume => volume.GetProperty("name").GetString() == name).Select(volume => volume.GetProperty("sha256").GetString()).FirstOrDefault();
    }

    private static void Write(Stream output, ReportFacts facts, ReportText text, int number, IReadOnlyList<VolumePart> parts)
    {
        var of = facts.Request.Number;
        using var pdf = new PdfReport(output, DisclosureReport.Options(facts, text) with { Title = text.Words.Texts["volume-title"].Replace("{number}", of, StringComparison.Ordinal).Replace("{volume}", Number(number), StringComparison.Ordinal) });
        pdf.Heading(1, text.Words.Text("volume-title", ("number", of), ("volume", Number(number))));
        pdf.Paragraph(text.Words.Text("volume-of", ("number", of)));
        var written = new ReportParts(pdf, facts, text, isSigned: false);
        foreach (var part in parts) written.Rows(part, isVolume: true);
        pdf.Finish();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\Avolume-([1-9][0-9]{0,5})\.pdf\z")]
    private static partial Regex Name();
}
