using System.Globalization;
using CaseDesk.Pdf.Reading;

namespace CaseDesk.Pdf.Signing;

/// <summary>
/// What stands in a file after what its signature covers. Only a document security store and document time-stamps may be
/// there (ETSI EN 319 142-1, 5.4; ISO 32000-2, 12.8.2.2.2 takes them out of what a certification forbids). Everything is compared
/// with the revision before; what is not understood is named, and is bad.
/// </summary>
internal sealed class LaterRevisions
{
    private static readonly string[] FieldKeys = ["Type", "Subtype", "FT", "T", "TU", "V", "P", "Rect", "F"];
    private static readonly string[] StampKeys = ["Type", "Filter", "SubFilter", "ByteRange", "Contents"];
    private static readonly string[] StoreKeys = ["Type", "Certs", "CRLs", "OCSPs", "VRI"];
    private static readonly string[] VriKeys = ["Type", "Cert", "CRL", "OCSP", "TU", "TS"];

    private readonly PdfSource before;
    private readonly PdfSource after;
    private readonly PdfRevision revision;
    private readonly Dictionary<int, int> unexplained;
    private readonly List<string> wrong;

    private LaterRevisions(PdfSource before, PdfSource after, List<string> wrong)
    {
        (this.before, this.after, this.wrong) = (before, after, wrong);
        revision = after.Revisions[0];
        unexplained = [];
        foreach (var (id, kind, place) in revision.Objects.All())
        {
            if (kind == 1)
                unexplained[id] = place;
            else
                Wrong($"object {id} is packed or given up");
        }
    }

    /// <summary>Looks at each revision after the signed part.</summary>
    /// <param name="end">Where the signed part ends.</param>
    /// <param name="wrong">Takes what must not be there, in words.</param>
    /// <returns>The end of each revision.</returns>
    public static IReadOnlyList<int> Check(ReadOnlyMemory<byte> pdf, PdfSource whole, int end, List<string> wrong)
    {
        var ends = whole.Revisions.Select(revision => revision.End).Reverse().ToList();
        var signed = ends.IndexOf(end);
        if (signed < 0 || ends[^1] != pdf.Length)
        {
            wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{pdf.Length - end} bytes were added after signing; the signature does not cover them."));
            return [];
        }

        var before = new PdfSource(pdf[..end]);
        foreach (var next in ends[(signed + 1)..])
        {
            var after = new PdfSource(pdf[..next]);
            new LaterRevisions(before, after, wrong).Check(before.Revisions[0].End);
            before = after;
        }

        return ends[(signed + 1)..];
    }

    private void Check(int from)
    {
        CheckTiling(from);
        foreach (var (id, place) in unexplained.ToList())
        {
            if (place == revision.Place)
                unexplained.Remove(id);
        }

        if (after.RootId != before.RootId || after.Trailer["Info"]?.ToString() != before.Trailer["Info"]?.ToString() || after.Trailer["Encrypt"] is not null)
            Wrong("the file has another catalog or description");
        unexplained.Remove(after.RootId);
        CheckSame(before.Catalog, after.Catalog, ["AcroForm", "DSS"], "the catalog");
        CheckStore();
        CheckForm();
        foreach (var id in unexplained.Keys.Order())
            Wrong(id < before.Size ? $"object {id} was changed" : $"object {id} was added and belongs to neither");
    }

    /// <summary>No byte of the revision is outside an object.</summary>
    private void CheckTiling(int from)
    {
        var at = from;
        foreach (var place in unexplained.Values.Order())
        {
            if (place != at)
            {
                Wrong(string.Create(CultureInfo.InvariantCulture, $"there are bytes outside its objects, at byte {Math.Min(at, place)}"));
                return;
            }

            at = after.EndOf(place);
        }
    }

    private void CheckStore()
    {
        if (after.Catalog["DSS"] is not { } entry)
            return;
        Explain(entry);
        if (after.Resolve(entry) is not PdfDictionary store || store.Entries.Any(part => !StoreKeys.Contains(part.Key, StringComparer.Ordinal)))
        {
            Wrong("the store of validation data has something else in it");
            return;
        }

        foreach (var (key, value) in store.Entries.Where(part => part.Key is not ("Type" or "VRI")))
            ExplainAll(value);
        Explain(store["VRI"]);
        if (after.Resolve(store["VRI"]) is not PdfDictionary perSignature)
            return;
        foreach (var (_, value) in perSignature.Entries.Where(part => part.Key != "Type"))
        {
            Explain(value);
            if (after.Resolve(value) is not PdfDictionary one || one.Entries.Any(part => !VriKeys.Contains(part.Key, StringComparer.Ordinal)))
            {
                Wrong("the store of validation data has something else in it");
                continue;
            }

            foreach (var (_, part) in one.Entries)
                ExplainAll(part);
        }
    }

