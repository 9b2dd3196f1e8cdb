using CaseDesk.Ledger;

namespace CaseDesk.Tests.Judging;

/// <summary>What is done to an export or a receipt; with the word in which each judge says what is wrong, and the question that it is asked.</summary>
internal static class Attacks
{
    public static readonly IReadOnlyDictionary<string, (string Verdict, Func<Forgery, string[]> Make)> All = new Dictionary<string, (string, Func<Forgery, string[]>)>
    {
        // Without the log's key.
        ["an entry is edited in its bundle"] = ("tree", Ledger(f => Forgery.FlipABit(f.At("tile/entries/000"), 20))),
        ["an entry is edited, and its tiles"] = ("tree", Ledger(f => f.WriteAnew(Edited(f.Entries, 5)))),
        ["an entry is deleted"] = ("file", Ledger(f => f.WriteAnew(Without(f.Entries, 5)))),
        ["an entry is deleted, and counted out"] = ("checkpoint", Ledger(f =>
        {
            f.WriteAnew(Without(f.Entries, 5));
            f.Say("checkpoint", note => note.Replace($"\n{f.Entries.Count}\n", $"\n{f.Entries.Count - 1}\n", StringComparison.Ordinal));
        })),
        ["two entries change places"] = ("tree", Ledger(f => f.WriteAnew(Swapped(f.Entries, 5)))),
        ["an entry is inserted"] = ("file", Ledger(f => f.WriteAnew([.. f.Entries[..5], Forgery.Harmless(5), .. f.Entries[5..]]))),
        ["an entry is inserted, and the last left out"] = ("tree", Ledger(f => f.WriteAnew([.. f.Entries[..5], Forgery.Harmless(5), .. f.Entries[5..^1]]))),
        ["the last entries are left out"] = ("file", Ledger(f => f.WriteAnew(f.Entries[..^9]))),
        ["a hash in a full tile is altered"] = ("tree", Ledger(f => Forgery.FlipABit(f.At("tile/0/000"), 40))),
        ["a hash in the last tile is altered"] = ("tree", Ledger(f => Forgery.FlipABit(f.Last("0"), 40))),
        ["a hash in an upper tile is altered"] = ("tree", Ledger(f => Forgery.FlipABit(f.Last("1"), 4))),
        ["a tile is missing"] = ("file", Ledger(f => File.Delete(f.At("tile/0/000")))),
        ["a bundle is missing"] = ("file", Ledger(f => File.Delete(f.Last("entries")))),
        ["a bundle is cut short"] = ("file", Ledger(f => File.WriteAllBytes(f.Last("entries"), File.ReadAllBytes(f.Last("entries"))[..^1]))),
        ["a bundle goes on"] = ("file", Ledger(f => File.AppendAllText(f.Last("entries"), "\0\0"))),
        ["the root is altered"] = ("checkpoint", Ledger(f => f.Say("checkpoint", note => Altered(note, line: 2, at: 7)))),
        ["the signature is altered"] = ("checkpoint", Ledger(f => f.Say("checkpoint", note => Altered(note, line: 4, at: note.Split('\n')[4].Length - 20)))),
        ["a foreign key of the same name signs it"] = ("checkpoint", Ledger(f => f.SignAnew(f.Entries, new byte[32]))),
        ["the checkpoint is that of another log under the same key"] = ("checkpoint", Ledger(f =>
        {
            using var signer = new NoteSigner(f.Genuine.Origin, f.Genuine.Secret);
            f.Say("checkpoint", _ => Forgery.SignedOver(f.Entries, signer, "elsewhere.example/ledger"));
        })),

        // With it: only the numbers in the entries and what was kept stand against whoever holds it.
        ["an entry is deleted, and all is signed again"] = ("seq", Ledger(f => f.SignAnew(Without(f.Entries, 5), f.Genuine.Secret))),
        ["two entries change places, and all is signed again"] = ("seq", Ledger(f => f.SignAnew(Swapped(f.Entries, 5), f.Genuine.Secret))),
        ["an entry is edited, and all is signed again"] = ("kept", Ledger(f => f.SignAnew(Edited(f.Entries, 5), f.Genuine.Secret), f => f.Genuine.KeptCheckpoint)),
        ["an edited log goes on growing"] = ("kept", Ledger(f => f.SignAnew([.. Edited(f.Entries, 5), Forgery.Harmless(f.Entries.Count)], f.Genuine.Secret), f => f.Genuine.Checkpoint)),
        ["an entry is edited before one with a receipt"] = ("kept", Ledger(f => f.SignAnew(Edited(f.Entries, 5), f.Genuine.Secret), f => f.Genuine.OtherReceipt)),
        ["the entry of a receipt is edited, and all is signed again"] = ("receipt", Ledger(f => f.SignAnew(Edited(f.Entries, 3), f.Genuine.Secret), f => f.Genuine.OtherReceipt)),
        ["the log is cut, and signed again"] = ("kept", Ledger(f => f.SignAnew(f.Entries[..9], f.Genuine.Secret), f => f.Genuine.KeptCheckpoint)),
        ["the entry of a receipt is cut off"] = ("kept", Ledger(f => f.SignAnew(f.Entries[..3], f.Genuine.Secret), f => f.Genuine.OtherReceipt)),
        ["two logs fork at their end"] = ("kept", Ledger(f => f.SignAnew(Edited(f.Entries, f.Entries.Count - 1), f.Genuine.Secret), f => f.Genuine.Checkpoint)),

        ["a receipt has another hash"] = ("receipt", Receipt(text => Altered(text, line: 3, at: 9))),
        ["a receipt has a hash less"] = ("receipt", Receipt(text => string.Join('\n', text.Split('\n').Where((_, line) => line != 3)))),
        ["a receipt has another index"] = ("receipt", Receipt(text => text.Replace("\nindex ", "\nindex 1", StringComparison.Ordinal))),
        ["a receipt has another root"] = ("checkpoint", Receipt(text => Altered(text, Array.IndexOf(text.Split('\n'), "") + 3, at: 9))),
        ["a receipt is signed by a foreign key"] = ("checkpoint", f =>
        {
            using var signer = new NoteSigner(f.Genuine.Origin, new byte[32]);
            return ["receipt", f.Keep("forged", Signed(f, signer)), f.Genuine.ReceiptEntry, f.Genuine.Key];
        }
        ),
        ["a receipt is shown for another entry"] = ("receipt", f => ["receipt", f.Genuine.OtherReceipt, f.Genuine.ReceiptEntry, f.Genuine.Key]),
        ["an entry with a receipt is edited"] = ("receipt", f =>
        {
            File.Copy(f.Genuine.ReceiptEntry, f.At("entry"));
            return ["receipt", f.Genuine.Receipt, Forgery.FlipABit(f.At("entry"), 20), f.Genuine.Key];
        }
        ),
    };

