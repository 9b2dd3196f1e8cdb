using System.Numerics;
using CaseDesk.Ledger;

namespace CaseDesk.Rules.Tests.Ledger;

public sealed class OpeningANote
{
    // golang.org/x/mod v0.20.0, sumdb/note: TestOpen.
    private const string Body = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string PeterLine = "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    private const string EnochLine = "\u2014 EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";
    private const string PeterKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static readonly NoteVerifier Peter = NoteVerifier.Parse(PeterKey);
    private static readonly NoteVerifier Enoch = NoteVerifier.Parse("EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop");

    [Fact]
    public void Takes_the_known_signature_and_ignores_the_other()
    {
        var opened = SignedNote.Open(Body + "\n" + PeterLine + EnochLine, [Peter]);

        Assert.Equal(Body, opened.Body);
        Assert.Equal([Peter], opened.Signatures.Select(signature => signature.Key));
    }

    [Fact]
    public void Takes_both_and_each_once()
    {
        Assert.Equal([Peter, Enoch], SignedNote.Open(Body + "\n" + PeterLine + EnochLine, [Peter, Enoch]).Signatures.Select(signature => signature.Key));
        Assert.Equal([Peter], SignedNote.Open(Body + "\n" + PeterLine + PeterLine + EnochLine, [Peter, Peter]).Signatures.Select(signature => signature.Key));
    }

    [Fact]
    public void Opens_the_example_of_the_specification()
    {
        var key = NoteVerifier.Parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
        const string Note = "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

        Assert.Equal("This is an example message.\n", SignedNote.Open(Note, [key]).Body);
    }

    [Fact]
    public void Opens_a_real_checkpoint_of_the_Go_checksum_database()
    {
        var opened = SignedNote.Open(
            Vectors.Text("torchwood/sum.golang.org-35225469.checkpoint"),
            [NoteVerifier.Parse("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")]);

        Assert.Equal(("go.sum database tree", 35_225_469), (Checkpoint.Parse(opened.Body).Origin, Checkpoint.Parse(opened.Body).Size));
    }

    [Fact]
    public void Opens_the_cosignature_of_a_real_mirror_over_the_tree_we_build_too()
    {
        var opened = SignedNote.Open(Vectors.Text("sunlight-skylight/mirror.checkpoint"), [NoteVerifier.Parse(Vectors.Text("sunlight-skylight/mirror.vkey").TrimEnd())]);

        Assert.Equal(1_767_139_200, opened.Signatures[0].Timestamp!.Value, 86_400.0 * 30);
        Assert.Equal(Vectors.ReaderOver(Vectors.Leaves(300, "record")).Root(), Checkpoint.Parse(opened.Body).Root);
    }

    [Fact]
    public void Opens_the_cosigned_checkpoints_of_the_vectors()
    {
        var opened = SignedNote.Open(Vectors.Text("casedesk/log/checkpoint"), [.. new[] { Vectors.LogKey, Vectors.WitnessKey1, Vectors.WitnessKey2 }.Select(NoteVerifier.Parse)]);

        Assert.Equal([NoteKeyType.Ed25519, NoteKeyType.CosignatureV1, NoteKeyType.CosignatureV1], opened.Signatures.Select(signature => signature.Key.Type));
        Assert.Equal([null, 1_795_478_700, 1_795_478_700], opened.Signatures.Select(signature => signature.Timestamp));
    }

    [Fact]
    public void Refuses_the_whole_note_if_a_known_signature_fails()
    {
        Assert.Equal("note.signature-invalid", Vectors.Refusal(() => SignedNote.Open(Body + "\n" + PeterLine[..60] + "ABCD" + PeterLine[60..], [Peter])));
        Assert.Equal("note.signature-invalid", Vectors.Refusal(() => SignedNote.Open(Body.Replace("your", "my", StringComparison.Ordinal) + "\n" + PeterLine, [Peter])));
        Assert.Equal("note.signature-invalid", Vectors.Refusal(() => SignedNote.Open(Body + "\n" + PeterLine + PeterLine.Replace("wJnAM=", "wJnBM=", StringComparison.Ordinal), [Peter])));
    }

    [Fact]
    public void Refuses_a_note_that_nobody_known_signed()
    {
        Assert.Equal("note.no-known-signature", Vectors.Refusal(() => SignedNote.Open(Body + "\n" + PeterLine + EnochLine, [])));
        Assert.Equal("note.no-known-signature", Vectors.Refusal(() => SignedNote.Open(Body + "\n" + EnochLine, [Peter])));
        // Same name, other id; same id, other name: both are unknown keys.
        Assert.Equal("note.no-known-signature", Vectors.Refusal(() => SignedNote.Open(Body + "\n" + PeterLine.Replace("x08g", "xxxx", StringComparison.Ordinal), [Peter])));
        Assert.Equal("note.no-known-signature", Vectors.Refusal(() => SignedNote.Open(Body + "\n" + PeterLine.Replace("PeterNeumann", "CarmenSandiego", StringComparison.Ordinal), [Peter])));
    }

