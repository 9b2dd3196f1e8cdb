using System.Globalization;
using System.Text;

namespace CaseDesk.Extraction.Demo;

/// <summary>Invented subscribers. Telephone numbers are from 555-0100 to 555-0199 (NANP, reserved for fiction), domains from RFC 2606.</summary>
internal static class DemoAccounts
{
    public const int Count = 240;

    public const string Letters = "bcdfghjkmnpqrstvwxyz23456789";

    public static readonly string[] GivenNames =
        ["Ada", "Bruno", "Chiara", "Deniz", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kenji", "Lena", "Mateo", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Samuel", "Tereza"];

    private static readonly string[] FamilyNames =
        ["Abel", "Brandt", "Castellano", "Duarte", "Eriksen", "Fontaine", "Grünwald", "Hassan", "Ito", "Jansen", "Kowalski", "Lindqvist", "Moreau", "Novák", "O'Shea", "Petrov", "Quinn", "Rossi", "Sørensen", "Tanaka"];

    public static readonly string[] AreaCodes = ["202", "217", "312", "415", "646", "773"];

    public static readonly string[] Domains = ["example.com", "example.net", "example.org"];

    private static readonly string[] Payments = ["none", "card ending 4242", "card ending 0005", "gift code"];

    /// <summary>Ids in a fixed order; the first ones are well known.</summary>
    public static IReadOnlyList<string> Ids(int seed)
    {
        var chance = new Random(seed);
        var ids = new List<string> { DemoLogs.WellKnownAccount, "b3tq-7wkz-m5rf", "x9dh-p2gs-4vjn" };
        while (ids.Count < Count)
        {
            var id = $"{Four(chance)}-{Four(chance)}-{Four(chance)}";
            if (!ids.Contains(id))
                ids.Add(id);
        }

        return ids;
    }

    public static string Phone(Random chance) =>
        string.Create(CultureInfo.InvariantCulture, $"+1{AreaCodes[chance.Next(AreaCodes.Length)]}55501{chance.Next(100):00}");

    public static string Mail(Random chance)
    {
        var given = GivenNames[chance.Next(GivenNames.Length)].ToLowerInvariant();
        return string.Create(CultureInfo.InvariantCulture, $"{given}.{chance.Next(1000)}@{Domains[chance.Next(Domains.Length)]}");
    }

    public static void Write(Stream output, int seed)
    {
        var chance = new Random(seed + 1);
        using var csv = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        csv.WriteLine("account,name,email,phone,created,payment");
        var ids = Ids(seed);
        for (var i = 0; i < ids.Count; i++)
        {
            var given = GivenNames[chance.Next(GivenNames.Length)];
            var family = FamilyNames[chance.Next(FamilyNames.Length)];
            var created = new DateOnly(2019, 1, 1).AddDays(chance.Next(2000)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            // Family name first, so that the file has quoted fields.
            csv.WriteLine($"{ids[i]},\"{family}, {given}\",{Mail(chance)},{Phone(chance)},{created},{Payments[chance.Next(Payments.Length)]}");
        }
    }

    private static string Four(Random chance) => new(chance.GetItems<char>(Letters, 4));
}
