using System.Globalization;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CaseDesk.Extraction.Demo;

/// <summary>A day of the invented capability query log: who asked whether which handle can be reached.</summary>
internal sealed class DemoLookups(int seed, IReadOnlyList<(string Ip, string UserAgent)> pool)
{
    // A few accounts ask often, as people do.
    private const int WellKnownAccounts = 3;

    // What strangers type into a field that ends up in a spreadsheet.
    private static readonly string[] HostileHandles =
    [
        "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "+1-202-555-0100;=1+1", "-2+3", "\t=1+1",
        "a,b\"c\"", "line one\nline two", "'; DROP TABLE lookups; --", "<script>alert(1)</script>", "",
    ];

    private static readonly string[] Apps = ["courier-android/8.1", "courier-ios/8.0", "courier-desktop/3.4"];

    private static readonly int[] ResponseCodes = [200, 200, 200, 200, 204, 404, 404, 429];

    private static readonly string[] Places = ["US-IL", "US-CA", "US-NY", "DE-BE", "FR-IDF"];

    private readonly IReadOnlyList<string> accounts = DemoAccounts.Ids(seed);

    public void Write(Stream output, DateOnly day, int rows)
    {
        // One day, one sequence: more days or another end leave it as it is.
        var chance = new Random(unchecked(seed * 397 ^ day.DayNumber));
        using var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);
        using var plain = new Utf8JsonWriter(gzip, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        // An older release of the service wrote "+" as \u002B; both spellings are in the log.
        using var escaped = new Utf8JsonWriter(gzip);
        var step = TimeSpan.TicksPerDay / Math.Max(1, rows);
        for (var row = 0; row < rows; row++)
        {
            var json = row % 10 == 9 ? escaped : plain;
            json.Reset(gzip);
            var at = new DateTime(day, TimeOnly.MinValue, DateTimeKind.Utc).AddTicks(step * row + chance.NextInt64(Math.Max(1, step)));
            WriteRow(json, chance, at);
            json.Flush();
            gzip.WriteByte((byte)'\n');
        }
    }

    private void WriteRow(Utf8JsonWriter json, Random chance, DateTime at)
    {
        var account = accounts[chance.Next(8) == 0 ? chance.Next(WellKnownAccounts) : chance.Next(accounts.Count)];
        var (ip, userAgent) = pool[chance.Next(pool.Count)];
        json.WriteStartObject();
        json.WriteString("time", at.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        json.WriteString("account", account);
        json.WriteString("ip", ip);
        json.WriteNumber("port", chance.Next(1024, 65536));
        json.WriteString("queried_handle", Handle(chance));
        json.WriteString("user_agent", userAgent);
        json.WriteString("app", Apps[chance.Next(Apps.Length)]);
        json.WriteNumber("response_code", ResponseCodes[chance.Next(ResponseCodes.Length)]);
        json.WriteString("push_token", Hex(chance, 32));
        if (chance.Next(4) == 0)
            json.WriteNull("geo");
        else
            json.WriteString("geo", Places[chance.Next(Places.Length)]);
        json.WriteString("contact_hash", Hex(chance, 16));
        json.WriteEndObject();
    }

    private static string Handle(Random chance) => chance.Next(24) switch
    {
        0 => HostileHandles[chance.Next(HostileHandles.Length)],
        < 15 => DemoAccounts.Phone(chance),
        _ => DemoAccounts.Mail(chance),
    };

    private static string Hex(Random chance, int bytes)
    {
        var token = new byte[bytes];
        chance.NextBytes(token);
        return Convert.ToHexStringLower(token);
    }
}
