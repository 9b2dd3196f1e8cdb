using System.Text;

namespace CaseDesk.Extraction.Generating;

/// <summary>
/// Accounts by rank, the first the most frequent. Zipf's law in steps: the ranks from 2^k to 2^(k+1) are alike, and together
/// weigh as the law says of the first of them. That takes no table as long as the accounts, and no logarithm a row.
/// </summary>
internal sealed class AccountRanks
{
    public const int IdLength = 14;

    private const string Letters = Demo.DemoAccounts.Letters;

    private readonly uint[] ends;
    private readonly int count;
    private readonly ulong stride;

    public AccountRanks(int count, double skew, long seed)
    {
        this.count = count;
        var octaves = 32 - int.LeadingZeroCount(count);
        var weights = new double[octaves];
        for (var k = 0; k < octaves; k++)
            weights[k] = Width(k) * Math.Pow(2, -k * skew);
        var (all, sum) = (weights.Sum(), 0.0);
        ends = new uint[octaves];
        for (var k = 0; k < octaves; k++)
            ends[k] = (uint)Math.Min(uint.MaxValue, (sum += weights[k]) / all * uint.MaxValue);
        ends[^1] = uint.MaxValue;

        // Any stride without a factor of the number of ids reaches each id once: no two ranks share one.
        stride = Chance.Mix((ulong)seed) % Ids | 1;
        while (stride % 7 == 0)
            stride += 2;
    }

    // 28 letters, twelve of them.
    private static readonly ulong Ids = Power(Letters.Length, 12);

    private static readonly ulong WellKnown = Value(DemoLogs.WellKnownAccount);

    public int Next(ref Chance chance)
    {
        var draw = chance.NextHalf();
        var k = 0;
        while (draw > ends[k])
            k++;
        return (1 << k) - 1 + chance.Below(Width(k));
    }

    /// <summary>The id of a rank: rank 0 is the account that the demonstration asks about.</summary>
    public void WriteId(int rank, Span<byte> id)
    {
        var value = (ulong)(((UInt128)stride * (uint)rank + WellKnown) % Ids);
        for (var at = IdLength - 1; at >= 0; at--)
        {
            if (at is 4 or 9)
            {
                id[at] = (byte)'-';
                continue;
            }

            (value, var letter) = Math.DivRem(value, (ulong)Letters.Length);
            id[at] = (byte)Letters[(int)letter];
        }
    }

    public string Id(int rank)
    {
        Span<byte> id = stackalloc byte[IdLength];
        WriteId(rank, id);
        return Encoding.ASCII.GetString(id);
    }

    private int Width(int octave) => Math.Min(1 << octave, count - ((1 << octave) - 1));

    private static ulong Value(string id) =>
        id.Where(letter => letter != '-').Aggregate(0UL, (value, letter) => value * (ulong)Letters.Length + (ulong)Letters.IndexOf(letter, StringComparison.Ordinal));

    private static ulong Power(int of, int exponent)
    {
        var power = 1UL;
        for (var i = 0; i < exponent; i++)
            power *= (ulong)of;
        return power;
    }
}