    private static Func<Forgery, string[]> Ledger(Action<Forgery> forge, Func<Forgery, string>? kept = null) => f =>
    {
        forge(f);
        return ["ledger", f.Folder, f.Genuine.Key, .. kept is null ? Array.Empty<string>() : [kept(f)]];
    };

    private static Func<Forgery, string[]> Receipt(Func<string, string> forge) =>
        f => ["receipt", f.Keep("forged", forge(File.ReadAllText(f.Genuine.Receipt))), f.Genuine.ReceiptEntry, f.Genuine.Key];

    private static string Signed(Forgery f, NoteSigner signer)
    {
        var receipt = TlogProof.Parse(File.ReadAllText(f.Genuine.Receipt));
        return (receipt with { Checkpoint = signer.Sign(receipt.Checkpoint.Split("\n\n")[0] + "\n") }).Format();
    }

    private static List<byte[]> Edited(List<byte[]> entries, int index)
    {
        entries[index] = Forgery.Harmless(index);
        return entries;
    }

    private static List<byte[]> Without(List<byte[]> entries, int index)
    {
        entries.RemoveAt(index);
        return entries;
    }

    private static List<byte[]> Swapped(List<byte[]> entries, int index)
    {
        (entries[index], entries[index + 1]) = (entries[index + 1], entries[index]);
        return entries;
    }

    /// <summary>The text with another letter of base64 at a place of a line.</summary>
    private static string Altered(string text, int line, int at)
    {
        var lines = text.Split('\n');
        lines[line] = lines[line][..at] + (lines[line][at] == 'A' ? 'B' : 'A') + lines[line][(at + 1)..];
        return string.Join('\n', lines);
    }
}
