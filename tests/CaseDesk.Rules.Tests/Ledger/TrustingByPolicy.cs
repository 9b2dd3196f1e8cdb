using CaseDesk.Ledger;

namespace CaseDesk.Rules.Tests.Ledger;

public sealed class TrustingByPolicy
{
    private const string Log = $"log {Vectors.LogKey}\n";
    private const string W1 = $"witness w1 {Vectors.WitnessKey1}\n";
    private const string W2 = $"witness w2 {Vectors.WitnessKey2}\n";

    private static string Note => Vectors.Text("casedesk/log/checkpoint");

    [Theory]
    [InlineData("quorum none\n")]
    [InlineData(W1 + "quorum w1\n")]
    [InlineData(W1 + W2 + "group g any w1 w2\nquorum g\n")]
    [InlineData(W1 + W2 + "group g all w1 w2\nquorum g\n")]
    [InlineData(W1 + W2 + "group a 1 w1\ngroup b 1 w2\ngroup g 2 a b\nquorum g")]
    [InlineData("\n  # a comment\n\t" + W1 + "\n quorum\t w1 \n")]
    public void Accepts_the_cosigned_checkpoint(string rest)
    {
        var policy = TlogPolicy.Parse(Log + rest);
        var verified = policy.Open(Note);

        Assert.Equal(("casedesk.example/audit", 300), (verified.Checkpoint.Origin, verified.Checkpoint.Size));
        Assert.Equal(Vectors.LogKey, verified.Log.VerifierKey);
        Assert.Equal(policy.Witnesses.Count, verified.Cosignatures.Count);
    }

    [Fact]
    public void Refuses_a_checkpoint_that_too_few_witnesses_saw()
    {
        var cut = Note[..(Note.TrimEnd('\n').LastIndexOf('\n') + 1)];

        Assert.Equal("policy.quorum-not-met", Vectors.Refusal(() => Vectors.FullPolicy.Open(cut)));
        Assert.Single(TlogPolicy.Parse(Log + W1 + W2 + "group g any w1 w2\nquorum g\n").Open(cut).Cosignatures);
        Assert.Equal(300, Vectors.FullPolicy.OpenSignedByLog(cut).Checkpoint.Size);
    }

    [Fact]
    public void Refuses_what_no_listed_log_signed()
    {
        Assert.Equal("note.no-known-signature", Vectors.Refusal(() => TlogPolicy.Parse("quorum none\n").Open(Note)));
        Assert.Equal("policy.log-signature", Vectors.Refusal(() => TlogPolicy.Parse(W1 + "quorum w1\n").Open(Note)));
    }

    [Fact]
    public void Refuses_a_key_of_another_holder_with_the_same_name()
    {
        var other = Vectors.Json("casedesk/keys.json").GetProperty("other_log_key_same_name").GetProperty("vkey").GetString()!;

        Assert.Equal("note.no-known-signature", Vectors.Refusal(() => TlogPolicy.LogOnly(other).Open(Note)));
    }

    [Fact]
    public void Refuses_a_log_that_speaks_for_another()
    {
        using var signer = new NoteSigner("elsewhere.example", new byte[32]);
        var note = signer.Sign(new Checkpoint("casedesk.example/audit", 0, Rfc6962.EmptyRoot).ToBody());

        Assert.Equal("policy.origin", Vectors.Refusal(() => TlogPolicy.LogOnly(signer.VerifierKey).Open(note)));
    }

    [Fact]
    public void Writes_what_it_reads()
    {
        var policy = TlogPolicy.Parse(Log.TrimEnd() + " https://log.example/\n" + W1 + W2 + "group g all w1 w2 # x\n".Replace(" # x", "", StringComparison.Ordinal) + "quorum g\n");
        var text = policy.Format();

        Assert.Equal(Log.TrimEnd() + " https://log.example/\n" + W1 + W2 + "group g 2 w1 w2\nquorum g\n", text);
        Assert.Equal(text, TlogPolicy.Parse(text).Format());
        Assert.Equal(Log + "quorum none\n", Vectors.LogPolicy.Format());
    }

    [Theory]
    [InlineData("policy.quorum", Log)]
    [InlineData("policy.quorum", Log + "quorum none\nquorum none\n")]
    [InlineData("policy.quorum", Log + "quorum w1\n" + W1)]
    [InlineData("policy.key", Log + Log + "quorum none\n")]
    [InlineData("policy.key", W1 + $"witness w3 {Vectors.WitnessKey1}\nquorum none\n")]
    [InlineData("policy.key", $"log {Vectors.WitnessKey1}\nquorum none\n")]
    [InlineData("policy.key", $"witness w {Vectors.LogKey}\nquorum none\n")]
    [InlineData("policy.name", W1 + $"witness w1 {Vectors.WitnessKey2}\nquorum none\n")]
    [InlineData("policy.name", $"witness none {Vectors.WitnessKey2}\nquorum none\n")]
    [InlineData("policy.name", W1 + "group g any w1 w2\nquorum g\n")]
    [InlineData("policy.name", W1 + "group g any none\nquorum g\n")]
    [InlineData("policy.name", W1 + "group g any g\nquorum g\n")]
    [InlineData("policy.name", W1 + "group g any w1 w1\nquorum g\n")]
    [InlineData("policy.name", W1 + "group g any w1\ngroup h any w1\nquorum g\n")]
    [InlineData("policy.malformed", W1 + "group g 2 w1\nquorum g\n")]
    [InlineData("policy.malformed", W1 + "group g 0 w1\nquorum g\n")]
    [InlineData("policy.malformed", W1 + "group g 01 w1\nquorum g\n")]
    [InlineData("policy.malformed", W1 + "group g some w1\nquorum g\n")]
    [InlineData("policy.malformed", W1 + "group g any\nquorum g\n")]
    [InlineData("policy.malformed", "log\nquorum none\n")]
    [InlineData("policy.malformed", $"log {Vectors.LogKey} url url\nquorum none\n")]
    [InlineData("policy.malformed", "Quorum none\n")]
    [InlineData("policy.malformed", "quorum none\r\n")]
    [InlineData("policy.malformed", "quorum none\u0000\n")]
    [InlineData("policy.malformed", "quorum\u00a0none\n")]
    [InlineData("key.malformed", "log nonsense\nquorum none\n")]
    [InlineData("key.id", "log casedesk.example/other+87375ad0+ARCoIVt6iplfCiWPcQJxRAc0dMRKh3ZTnO17Y8xfV+xU\nquorum none\n")]
    public void Refuses_a_policy_that_could_be_read_in_two_ways(string code, string text) =>
        Assert.Equal(code, Vectors.Refusal(() => TlogPolicy.Parse(text)));
}
