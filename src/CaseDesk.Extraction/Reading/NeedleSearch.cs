using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace CaseDesk.Extraction.Reading;

/// <summary>Bytes to look for; with <paramref name="AnyCase"/> ASCII letters match in either case.</summary>
internal readonly record struct Needle(byte[] Text, bool AnyCase)
{
    public bool IsAt(ReadOnlySpan<byte> data) =>
        data.Length >= Text.Length && (AnyCase ? Ascii.EqualsIgnoreCase(data[..Text.Length], Text) : data.StartsWith(Text));
}

/// <summary>
/// Finds the first of several byte sequences in one pass, many positions at a time: three bytes of each needle are compared at all of them at once, and only
/// where all agree the whole is. One pass for all needles is what keeps a look-up near the speed of reading.
/// </summary>
internal sealed class NeedleSearch
{
    private const byte CaseBit = 0x20;

    private readonly Needle[] needles;
    private readonly Anchor[] anchors;
    private readonly int reach;

    /// <param name="needles">None of them empty.</param>
    public NeedleSearch(IEnumerable<Needle> needles)
    {
        this.needles = [.. needles];
        anchors = [.. this.needles.Select(n => new Anchor(n))];
        reach = anchors.Length == 0 ? 0 : anchors.Max(a => a.Last);
    }

    public IReadOnlyList<Needle> Needles => needles;

    /// <summary>Where any needle begins first; -1 where none does.</summary>
    public int IndexOf(ReadOnlySpan<byte> data)
    {
        if (anchors.Length == 0)
            return -1;
        ref var start = ref MemoryMarshal.GetReference(data);
        var width = Vector512.IsHardwareAccelerated ? Vector512<byte>.Count : Vector256<byte>.Count;
        var at = 0;
        for (var stop = data.Length - width - reach; at <= stop; at += width)
        {
            var candidates = Vector512.IsHardwareAccelerated ? Wide(ref start, ref at, stop) : Narrow(ref start, ref at, stop);
            // Then it has come to its end by itself: a step more would pass over bytes that nobody looked at.
            if (candidates == 0)
                break;
            if (FirstOf(data, at, candidates) is var place and >= 0)
                return place;
        }

        return Slowly(data, Math.Max(0, at));
    }

