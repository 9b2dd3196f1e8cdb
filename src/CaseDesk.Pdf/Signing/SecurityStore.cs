using CaseDesk.Pdf.Reading;
using CaseDesk.Pdf.Writing;

namespace CaseDesk.Pdf.Signing;

/// <summary>The document security store (ETSI EN 319 142-1, 5.4.2.2; ISO 32000-2, 12.8.4.3): how it is written and read.</summary>
internal static class SecurityStore
{
    /// <summary>Catalog entry that says that a PDF 1.7 file uses what only PDF 2.0 has (ISO 32000-1, 7.12; ETSI TS 102 778-4, 4.3).</summary>
    public const string Extension = "/Extensions <</ESIC <</BaseVersion /1.7 /ExtensionLevel 1>>>>";

    private const int MostParts = 1_000;
    private const int LargestTotal = 128 << 20;

    /// <param name="put">Writes one part as a stream and answers its number.</param>
    /// <param name="before">Of the file as it stands, if there is a store already: its parts stay as they are.</param>
    public static string Dictionary(ValidationData data, Func<byte[], int> put, PdfSource? before = null)
    {
        var entries = "";
        var old = before?.Resolve(before.Catalog["DSS"]) as PdfDictionary;
        var held = before is null ? ValidationData.None : Read(before);
        foreach (var ((name, parts), (_, known)) in Lists(data).Zip(Lists(held)))
        {
            var kept = (before?.Resolve(old?[name]) as PdfArray)?.Items.OfType<PdfReference>().Select(part => part.Id) ?? [];
            List<int> all = [.. kept, .. parts.Where(part => !known.Any(other => other.AsSpan().SequenceEqual(part))).Select(put)];
            if (all.Count > 0)
                entries += $" /{name} [{PdfSyntax.References(all)}]";
        }

        return $"<</Type /DSS{entries}>>";
    }

    /// <summary>What the file holds; what is not of this form is left out, as if it were not there: it can only lower what is proven.</summary>
    public static ValidationData Read(PdfSource source)
    {
        if (source.Resolve(source.Catalog["DSS"]) is not PdfDictionary store)
            return ValidationData.None;
        var room = LargestTotal;
        return new ValidationData { Certificates = Parts(source, store["Certs"], ref room), Crls = Parts(source, store["CRLs"], ref room), OcspResponses = Parts(source, store["OCSPs"], ref room) };
    }

    private static (string Name, IReadOnlyList<byte[]> Parts)[] Lists(ValidationData data) =>
        [("Certs", data.Certificates), ("CRLs", data.Crls), ("OCSPs", data.OcspResponses)];

    private static List<byte[]> Parts(PdfSource source, PdfValue? list, ref int room)
    {
        var parts = new List<byte[]>();
        if (source.Resolve(list) is not PdfArray { Items: { Count: <= MostParts } items })
            return parts;
        foreach (var part in items.OfType<PdfReference>())
        {
            parts.Add(source.Stream(part.Id, room).Content);
            room -= parts[^1].Length;
        }

        return parts;
    }
}
