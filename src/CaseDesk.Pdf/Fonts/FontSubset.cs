using System.Runtime.InteropServices;

namespace CaseDesk.Pdf.Fonts;

/// <summary>
/// Cuts a font down to the glyphs in use. HarfBuzzSharp does not wrap hb-subset, but its native library exports it;
/// the runtime adds the platform's prefix and suffix to the name, so one name serves Linux, macOS and Windows.
/// </summary>
internal static unsafe partial class FontSubset
{
    private const string Library = "libHarfBuzzSharp";

    // hb_subset_flags_t and hb_subset_sets_t of hb-subset.h.
    private const uint NoHinting = 0x1;
    private const uint RetainGlyphIds = 0x2;
    private const uint NotdefOutline = 0x40;
    private const int DropTables = 3;

    /// <summary>The subset font program. Glyph numbers stay as they are, so that pages can be written before the subset is known.</summary>
    public static byte[] Cut(nint face, IEnumerable<ushort> glyphs)
    {
        var input = CreateInput();
        if (input == 0)
            throw new InsufficientMemoryException("HarfBuzz could not begin a font subset.");
        nint subset = 0;
        nint blob = 0;
        try
        {
            var wanted = GlyphSet(input);
            AddToSet(wanted, 0);
            foreach (var glyph in glyphs)
                AddToSet(wanted, glyph);
            // The text is shaped already: a reader of the file never needs the layout tables.
            var dropped = InputSet(input, DropTables);
            foreach (var tag in (ReadOnlySpan<string>)["GSUB", "GPOS", "GDEF"])
                AddToSet(dropped, (uint)(tag[0] << 24 | tag[1] << 16 | tag[2] << 8 | tag[3]));
            SetFlags(input, NoHinting | RetainGlyphIds | NotdefOutline);

            subset = Subset(face, input);
            if (subset == 0)
                throw new InvalidOperationException("HarfBuzz could not subset an embedded font.");
            blob = ReferenceBlob(subset);
            var data = BlobContent(blob, out var length);
            return new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        }
        finally
        {
            if (blob != 0)
                DestroyBlob(blob);
            if (subset != 0)
                DestroyFace(subset);
            DestroyInput(input);
        }
    }

    [LibraryImport(Library, EntryPoint = "hb_subset_input_create_or_fail")]
    private static partial nint CreateInput();

    [LibraryImport(Library, EntryPoint = "hb_subset_input_destroy")]
    private static partial void DestroyInput(nint input);

    [LibraryImport(Library, EntryPoint = "hb_subset_input_glyph_set")]
    private static partial nint GlyphSet(nint input);

    [LibraryImport(Library, EntryPoint = "hb_subset_input_set")]
    private static partial nint InputSet(nint input, int which);

    [LibraryImport(Library, EntryPoint = "hb_subset_input_set_flags")]
    private static partial void SetFlags(nint input, uint flags);

    [LibraryImport(Library, EntryPoint = "hb_set_add")]
    private static partial void AddToSet(nint set, uint value);

    [LibraryImport(Library, EntryPoint = "hb_subset_or_fail")]
    private static partial nint Subset(nint face, nint input);

    [LibraryImport(Library, EntryPoint = "hb_face_reference_blob")]
    private static partial nint ReferenceBlob(nint face);

    [LibraryImport(Library, EntryPoint = "hb_face_destroy")]
    private static partial void DestroyFace(nint face);

    [LibraryImport(Library, EntryPoint = "hb_blob_get_data")]
    private static partial byte* BlobContent(nint blob, out uint length);

    [LibraryImport(Library, EntryPoint = "hb_blob_destroy")]
    private static partial void DestroyBlob(nint blob);
}
