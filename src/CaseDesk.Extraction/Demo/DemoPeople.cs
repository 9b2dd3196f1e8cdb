using System.Globalization;

namespace CaseDesk.Extraction;

/// <summary>Invented subscribers. Numbers are of the range 555-01xx that is kept free for fiction, addresses of RFC 2606 domains.</summary>
internal static class DemoPeople
{
    private const string Letters = "abcdefghjkmnpqrstvwxyz23456789";
    private static readonly string[] _first = ["Ada", "Ben", "Carla", "Deniz", "Elena", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Leo", "Mina", "Nils", "Olga", "Piotr", "Rosa", "Samir", "Tessa", "Viktor"];
    private static readonly string[] _last = ["Abbott", "Brandt", "Castellan", "Dorn", "Eklund", "Farrow", "Gallo", "Hadley", "Ivers", "Juhl", "Keller", "Lindqvist"];

    // What an attacker would put into a handle to reach whoever opens the data in a spreadsheet or a browser.
    private static readonly string[] _hostile = ["=cmd|' /C calc'!A0", "@SUM(1+9)*cmd", "-2+3+cmd", "\"><script>alert(1)</script>", "line\r\nbreak,\"quoted\"", "\u202Emoc.live@nhoj"];

    public static IReadOnlyList<string> Accounts { get; } = [DemoLogs.KnownAccount, "p4qd-77rn-m2ws", "z9hc-31kt-b6ye", .. Generated(237)];

    public static string NameOf(int n) => $"{_first[n % _first.Length]} {_last[n / _first.Length % _last.Length]}";

    public static string PhoneOf(int n) => string.Create(CultureInfo.InvariantCulture, $"+1{200 + n}55501{n % 100:00}");

    /// <summary>A few accounts have most of the rows.</summary>
    public static string AccountFor(DemoChance chance) => Accounts[chance.Below(4) == 0 ? chance.Below(3) : chance.Below(Accounts.Count)];

    public static string HandleFor(DemoChance chance) => chance.Below(40) switch
    {
        0 => _hostile[chance.Below(_hostile.Length)],
        < 14 => $"{NameOf(chance.Below(240)).ToLowerInvariant().Replace(' ', '.')}@mail.example",
        _ => PhoneOf(chance.Below(240)),
    };

    private static IEnumerable<string> Generated(int count)
    {
        var chance = DemoChance.Of(20150517, 1);
        for (var n = 0; n < count; n++)
            yield return string.Join('-', Enumerable.Range(0, 3).Select(_ => new string([.. Enumerable.Range(0, 4).Select(_ => Letters[chance.Below(Letters.Length)])])));
    }
}
