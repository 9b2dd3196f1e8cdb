namespace CaseDesk.Extraction;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every runtime, which System.Random does not promise.</summary>
internal sealed class DemoChance
{
    private ulong _state;

    private DemoChance(ulong state) => _state = state;

    public static DemoChance Of(int seed, int part) => new(((ulong)(uint)seed << 32) | (uint)part);

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <returns>0 to <paramref name="bound"/> − 1. The bias is nothing for a demo.</returns>
    public int Below(int bound) => (int)(Next() % (ulong)bound);
}