    // Nothing is called inside this loop, so that what is compared with stays in registers. Two needles are the common case: the subject's literal, and the
    // escape that could hide it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ulong Wide(ref byte start, ref int from, int stop)
    {
        var (one, two) = (anchors[0], anchors[^1]);
        var more = anchors.AsSpan(1, Math.Max(0, anchors.Length - 2));
        var (first, middle, end, fold) = (Vector512.Create(one.First), Vector512.Create(one.Middle), Vector512.Create(one.End), Vector512.Create(one.Fold));
        var (first2, middle2, end2, fold2) = (Vector512.Create(two.First), Vector512.Create(two.Middle), Vector512.Create(two.End), Vector512.Create(two.Fold));
        var (half, last, half2, last2) = ((nuint)one.Half, (nuint)one.Last, (nuint)two.Half, (nuint)two.Last);
        var (at, most) = ((nuint)from, (nuint)stop);
        for (; at <= most; at += (nuint)Vector512<byte>.Count)
        {
            // Zero where all three bytes agree. One comparison tells it for all needles, and comparing is what this width is slow at.
            var here = Vector512.LoadUnsafe(ref start, at);
            var differ = Vector512.Min(
                ((here | fold) ^ first) | ((Vector512.LoadUnsafe(ref start, at + half) | fold) ^ middle) | ((Vector512.LoadUnsafe(ref start, at + last) | fold) ^ end),
                ((here | fold2) ^ first2) | ((Vector512.LoadUnsafe(ref start, at + half2) | fold2) ^ middle2) | ((Vector512.LoadUnsafe(ref start, at + last2) | fold2) ^ end2));
            foreach (ref readonly var anchor in more)
                differ = Vector512.Min(differ, anchor.At512(ref start, at));
            var found = Vector512.Equals(differ, Vector512<byte>.Zero).ExtractMostSignificantBits();
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
        var (first, middle, end, fold) = (Vector256.Create(one.First), Vector256.Create(one.Middle), Vector256.Create(one.End), Vector256.Create(one.Fold));
        var (first2, middle2, end2, fold2) = (Vector256.Create(two.First), Vector256.Create(two.Middle), Vector256.Create(two.End), Vector256.Create(two.Fold));
        var (half, last, half2, last2) = ((nuint)one.Half, (nuint)one.Last, (nuint)two.Half, (nuint)two.Last);
        var (at, most) = ((nuint)from, (nuint)stop);
        for (; at <= most; at += (nuint)Vector256<byte>.Count)
        {
            var here = Vector256.LoadUnsafe(ref start, at);
            var differ = Vector256.Min(
                ((here | fold) ^ first) | ((Vector256.LoadUnsafe(ref start, at + half) | fold) ^ middle) | ((Vector256.LoadUnsafe(ref start, at + last) | fold) ^ end),
                ((here | fold2) ^ first2) | ((Vector256.LoadUnsafe(ref start, at + half2) | fold2) ^ middle2) | ((Vector256.LoadUnsafe(ref start, at + last2) | fold2) ^ end2));
            foreach (ref readonly var anchor in more)
                differ = Vector256.Min(differ, anchor.At256(ref start, at));
            var found = Vector256.Equals(differ, Vector256<byte>.Zero).ExtractMostSignificantBits();
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
            var candidate = at + BitOperations.TrailingZeroCount(bits);
            if (IsAnyAt(data[candidate..]))
                return candidate;
        }

        return -1;
    }

    private int Slowly(ReadOnlySpan<byte> data, int at)
    {
        for (; at < data.Length; at++)
        {
            if (IsAnyAt(data[at..]))
                return at;
        }

        return -1;
    }

    private bool IsAnyAt(ReadOnlySpan<byte> data)
    {
        foreach (var needle in needles)
        {
            if (needle.IsAt(data))
                return true;
        }

        return false;
    }

    /// <summary>Three bytes of a needle, and where they stand in it.</summary>
    private readonly struct Anchor
    {
        public Anchor(Needle needle)
        {
            Last = needle.Text.Length - 1;
            Half = Last / 2;
            Fold = needle.AnyCase ? CaseBit : (byte)0;
            First = (byte)(needle.Text[0] | Fold);
            Middle = (byte)(needle.Text[Half] | Fold);
            End = (byte)(needle.Text[Last] | Fold);
        }

        public byte First { get; }

        public byte Middle { get; }

        public byte End { get; }

        /// <summary>The bit that makes both cases of a letter one, where case does not matter.</summary>
        public byte Fold { get; }

        public int Half { get; }

        public int Last { get; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<byte> At512(ref byte start, nuint at)
        {
            var fold = Vector512.Create(Fold);
            return ((Vector512.LoadUnsafe(ref start, at) | fold) ^ Vector512.Create(First))
                | ((Vector512.LoadUnsafe(ref start, at + (nuint)Half) | fold) ^ Vector512.Create(Middle))
                | ((Vector512.LoadUnsafe(ref start, at + (nuint)Last) | fold) ^ Vector512.Create(End));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<byte> At256(ref byte start, nuint at)
        {
            var fold = Vector256.Create(Fold);
            return ((Vector256.LoadUnsafe(ref start, at) | fold) ^ Vector256.Create(First))
                | ((Vector256.LoadUnsafe(ref start, at + (nuint)Half) | fold) ^ Vector256.Create(Middle))
                | ((Vector256.LoadUnsafe(ref start, at + (nuint)Last) | fold) ^ Vector256.Create(End));
        }
    }
}
