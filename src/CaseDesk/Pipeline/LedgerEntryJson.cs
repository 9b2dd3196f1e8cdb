using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CaseDesk.Ledger;

namespace CaseDesk.Pipeline;

/// <summary>Writes one entry as canonical JSON (docs/ledger.md), with fresh salts.</summary>
internal static class LedgerEntryJson
{
    /// <summary>More than this enters as one salted root over a list kept beside (facts of the format: 65,535 is the hard limit of a bundle).</summary>
    public const int MaxBytes = 16 * 1024;

    public sealed record Sealed(byte[] Leaf, IReadOnlyList<(string Field, byte[] Salt, string Value)> Openings, IReadOnlyList<(RowChange Row, byte[] Salt)> Rows);

    /// <summary>As every entry writes its time, so that times compare as text.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static Sealed Write(LedgerLine line, long seq, DateTimeOffset at, IReadOnlyList<RowChange> rows)
    {
        List<(string Field, byte[] Salt, string Value)> openings = [];

        JsonObject Commit(string field, string value)
        {
            var salt = RandomNumberGenerator.GetBytes(32);
            openings.Add((field, salt, value));
            return new JsonObject { ["commitment"] = Convert.ToBase64String(Commitment.Commit(salt, field, value)), ["field"] = field };
        }

        byte[] CommitToList(string list)
        {
            var salt = RandomNumberGenerator.GetBytes(Commitment.SaltSize);
            openings.Add((EntryState.Field, salt, list));
            return Commitment.Commit(salt, EntryState.Field, list);
        }

        var actor = new JsonObject
        {
            ["id"] = line.Actor.LedgerId,
            ["roles"] = new JsonArray([.. line.Actor.Roles.Order(StringComparer.Ordinal).Select(role => JsonValue.Create(role))]),
        };
        if (line.Actor.Session is { } session) actor["session"] = "ses_" + session.ToString("n");

        var entry = new JsonObject
        {
            ["action"] = line.Action,
            ["actor"] = actor,
            ["cause"] = line.Actor.Cause,
            ["outcome"] = line.Outcome,
            ["salt"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)),
            ["seq"] = seq,
            ["time"] = Time(at),
            ["v"] = 1,
        };
        if (line.Code is { } code) entry["code"] = code;
        if (line.Object is { } about)
        {
            entry["object"] = new JsonObject { ["id"] = about.Id, ["kind"] = about.Kind };
            if (about.Version is { } version) entry["object"]!["version"] = version;
        }

        var facts = new JsonObject();
        foreach (var (name, value) in line.Facts) facts[name] = value;
        if (facts.Count > 0) entry["facts"] = facts;

        if (line.Commitments.Count > 0)
            entry["personal"] = new JsonArray([.. line.Commitments.Select((p, i) => Commit(line.Commitments.Take(i).Any(q => q.Field == p.Field) ? $"{p.Field}.{i}" : p.Field, p.Value))]);
        if (line.FileCommitments.Count > 0)
        {
            entry["files"] = new JsonArray([.. line.FileCommitments.Select((file, i) =>
            {
                var commitment = Commit($"file.{i}", file.Sha256);
                commitment["size"] = file.Size;
                return commitment;
            })]);
        }

        List<(RowChange Row, byte[] Salt)> states = [.. rows.Select(row => (row, row.Row is null ? [] : RandomNumberGenerator.GetBytes(Commitment.SaltSize)))];
        if (states.Count > 0)
            entry["state"] = EntryState.Write([.. states.Select(s => new RowCommitment(s.Row.Table, s.Row.Key, s.Row.Row is { } row ? RowCommitment.Commit(s.Salt, s.Row.Table, s.Row.Key, row) : null))], CommitToList);

        var leaf = CanonicalJson.Serialize(entry);
        if (leaf.Length > MaxBytes) throw new InvalidOperationException($"The entry of {line.Action} has {leaf.Length} bytes; {MaxBytes} is the limit.");
        return new Sealed(leaf, openings, states);
    }
}
