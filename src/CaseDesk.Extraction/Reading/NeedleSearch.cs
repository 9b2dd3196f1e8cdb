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
        var at = 0;
        var found = Vector512.IsHardwareAccelerated ? Wide(data, ref at) : Narrow(data, ref at);
        return found >= 0 ? found : Slowly(data, at);
    }

    // Two needles are the common case: the subject's literal, and the escape that could hide it. What is compared with stays in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Wide(ReadOnlySpan<byte> data, ref int from)
    {
        ref var start = ref MemoryMarshal.GetReference(data);
        var (one, two, more) = (anchors[0], anchors[^1], anchors.Length - 1);
        var (first, middle, end, fold) = (Vector512.Create(one.First), Vector512.Create(one.Middle), Vector512.Create(one.End), Vector512.Create(one.Fold));
        var (first2, middle2, end2, fold2) = (Vector512.Create(two.First), Vector512.Create(two.Middle), Vector512.Create(two.End), Vector512.Create(two.Fold));
        var (half, last, half2, last2) = ((nuint)one.Half, (nuint)one.Last, (nuint)two.Half, (nuint)two.Last);
        var at = (nuint)from;
        for (var stop = data.Length - Vector512<byte>.Count - reach; (nint)at <= stop; at += (nuint)Vector512<byte>.Count)
        {
            var found = (Vector512.Equals(Vector512.LoadUnsafe(ref start, at) | fold, first)
                    & Vector512.Equals(Vector512.LoadUnsafe(ref start, at + half) | fold, middle)
                    & Vector512.Equals(Vector512.LoadUnsafe(ref start, at + last) | fold, end))
                | (Vector512.Equals(Vector512.LoadUnsafe(ref start, at) | fold2, first2)
                    & Vector512.Equals(Vector512.LoadUnsafe(ref start, at + half2) | fold2, middle2)
                    & Vector512.Equals(Vector512.LoadUnsafe(ref start, at + last2) | fold2, end2));
            for (var n = 1; n < more; n++)
                found |= anchors[n].At512(ref start, at);
            if (found != Vector512<byte>.Zero && FirstOf(data, (int)at, found.ExtractMostSignificantBits()) is var place and >= 0)
                return place;
        }

        from = (int)at;
        return -1;
    }

    // The same for processors with half the width.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Narrow(ReadOnlySpan<byte> data, ref int from)
    {
        ref var start = ref MemoryMarshal.GetReference(data);
        var at = (nuint)from;
        for (var stop = data.Length - Vector256<byte>.Count - reach; (nint)at <= stop; at += (nuint)Vector256<byte>.Count)
        {
            var found = Vector256<byte>.Zero;
            foreach (ref readonly var anchor in anchors.AsSpan())
                found |= anchor.At256(ref start, at);
            if (found != Vector256<byte>.Zero && FirstOf(data, (int)at, found.ExtractMostSignificantBits()) is var place and >= 0)
                return place;
        }

        from = (int)at;
        return -1;
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
            return Vector512.Equals(Vector512.LoadUnsafe(ref start, at) | fold, Vector512.Create(First))
                & Vector512.Equals(Vector512.LoadUnsafe(ref start, at + (nuint)Half) | fold, Vector512.Create(Middle))
                & Vector512.Equals(Vector512.LoadUnsafe(ref start, at + (nuint)Last) | fold, Vector512.Create(End));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<byte> At256(ref byte start, nuint at)
        {
            var fold = Vector256.Create(Fold);
            return Vector256.Equals(Vector256.LoadUnsafe(ref start, at) | fold, Vector256.Create(First))
                & Vector256.Equals(Vector256.LoadUnsafe(ref start, at + (nuint)Half) | fold, Vector256.Create(Middle))
                & Vector256.Equals(Vector256.LoadUnsafe(ref start, at + (nuint)Last) | fold, Vector256.Create(End));
        }
    }
}