    private void CheckForm()
    {
        var (old, now) = (before.Resolve(before.Catalog["AcroForm"]) as PdfDictionary, after.Resolve(after.Catalog["AcroForm"]) as PdfDictionary);
        if (old is null || now is null || before.Resolve(old["Fields"]) is not PdfArray oldFields || after.Resolve(now["Fields"]) is not PdfArray fields)
        {
            Wrong("the form is gone or new");
            return;
        }

        CheckSame(old, now, ["Fields"], "the form");
        if (!StartsWith(fields, oldFields))
        {
            Wrong("a field of the form was changed");
            return;
        }

        var added = fields.Items.Skip(oldFields.Items.Count).ToList();
        var pages = new Dictionary<int, List<string>>();
        foreach (var entry in added)
        {
            if (entry is not PdfReference { Id: var id } || id < before.Size || after.Object(id).Value is not PdfDictionary field || PageOfStamp(field) is not { } page)
            {
                Wrong("a field was added that is no document time-stamp");
                continue;
            }

            unexplained.Remove(id);
            pages.TryAdd(page, []);
            pages[page].Add(entry.ToString());
        }

        foreach (var (page, hung) in pages)
            CheckPage(page, hung);
    }

    /// <summary>The page on which a time-stamp's field hangs, if it is one and nothing more; it must not show anything.</summary>
    private int? PageOfStamp(PdfDictionary field)
    {
        if (field.Entries.Any(part => !FieldKeys.Contains(part.Key, StringComparer.Ordinal)) || field["FT"]?.ToString() != "/Sig" || field["Rect"]?.ToString() != "[0 0 0 0]"
            || field["V"] is not PdfReference value || value.Id < before.Size || field["P"] is not PdfReference page || page.Id >= before.Size)
        {
            return null;
        }

        if (after.Object(value.Id).Value is not PdfDictionary stamp || stamp.Entries.Any(part => !StampKeys.Contains(part.Key, StringComparer.Ordinal)) || stamp["Type"]?.ToString() != "/DocTimeStamp")
            return null;
        unexplained.Remove(value.Id);
        return page.Id;
    }

    private void CheckPage(int id, List<string> hung)
    {
        unexplained.Remove(id);
        var (old, now) = (before.Dictionary(id), after.Dictionary(id));
        CheckSame(old, now, ["Annots"], "a page");
        var oldAnnotations = before.Resolve(old["Annots"]) as PdfArray ?? new PdfArray([]);
        if (old["Type"]?.ToString() != "/Page" || now["Annots"] is not PdfArray annotations || !StartsWith(annotations, oldAnnotations)
            || !annotations.Items.Skip(oldAnnotations.Items.Count).Select(item => item.ToString()).SequenceEqual(hung, StringComparer.Ordinal))
        {
            Wrong("the notes of a page were changed");
        }
    }

    private void CheckSame(PdfDictionary old, PdfDictionary now, string[] except, string what)
    {
        foreach (var key in old.Entries.Concat(now.Entries).Select(entry => entry.Key).Distinct(StringComparer.Ordinal).Except(except, StringComparer.Ordinal))
        {
            if (old[key]?.ToString() != now[key]?.ToString())
                Wrong($"{key} of {what} was changed");
        }
    }

    private static bool StartsWith(PdfArray whole, PdfArray start) =>
        whole.Items.Take(start.Items.Count).Select(item => item.ToString()).SequenceEqual(start.Items.Select(item => item.ToString()), StringComparer.Ordinal);

    /// <summary>New objects only: one that was there before and says something else now is no addition.</summary>
    private void Explain(PdfValue? value)
    {
        if (value is PdfReference { Id: var id } && (id >= before.Size || before.Catalog["DSS"]?.ToString() == value.ToString()))
            unexplained.Remove(id);
    }

    private void ExplainAll(PdfValue value)
    {
        Explain(value);
        foreach (var item in (after.Resolve(value) as PdfArray)?.Items ?? [])
            Explain(item);
    }

    private void Wrong(string what) =>
        wrong.Add(string.Create(CultureInfo.InvariantCulture, $"Something was added after signing that is neither validation data nor a time-stamp: {what} (revision that ends at byte {revision.End})."));
}
