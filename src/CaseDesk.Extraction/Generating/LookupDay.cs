using System.Text;
using CaseDesk.Extraction.Demo;

namespace CaseDesk.Extraction.Generating;

/// <summary>Makes the rows of one day, each from seed, day and its number.</summary>
internal sealed class LookupDay
{
    private const int ClientsOfAnAccount = 3;

    private static readonly byte[][] GivenNames = [.. DemoAccounts.GivenNames.Select(name => Encoding.UTF8.GetBytes(name.ToLowerInvariant()))];
    private static readonly byte[][] AreaCodes = [.. DemoAccounts.AreaCodes.Select(Encoding.UTF8.GetBytes)];
    private static readonly byte[][] Domains = [.. DemoAccounts.Domains.Select(Encoding.UTF8.GetBytes)];
    private static readonly ArraySegment<byte>[] Apps = ["courier-android/8.1"u8.ToArray(), "courier-ios/8.0"u8.ToArray(), "courier-desktop/3.4"u8.ToArray()];
    private static readonly ArraySegment<byte>[] Places = ["US-IL"u8.ToArray(), "US-CA"u8.ToArray(), "US-NY"u8.ToArray(), "DE-BE"u8.ToArray(), "FR-IDF"u8.ToArray()];
    private static readonly int[] ResponseCodes = [200, 200, 200, 200, 204, 404, 404, 429];

    private readonly LogRecipe recipe;
    private readonly AccountRanks ranks;
    private readonly ClientPool pool;
    private readonly DateOnly day;
    private readonly long rows;
    private readonly long step;
    private readonly Lookup lookup = new();

    public LookupDay(LogRecipe recipe, AccountRanks ranks, ClientPool pool, DateOnly day)
    {
        (this.recipe, this.ranks, this.pool, this.day) = (recipe, ranks, pool, day);
        rows = recipe.RowsOn(day);
        step = TimeSpan.TicksPerDay / Math.Max(1, rows);
    }

    public long Rows => rows;

    /// <summary>The row with this number, in order of time. The next call makes another of it.</summary>
    public Lookup Make(long row)
    {
        var chance = Chance.Of(recipe.Seed, day, row);
        var it = lookup;
        it.Ticks = (step * row) + chance.Below(step);
        it.Rank = ranks.Next(ref chance);
        ranks.WriteId(it.Rank, it.Account);
        // A person has few devices and connections.
        it.Client = (int)(Chance.Mix(((ulong)it.Rank * ClientsOfAnAccount) + (ulong)chance.Below(ClientsOfAnAccount)) % (ulong)pool.Count);
        it.Ip = pool.Ip(it.Client);
        it.UserAgent = pool.UserAgent(it.Client);
        it.Port = 1024 + chance.Below(65536 - 1024);
        it.Handle = chance.Below(8) < 5 ? Phone(ref chance) : Mail(ref chance);
        it.App = Apps[chance.Below(Apps.Length)];
        it.ResponseCode = ResponseCodes[chance.Below(ResponseCodes.Length)];
        it.Bytes = it.ResponseCode == 204 ? 0 : 120 + chance.Below(200);
        Hex(ref chance, it.PushToken);
        it.Geo = chance.Below(4) == 0 ? default : Places[chance.Below(Places.Length)];
        Hex(ref chance, it.ContactHash);
        // Drawn last: another share changes no other value.
        it.IsSpelledOut = false;
        if (chance.Is(recipe.Hostile))
            MakeHostile(it, ref chance);
        it.Damage = chance.Is(recipe.Damaged) ? Damage.Truncated + chance.Below(4) : Damage.None;
        return it;
    }

    private static void MakeHostile(Lookup it, ref Chance chance)
    {
        switch (chance.Below(8))
        {
            case 0: it.UserAgent = HostileContent.UserAgents[chance.Below(HostileContent.UserAgents.Length)]; break;
            case 1: it.App = HostileContent.Apps[chance.Below(HostileContent.Apps.Length)]; break;
            case 2 or 3: it.IsSpelledOut = true; break;
            default:
                it.Handle = HostileContent.Handles[chance.Below(HostileContent.Handles.Length)];
                it.IsSpelledOut = chance.Below(4) == 0;
                break;
        }
    }

    private ArraySegment<byte> Phone(ref Chance chance)
    {
        var at = Put(0, "+1"u8);
        at = Put(at, AreaCodes[chance.Below(AreaCodes.Length)]);
        at = Put(at, "55501"u8);
        var number = chance.Below(100);
        lookup.HandleText[at++] = (byte)('0' + (number / 10));
        lookup.HandleText[at++] = (byte)('0' + (number % 10));
        return new ArraySegment<byte>(lookup.HandleText, 0, at);
    }

    private ArraySegment<byte> Mail(ref Chance chance)
    {
        var at = Put(0, GivenNames[chance.Below(GivenNames.Length)]);
        lookup.HandleText[at++] = (byte)'.';
        chance.Below(1000).TryFormat(lookup.HandleText.AsSpan(at), out var digits, default, System.Globalization.CultureInfo.InvariantCulture);
        at += digits;
        lookup.HandleText[at++] = (byte)'@';
        at = Put(at, Domains[chance.Below(Domains.Length)]);
        return new ArraySegment<byte>(lookup.HandleText, 0, at);
    }

    private int Put(int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(lookup.HandleText.AsSpan(at));
        return at + text.Length;
    }

    private static void Hex(ref Chance chance, Span<byte> text)
    {
        Span<byte> bytes = stackalloc byte[Lookup.TokenLength / 2];
        bytes = bytes[..(text.Length / 2)];
        for (var at = 0; at < bytes.Length; at += sizeof(ulong))
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes[at..], chance.Next());
        Convert.TryToHexStringLower(bytes, text, out _);
    }
}
