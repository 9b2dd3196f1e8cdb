using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CaseDesk.Features.Extractions;
using CaseDesk.Model.People;
using CaseDesk.Model.Requests;
using CaseDesk.Policy;

namespace CaseDesk.Features.Disclosures;

/// <summary>Reports that nobody gets: templates are tried on them, and the operator can look at one.</summary>
internal static class ReportSamples
{
    private const string Log = "access-log";
    private const string Accounts = "accounts";
    private const string Caveat = "These logs record look-ups. They do not prove that any communication took place.";

    private static readonly DateTimeOffset At = new(2026, 3, 1, 9, 30, 15, TimeSpan.Zero);
    private static readonly DateTimeOffset From = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2026, 2, 20, 0, 0, 0, TimeSpan.Zero);
    private static readonly string Hash = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));

    /// <summary>With everything, and with nothing.</summary>
    public static IReadOnlyList<ReportFacts> All => [Full, Empty];

    public static ReportFacts Full => Of(
        nonDisclosure: true,
        [Item(1, "Access records of the address.", [Log + ".ip", Log + ".time"]), Item(2, "Subscriber records.", [Accounts + ".name"]), Item(3, "Everything else.", [Log + ".referrer"])],
        [
            Answer(1, Log, "ip", "available"), Answer(1, Log, "time", "available"), Answer(1, Log, "path", "instrument-insufficient"), Answer(1, Log, "user_agent", "available", "order.field.not-wanted"),
            Answer(2, Accounts, "name", "available"), Answer(3, Log, "referrer", "never-disclosed"), Answer(3, Log, "time", "expired"), Answer(3, Log, "ip", "never-collected"),
        ],
        [new(1, "approve", "As asked."), new(2, "narrow", "Name only."), new(3, "refuse", "Nothing of it may leave.")],
        new ExtractionPlan("CD-2026-000001", "sample-1", Hash, [Read(1, Log, ["ip", "time"]), Read(2, Accounts, ["name"])]),
        [(1, Log, ["ip", "time"], Enumerable.Range(0, 40).Select(i => new[] { "192.0.2.7", At.AddMinutes(i).UtcDateTime.ToString("O", CultureInfo.InvariantCulture) })), (2, Accounts, ["name"], [])],
        rejected: 2) with
    {
        Supersedes = new SupersededReport(1, Hash, At.AddDays(-9), At.AddDays(-2), "An item was searched under a wrong address.", new DisclosureDifference(
            [new ItemChange(1, "refuse", "approve", 0, 40, [Log + ".ip"], [], true, true), new ItemChange(2, "narrow", "narrow", 0, 0, [], [], false, false), new ItemChange(3, null, "refuse", 0, 0, [], [Log + ".time"], false, false)],
            "sample-0", "sample-1", DataDiffers: true)),
    };

    public static ReportFacts Empty => Of(
        nonDisclosure: false, [Item(1, "Records", [Log + ".ip"])], [Answer(1, Log, "ip", "never-disclosed")], [new(1, "refuse", "None may leave.")], plan: null, [], rejected: 0);

    private static ReportFacts Of(
        bool nonDisclosure, IReadOnlyList<ItemRegistration> items, IReadOnlyList<(int Item, JsonObject Answer)> answers, IReadOnlyList<ItemVerdictRecord> verdicts, ExtractionPlan? plan,
        IReadOnlyList<(int Item, string Source, string[] Fields, IEnumerable<string[]> Rows)> sections, int rejected)
    {
        var request = LegalRequest.Register(
            new Registration("us-2703d-order", "court", "US", "R-1", new DateOnly(2026, 2, 27), At, null, At.AddDays(14), nonDisclosure, nonDisclosure ? new DateOnly(2026, 12, 31) : null, items),
            Agency.Register("Agency", Guid.Empty, At), Guid.Empty, At);
        request.GiveNumber("CD-2026-000001");
        var scope = new JsonObject
        {
            ["items"] = new JsonArray([.. Enumerable.Range(1, items.Count).Select(item => new JsonObject { ["item"] = item, ["answers"] = new JsonArray([.. answers.Where(a => a.Item == item).Select(a => a.Answer)]) })]),
        };
        var data = DataRows.Of(Encoding.UTF8.GetBytes(DataOf(sections).ToJsonString()));
        return new ReportFacts
        {
            Request = request,
            Approval = new Approval(request.Id, Hash, scope.ToJsonString(), "{}", "sample-1", verdicts, plan is null ? "" : PlanJson.ToJson(plan).ToJsonString(), plan is null ? "" : Hash, [], Guid.Empty, At),
            Policy = null,
            ManifestHash = Hash,
            Manifest = new ManifestView(
                "Of text files every byte is read, and only the planned fields of matching records are made into values.",
                sections.Count == 0 ? [] : [new FileRead(Log, "access/2026-02-01.log", 1000, 10, rejected, Hash, "none")], Absent: rejected,
                [.. Enumerable.Range(1, rejected).Select(line => new LineRejected(Log, "access/2026-02-01.log", line, "format"))], rejected, rejected, [], data.Sections.Sum(s => s.RowCount),
                [new OutputFile("data.csv", 100, Hash), new OutputFile("data.json", 100, Hash)]),
            Data = data,
            Supersedes = null,
            Printed = Volumes.Of(data.Sections, long.MaxValue)[0],
            Custody = [.. ChainOfCustody.Acts.Select((act, i) => new CustodyLink(i == 0 ? 1 : null, i, "2026-03-01T09:30:15Z", act, "A Person", i))],
            Checkpoint = "provider.example/casedesk\n42\nc2FtcGxl\n\n— provider.example/casedesk c2FtcGxl\n",
            Entry = 41,
            IsSample = true,
            Thumbprint = Hash,
            MadeBy = "A Custodian",
            ApprovedBy = "A Reviewer",
            Provider = "Provider",
            At = At,
        };
    }

    private static JsonObject DataOf(IReadOnlyList<(int Item, string Source, string[] Fields, IEnumerable<string[]> Rows)> sections) => new()
    {
        ["request"] = "CD-2026-000001",
        ["items"] = new JsonArray([.. sections.Select(section => new JsonObject
        {
            ["item"] = section.Item,
            ["sources"] = new JsonArray(new JsonObject
            {
                ["source"] = section.Source,
                ["caveat"] = Caveat,
                ["fields"] = new JsonArray([.. section.Fields.Select(field => JsonValue.Create(field))]),
                ["rows"] = new JsonArray([.. section.Rows.Select((values, i) => new JsonObject
                {
                    ["line"] = new JsonObject { ["file"] = "access/2026-02-01.log", ["number"] = i + 1 },
                    ["values"] = new JsonObject([.. section.Fields.Zip(values, (field, value) => KeyValuePair.Create(field, (JsonNode?)JsonValue.Create(value)))]),
                })]),
            }),
        })]),
    };

    private static ItemRegistration Item(int number, string text, string[] wants) => new(text, wants, [new SubjectIdentifier("ip", $"192.0.2.{number}", 443)], From, To);

    private static (int, JsonObject) Answer(int item, string source, string field, string outcome, string rule = "a.rule") => (item, new JsonObject
    {
        ["source"] = source,
        ["field"] = field,
        ["from"] = "2026-02-01T00:00:00Z",
        ["to"] = "2026-02-20T00:00:00Z",
        ["outcome"] = outcome,
        ["rule"] = rule,
        ["citation"] = "A citation",
        ["explanation"] = "A sentence.",
    });

    private static PlannedRead Read(int item, string source, string[] fields) => new(
        item, new PlannedSource(source, SourceFormat.Jsonl, SourceCompression.None, "log", "time", TimeFormat.Rfc3339, Caveat), [new PlannedSubject("ip", "192.0.2.1", "ip")],
        [new PlannedWindow(From, To, [.. fields.Select(field => new PlannedField(field, field))])]);
}
