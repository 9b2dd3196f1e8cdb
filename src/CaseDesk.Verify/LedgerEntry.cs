using System.Text.Json;
using CaseDesk.Ledger;

namespace CaseDesk.Verify;

/// <summary>An entry of the ledger as its bytes stand there, read without trust.</summary>
internal sealed record LedgerEntry(byte[] Bytes, JsonElement Json)
{
    private static readonly string[] Commitments = ["files", "personal"];

    /// <summary>What was done, such as <c>disclosure.prepare</c>.</summary>
    public string? Action => Json.Text("action");

    /// <summary>The number of the legal request that it is about, or null if it is about something else.</summary>
    public string? Request => Json.Member("object") is { } about && string.Equals(about.Text("kind"), "request", StringComparison.Ordinal) ? about.Text("id") : null;

    public static LedgerEntry? Parse(byte[] bytes) => StrictJson.Object(bytes) is { } json ? new LedgerEntry(bytes, json) : null;

    public string? Fact(string name) => Json.Member("facts")?.Text(name);

    /// <summary>Whether it tells that this was done, and not that it was refused.</summary>
    public bool TellsOf(string action, string where, FindingList findings)
    {
        if (!string.Equals(Action, action, StringComparison.Ordinal))
            return findings.Add("entry.action", where, $"The ledger's entry is about \"{Action}\", not about \"{action}\".");
        return Json.Text("outcome") is null or "ok"
            || findings.Add("entry.refused", where, $"The ledger's entry says that \"{action}\" was not done: its outcome is \"{Json.Text("outcome")}\".");
    }

    /// <summary>Whether the entry commits to this value: for a file its SHA-256, else a person's data.</summary>
    public bool CommitsTo(Opening opening)
    {
        var commitment = Convert.ToBase64String(Commitment.Commit(opening.Salt, opening.Field, opening.Value));
        return Commitments.SelectMany(name => Json.List(name) ?? []).Any(item =>
            string.Equals(item.Text("field"), opening.Field, StringComparison.Ordinal)
            && string.Equals(item.Text("commitment"), commitment, StringComparison.Ordinal));
    }
}