    [Fact]
    public void Refuses_every_malformed_note()
    {
        string[] malformed =
        [
            "",
            Body,
            Body + "\n",
            Body + "\n" + PeterLine[..^1],
            "\u0001" + Body + "\n" + PeterLine,
            "\ud800" + Body + "\n" + PeterLine,
            Body.ReplaceLineEndings("\r\n") + "\n" + PeterLine,
            Body + "\n\u2014 Bad Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
            Body + "\n" + PeterLine + "Unexpected line.\n",
            Body + "\n" + PeterLine.Replace('\u2014', '-'),
            Body + "\n" + PeterLine.Replace("\u2014 ", "\u2014  ", StringComparison.Ordinal),
            Body + "\n" + PeterLine.Replace("=\n", "\n", StringComparison.Ordinal),
            Body + "\n" + PeterLine.Replace("=\n", " =\n", StringComparison.Ordinal),
            Body + "\n" + PeterLine.Replace("nAM=", "nAN=", StringComparison.Ordinal),
            Body + "\n\u2014 PeterNeumann x08goA==\n\u2014 PeterNeumann x08g\n",
            Body + "\n" + string.Concat(Enumerable.Repeat(PeterLine, 101)),
        ];

        Assert.All(malformed, note => Assert.Equal("note.malformed", Vectors.Refusal(() => SignedNote.Open(note, [Peter]))));
    }

    [Fact]
    public void Refuses_a_second_form_of_a_signature()
    {
        // RFC 8032 5.1.7: S must be below the group order, else S + L would be a second signature of the same text.
        var line = PeterLine.TrimEnd('\n').Split(' ');
        var bytes = Convert.FromBase64String(line[2]);
        var order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);
        var s = new BigInteger(bytes.AsSpan(36), isUnsigned: true) + order;
        var second = new byte[32];
        Assert.True(s.TryWriteBytes(second, out _, isUnsigned: true));
        byte[] malleated = [.. bytes.AsSpan(0, 36), .. second];

        Assert.True(Peter.Verify(Body, bytes.AsSpan(4), out _));
        Assert.False(Peter.Verify(Body, malleated.AsSpan(4), out _));
        Assert.False(Peter.Verify(Body, bytes.AsSpan(4, 63), out _));
        Assert.False(Peter.Verify(Body, new byte[64], out _));
    }

    // RFC 8032 7.1, test 1: the empty message; a note's body cannot be empty, so the key alone is checked with its own signature.
    [Fact]
    public void Verifies_the_first_test_of_RFC_8032()
    {
        var key = Convert.FromHexString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        var signature = Convert.FromHexString("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        var verifier = NoteVerifier.Parse(Vkey("rfc8032", 0x01, key));

        Assert.True(verifier.Verify("", signature, out _));
        Assert.False(verifier.Verify("\n", signature, out _));
    }

    [Fact]
    public void Refuses_every_mangled_key()
    {
        for (var from = 0; from < PeterKey.Length; from++)
        {
            for (var to = from; to <= PeterKey.Length; to++)
            {
                if (to - from < PeterKey.Length)
                    Assert.NotEmpty(Vectors.Refusal(() => NoteVerifier.Parse(PeterKey[from..to])));
            }

            var mangled = PeterKey.ToCharArray();
            mangled[from]++;
            Assert.NotEmpty(Vectors.Refusal(() => NoteVerifier.Parse(new string(mangled))));
        }
    }

    [Fact]
    public void Refuses_a_key_of_another_length_or_type_although_its_id_fits()
    {
        Assert.Equal("key.malformed", Vectors.Refusal(() => NoteVerifier.Parse("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==")));
        Assert.Equal("key.type", Vectors.Refusal(() => NoteVerifier.Parse("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")));
        Assert.Equal("key.id", Vectors.Refusal(() => NoteVerifier.Parse(PeterKey.Replace("Peter", "Paul", StringComparison.Ordinal))));
        Assert.Equal("key.malformed", Vectors.Refusal(() => NoteVerifier.Parse(PeterKey.Replace("c74f20a3", "C74F20A3", StringComparison.Ordinal).Replace("+AR", "+ AR", StringComparison.Ordinal))));
    }

    [Fact]
    public void Refuses_a_key_of_small_order_which_would_pass_any_text()
    {
        // The neutral point: with it and a zero signature the equation of RFC 8032 holds for every message.
        var neutral = new byte[32];
        neutral[0] = 1;

        Assert.Equal("key.malformed", Vectors.Refusal(() => NoteVerifier.Parse(Vkey("weak", 0x01, neutral))));
    }

    [Fact]
    public void Treats_keys_as_equal_when_their_text_is()
    {
        Assert.Equal(Peter, NoteVerifier.Parse(PeterKey));
        Assert.Equal(PeterKey, Peter.VerifierKey);
        Assert.NotEqual(Peter, Enoch);
    }

    private static string Vkey(string name, byte type, byte[] key)
    {
        byte[] message = [.. System.Text.Encoding.UTF8.GetBytes(name), (byte)'\n', type, .. key];
        var id = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(message).AsSpan(0, 4));
        return $"{name}+{id}+{Convert.ToBase64String([type, .. key])}";
    }
}
