using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseDesk.Model.People;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CaseDesk.Features.Ledger;

[Authorize(Roles = Role.Auditor)]
internal sealed class EntryModel(IMediator desk) : DeskPage
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public LedgerProofView Seen { get; private set; } = null!;

    public JsonNode Entry { get; private set; } = null!;

    public string Pretty => Entry.ToJsonString(Readable);

    /// <summary>The path as a shell walks it, with tools that every system has.</summary>
    public string Commands
    {
        get
        {
            var lines = new StringBuilder("h() { openssl dgst -sha256 -binary | base64; }; b() { echo \"$1\" | base64 -d; }\n");
            lines.Append(System.Globalization.CultureInfo.InvariantCulture, $"x=$( (printf '\\0'; cat entry-{Seen.Index}.json) | h); echo $x\n");
            foreach (var step in Seen.Steps)
            {
                var neighbour = Convert.ToBase64String(step.Sibling);
                lines.Append(step.IsLeft ? $"x=$( (printf '\\1'; b {neighbour}; b $x) | h); echo $x\n" : $"x=$( (printf '\\1'; b $x; b {neighbour}) | h); echo $x\n");
            }
            return lines.ToString();
        }
    }

    /// <summary>A name of the entry, empty where it has none.</summary>
    public string Text(string name) => Entry[name]?.ToString() ?? "";

    /// <summary>Number of the request it is about; null where it is about something else.</summary>
    public string? AboutRequest => Entry["object"]?["kind"]?.ToString() == "request" ? Entry["object"]?["id"]?.ToString() : null;

    public async Task<IActionResult> OnGetAsync(long index, string? part, CancellationToken cancel)
    {
        if (part is not (null or "receipt" or "entry")) return NotFound();

        Seen = await desk.Send(new LedgerEntryProof(index), cancel);
        Entry = JsonNode.Parse(Seen.Entry)!;
        return part switch
        {
            "receipt" => File(Encoding.UTF8.GetBytes(Seen.Receipt), "text/plain; charset=utf-8", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"entry-{index}.tlog-proof")),
            "entry" => File(Encoding.UTF8.GetBytes(Seen.Entry), "application/json", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"entry-{index}.json")),
            _ => Page(),
        };
    }
}
