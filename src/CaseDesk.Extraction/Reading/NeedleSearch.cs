using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace CaseDesk.Extraction.Reading;

/// <summary>Bytes to look for; with <paramref name="AnyCase"/> ASCII letters match in either case.</summary>
/// <param name="Decoded">For the beginning <c>\u00</c> of a JSON escape: the characters that it must stand for; null where the bytes alone say it.</param>
internal readonly record struct Needle(byte[] Text, bool AnyCase, string? Decoded = null)
{
    public bool IsAt(ReadOnlySpan<byte> data) =>
        data.Length >= Text.Length && (AnyCase ? Ascii.EqualsIgnoreCase(data[..Text.Length], Text) : data.StartsWith(Text)) && (Decoded is null || Stands(data[Text.Length..]));

    // What is no escape is damaged, and may be anything.
    private bool Stands(ReadOnlySpan<byte> digits) =>
        digits.Length < 2 || !char.IsAsciiHexDigit((char)digits[0]) || !char.IsAsciiHexDigit((char)digits[1])
        || Decoded!.Contains((char)(Value(digits[0]) * 16 + Value(digits[1])), StringComparison.Ordinal);

    private static int Value(byte digit) => char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}

/// <summary>
/// Finds the first of several byte sequences in one pass, many positions at a time: two bytes of each needle, one of them a rare one, are compared at all of them
/// at once, and only where both agree the whole is. One pass for all needles is what keeps a look-up near the speed of reading.
/// </summary>
internal sealed class NeedleSearch
{
    private const byte CaseBit = 0x20;

    // What logs are mostly made of, the most common first: numbers and hexadecimal tokens, separators, words.
    private const string Common = "0123456789abcdef \":,.-/tsionrlhmpug_w";

    private readonly Needle[] needles;
    private readonly Anchor[] anchors;

    // How many bytes behind an anchor's first byte are looked at.
    private readonly int behind;

    /// <param name="needles">None of them empty.</param>
    public NeedleSearch(IEnumerable<Needle> needles)
    {
        this.needles = [.. needles];
        anchors = [.. this.needles.Select(n => new Anchor(n))];
        behind = anchors.Select(a => a.Apart).DefaultIfEmpty(0).Max();
    }

    public IReadOnlyList<Needle> Needles => needles;

    /// <summary>Where a needle begins; -1 where none does. No needle lies wholly before it, none even partly in an earlier line: needles hold no newline.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int IndexOf(ReadOnlySpan<byte> data)
    {
        if (anchors.Length == 0)
            return -1;
        var width = Vector512.IsHardwareAccelerated ? Vector512<byte>.Count : Vector256<byte>.Count;
        var stop = data.Length - width - behind;
        if (stop < 0)
            return Slowly(data, 0, data.Length);

        // The first step and the last may look once more at what their neighbours look at: single bytes at the edges would cost more.
        if (Quickly(data, 0, 0, width) is var first and >= 0)
            return first;
        if (Quickly(data, Aligned(data, width), stop, width) is var place and >= 0)
            return place;
        if (Quickly(data, stop, stop, width) is var last and >= 0)
            return last;
        return Slowly(data, stop + width, data.Length);
    }

    // Looks at whole vectors that begin at from, and so on up to one that begins at stop or just before.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Quickly(ReadOnlySpan<byte> data, int from, int stop, int width)
    {
        ref var start = ref MemoryMarshal.GetReference(data);
        for (var at = from; at <= stop; at += width)
        {
            var candidates = Vector512.IsHardwareAccelerated ? Wide(ref start, ref at, stop) : Narrow(ref start, ref at, stop);
            if (candidates == 0)
                return -1;
            if (FirstOf(data, at, candidates) is var place and >= 0)
                return place;
        }

        return -1;
    }

    // The first place for an anchor at which whole vectors of memory begin: others take twice as long to load.
    private static unsafe int Aligned(ReadOnlySpan<byte> data, int width) =>
        (int)((nuint)width - (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(data)) % (nuint)width) % width;

    // Nothing is called inside this loop, so that what is compared with stays in registers. Two needles are the common case: the subject's literal, and the
    // escape that could hide it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ulong Wide(ref byte start, ref int from, int stop)
    {
        var (one, two) = (anchors[0], anchors[^1]);
        var more = anchors.AsSpan(1, Math.Max(0, anchors.Length - 2));
        var (first, second, third, fold) = (Vector512.Create(one.First), Vector512.Create(one.Second), Vector512.Create(one.Third), Vector512.Create(one.Fold));
        var (first2, second2, third2, fold2) = (Vector512.Create(two.First), Vector512.Create(two.Second), Vector512.Create(two.Third), Vector512.Create(two.Fold));
        var (apart, apart2, between, between2) = ((nuint)one.Apart, (nuint)two.Apart, (nuint)one.Between, (nuint)two.Between);
        var (at, most) = ((nuint)from, (nuint)stop);
        for (; at <= most; at += (nuint)Vector512<byte>.Count)
        {
            // Zero where both bytes agree: one comparison tells it for all needles.
            var here = Vector512.LoadUnsafe(ref start, at);
            var differ = ((here | fold) ^ first) | ((Vector512.LoadUnsafe(ref start, at + apart) | fold) ^ second) | ((Vector512.LoadUnsafe(ref start, at + between) | fold) ^ third);
            var differ2 = ((here | fold2) ^ first2) | ((Vector512.LoadUnsafe(ref start, at + apart2) | fold2) ^ second2);
            var least = Vector512.Min(differ, differ2);
            foreach (ref readonly var anchor in more)
                least = Vector512.Min(least, anchor.At512(ref start, at));
            if (!Vector512.EqualsAny(least, Vector512<byte>.Zero))
                continue;
            // The escape's third byte is looked at only here: two of its bytes seldom stand together by chance. Those of an address do in every fifth step.
            least = Vector512.Min(differ, differ2 | ((Vector512.LoadUnsafe(ref start, at + between2) | fold2) ^ third2));
            foreach (ref readonly var anchor in more)
                least = Vector512.Min(least, anchor.At512(ref start, at));
            var found = Vector512.Equals(least, Vector512<byte>.Zero).ExtractMostSignificantBits();
            if (found == 0)
                continue;
            from = (int)at;
            return found;
        }

        from = (int)at;
        return 0;
    }

