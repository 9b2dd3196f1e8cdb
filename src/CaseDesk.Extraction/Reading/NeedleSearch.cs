using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CaseDesk.Extraction.Reading;

/// <summary>Bytes to look for; with <paramref name="AnyCase"/> ASCII letters match in either case.</summary>
internal readonly record struct Needle(byte[] Text, bool AnyCase)
{
    public bool IsAt(ReadOnlySpan<byte> data) =>
        data.Length >= Text.Length && (AnyCase ? System.Text.Ascii.EqualsIgnoreCase(data[..Text.Length], Text) : data.StartsWith(Text));
}

/// <summary>
/// Finds the first of several byte sequences in one pass, 32 positions at a time: two bytes of each needle are compared at all of them at once, and only where
/// both agree the whole is. One pass for all needles is what keeps a look-up near the speed of reading.
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
        reach = anchors.Length == 0 ? 0 : anchors.Max(a => a.Second);
    }

    public IReadOnlyList<Needle> Needles => needles;

    /// <summary>Where any needle begins first; -1 where none does.</summary>
    public int IndexOf(ReadOnlySpan<byte> data)
    {
        var last = data.Length - Vector256<byte>.Count - reach;
        var at = 0;
        if (anchors.Length == 0 || last < 0)
            return Slowly(data, 0);

        ref var start = ref MemoryMarshal.GetReference(data);
        // Two needles are the common case: the subject's literal, and the escape that could hide it.
        var (one, two) = (anchors[0], anchors[^1]);
        for (; at <= last; at += Vector256<byte>.Count)
        {
            var found = one.Where(ref start, at) | two.Where(ref start, at);
            for (var n = 1; n < anchors.Length - 1; n++)
                found |= anchors[n].Where(ref start, at);
            if (found == Vector256<byte>.Zero)
                continue;
            for (var bits = found.ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
            {
                var candidate = at + BitOperations.TrailingZeroCount(bits);
                if (IsAnyAt(data[candidate..]))
                    return candidate;
            }
        }

        return Slowly(data, at);
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

    private readonly struct Anchor
    {
        private readonly Vector256<byte> first;
        private readonly Vector256<byte> second;
        private readonly Vector256<byte> fold;

        public Anchor(Needle needle)
        {
            Second = needle.Text.Length - 1;
            var bit = needle.AnyCase ? CaseBit : (byte)0;
            fold = Vector256.Create(bit);
            first = Vector256.Create((byte)(needle.Text[0] | bit));
            second = Vector256.Create((byte)(needle.Text[Second] | bit));
        }

        public int Second { get; }

        public Vector256<byte> Where(ref byte start, int at) =>
            Vector256.Equals(Vector256.LoadUnsafe(ref start, (nuint)at) | fold, first) & Vector256.Equals(Vector256.LoadUnsafe(ref start, (nuint)(at + Second)) | fold, second);
    }
}
