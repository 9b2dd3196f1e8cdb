namespace CaseDesk.Extraction.Generating;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014). Our own, so that no runtime's choice of generator changes a byte.</summary>
internal struct Chance(ulong state)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>A sequence for one row of one day: what one row draws never moves another.</summary>
    public static Chance Of(long seed, DateOnly day, long row) =>
        new(Mix(Mix(Mix((ulong)seed + Golden) + (ulong)day.DayNumber) + (ulong)row));

    public ulong Next() => Mix(state += Golden);

    public uint NextHalf() => (uint)(Next() >> 32);

    /// <summary>From 0 to less than <paramref name="limit"/> (multiply-shift; the bias is below one in 2^32).</summary>
    public int Below(int limit) => (int)((ulong)NextHalf() * (uint)limit >> 32);

    public long Below(long limit) => (long)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>True for a share of all draws.</summary>
    public bool Is(double share) => NextHalf() < share * 4294967296.0;
}
