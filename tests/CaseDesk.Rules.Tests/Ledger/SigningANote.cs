using CaseDesk.Ledger;

namespace CaseDesk.Rules.Tests.Ledger;

public sealed class SigningANote
{
    // golang.org/x/mod v0.20.0, sumdb/note: ExampleSign.
    private const string Body = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string Signature = "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    // The secret in its text form is PRIVATE+KEY+name+id+base64(type || seed).
    private static readonly byte[] Seed = Convert.FromBase64String("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1..];

    [Fact]
    public void Gives_the_note_of_the_Go_example()
    {
        using var signer = new NoteSigner("PeterNeumann", Seed);

        Assert.Equal("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", signer.VerifierKey);
        Assert.Equal(Signature, signer.SignatureLine(Body));
        Assert.Equal($"{Body}\n{Signature}", signer.Sign(Body));
    }

    [Theory]
    [InlineData("log")]
    [InlineData("other_log_key_same_name")]
    public void Gives_the_keys_of_the_vectors(string name)
    {
        var key = Vectors.Json("casedesk/keys.json").GetProperty(name);
        using var signer = new NoteSigner(key.GetProperty("name").GetString()!, key.Hash("seed_hex"));

        Assert.Equal(key.GetProperty("vkey").GetString(), signer.VerifierKey);
        Assert.Equal(key.Hash("key_id_hex"), BitConverter.IsLittleEndian ? BitConverter.GetBytes(NoteVerifier.Parse(signer.VerifierKey).Id).Reverse() : BitConverter.GetBytes(NoteVerifier.Parse(signer.VerifierKey).Id));
    }

    [Fact]
    public void Gives_the_checkpoint_of_the_empty_log_byte_for_byte()
    {
        var keys = Vectors.Json("casedesk/keys.json");
        using var signer = new NoteSigner("casedesk.example/audit", keys.GetProperty("log").Hash("seed_hex"));

        Assert.Equal(keys.GetProperty("empty_checkpoint").GetString(), signer.Sign(new Checkpoint(signer.Name, 0, Rfc6962.EmptyRoot).ToBody()));
    }

    [Theory]
    [InlineData("no newline")]
    [InlineData("a tab\there\n")]
    [InlineData("a carriage return\r\n")]
    public void Refuses_a_text_that_no_note_can_carry(string body)
    {
        using var signer = new NoteSigner("PeterNeumann", Seed);

        Assert.Throws<ArgumentException>(() => signer.Sign(body));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a+b")]
    [InlineData("a\u00a0b")]
    [InlineData("a\nb")]
    public void Refuses_a_name_that_no_key_can_have(string name) => Assert.Throws<ArgumentException>(() => new NoteSigner(name, Seed));

    // Half a surrogate pair cannot stand in an attribute: the compiler would replace it.
    [Fact]
    public void Refuses_text_that_UTF_8_cannot_carry()
    {
        using var signer = new NoteSigner("PeterNeumann", Seed);

        Assert.Throws<ArgumentException>(() => signer.Sign("half a pair \ud800\n"));
        Assert.Throws<ArgumentException>(() => new NoteSigner("\ud800", Seed));
    }

    [Fact]
    public void Signs_nothing_once_its_secret_is_wiped()
    {
        var signer = new NoteSigner("PeterNeumann", Seed);
        signer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => signer.Sign(Body));
        Assert.Throws<ArgumentException>(() => new NoteSigner("PeterNeumann", Seed.AsSpan(1)));
    }
}