    // The same for processors with half the width.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ulong Narrow(ref byte start, ref int from, int stop)
    {
        var (one, two) = (anchors[0], anchors[^1]);
        var more = anchors.AsSpan(1, Math.Max(0, anchors.Length - 2));
        var (first, second, third, fold) = (Vector256.Create(one.First), Vector256.Create(one.Second), Vector256.Create(one.Third), Vector256.Create(one.Fold));
        var (first2, second2, third2, fold2) = (Vector256.Create(two.First), Vector256.Create(two.Second), Vector256.Create(two.Third), Vector256.Create(two.Fold));
        var (apart, apart2, between, between2) = ((nuint)one.Apart, (nuint)two.Apart, (nuint)one.Between, (nuint)two.Between);
        var (at, most) = ((nuint)from, (nuint)stop);
        for (; at <= most; at += (nuint)Vector256<byte>.Count)
        {
            var here = Vector256.LoadUnsafe(ref start, at);
            var differ = ((here | fold) ^ first) | ((Vector256.LoadUnsafe(ref start, at + apart) | fold) ^ second) | ((Vector256.LoadUnsafe(ref start, at + between) | fold) ^ third);
            var differ2 = ((here | fold2) ^ first2) | ((Vector256.LoadUnsafe(ref start, at + apart2) | fold2) ^ second2);
            var least = Vector256.Min(differ, differ2);
            foreach (ref readonly var anchor in more)
                least = Vector256.Min(least, anchor.At256(ref start, at));
            if (!Vector256.EqualsAny(least, Vector256<byte>.Zero))
                continue;
            // The escape's third byte is looked at only here: two of its bytes seldom stand together by chance. Those of an address do in every fifth step.
            least = Vector256.Min(differ, differ2 | ((Vector256.LoadUnsafe(ref start, at + between2) | fold2) ^ third2));
            foreach (ref readonly var anchor in more)
                least = Vector256.Min(least, anchor.At256(ref start, at));
            var found = Vector256.Equals(least, Vector256<byte>.Zero).ExtractMostSignificantBits();
            if (found == 0)
                continue;
            from = (int)at;
            return found;
        }

        from = (int)at;
        return 0;
    }

    private int FirstOf(ReadOnlySpan<byte> data, int at, ulong bits)
    {
        for (; bits != 0; bits &= bits - 1)
        {
            if (Around(data, at + BitOperations.TrailingZeroCount(bits)) is var place and >= 0)
                return place;
        }

        return -1;
    }

    private int Slowly(ReadOnlySpan<byte> data, int from, int to)
    {
        for (var at = from; at < to; at++)
        {
            if (Around(data, at) is var place and >= 0)
                return place;
        }

        return -1;
    }

    // A needle whose first anchor stands here.
    private int Around(ReadOnlySpan<byte> data, int at)
    {
        for (var n = 0; n < needles.Length; n++)
        {
            var start = at - anchors[n].At;
            if (start >= 0 && needles[n].IsAt(data[start..]))
                return start;
        }

        return -1;
    }

    /// <summary>Three bytes of a needle, and where they stand in it.</summary>
    private readonly struct Anchor
    {
        public Anchor(Needle needle)
        {
            var text = needle.Text;
            Fold = needle.AnyCase ? CaseBit : (byte)0;
            // A rare byte, and the last one: many identifiers begin alike.
            for (var i = 1; i < text.Length - 1; i++)
            {
                if (Rarity(text[i]) > Rarity(text[At]))
                    At = i;
            }

            Apart = text.Length - 1 - At;
            Between = Math.Max(0, Apart - 1);
            First = (byte)(text[At] | Fold);
            Third = (byte)(text[At + Between] | Fold);
            Second = (byte)(text[^1] | Fold);
        }

        public byte First { get; }

        public byte Second { get; }

        public byte Third { get; }

        /// <summary>The bit that makes both cases of a letter one, where case does not matter.</summary>
        public byte Fold { get; }

        /// <summary>Place of the first byte in the needle.</summary>
        public int At { get; }

        /// <summary>From the first byte to the second.</summary>
        public int Apart { get; }

        /// <summary>From the first byte to the third, which stands before the second.</summary>
        public int Between { get; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<byte> At512(ref byte start, nuint at)
        {
            var fold = Vector512.Create(Fold);
            return ((Vector512.LoadUnsafe(ref start, at) | fold) ^ Vector512.Create(First))
                | ((Vector512.LoadUnsafe(ref start, at + (nuint)Apart) | fold) ^ Vector512.Create(Second));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<byte> At256(ref byte start, nuint at)
        {
            var fold = Vector256.Create(Fold);
            return ((Vector256.LoadUnsafe(ref start, at) | fold) ^ Vector256.Create(First))
                | ((Vector256.LoadUnsafe(ref start, at + (nuint)Apart) | fold) ^ Vector256.Create(Second));
        }

        private static int Rarity(byte value)
        {
            var place = Common.IndexOf((char)value, StringComparison.Ordinal);
            return place < 0 ? Common.Length : place;
        }
    }
}
