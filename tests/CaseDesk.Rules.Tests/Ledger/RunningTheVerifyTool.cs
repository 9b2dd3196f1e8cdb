using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CaseDesk.Verify;

namespace CaseDesk.Rules.Tests.Ledger;

public sealed class RunningTheVerifyTool : IDisposable
{
    private readonly Export files = new();
    private readonly string policy;

    public RunningTheVerifyTool()
    {
        files.Write("full-policy", Encoding.ASCII.GetBytes(Vectors.FullPolicy.Format()));
        files.Write("log-policy", Encoding.ASCII.GetBytes(Vectors.LogPolicy.Format()));
        policy = files.At("full-policy");
    }

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("verify", "ledger")]
    [InlineData("ledger")]
    public void Accepts_the_good_ledger_with_and_without_the_leading_word(params string[] words)
    {
        var (exit, output, _) = Run([.. words, Vectors.At("casedesk/log"), "--policy", policy, "--openings", Vectors.At("casedesk/openings.json"), "--against", Vectors.At("casedesk/proofs/7.tlog-proof")]);

        Assert.Equal(0, exit);
        Assert.StartsWith("GOOD:", output, StringComparison.Ordinal);
        Assert.Contains("openings that fit: 300", output, StringComparison.Ordinal);
        Assert.DoesNotContain("note:", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_first_what_is_wrong_and_where()
    {
        var (exit, output, _) = Run("verify", "ledger", Vectors.At("casedesk/attacks/reorder-unsigned"), "--policy", files.At("log-policy"));

        Assert.Equal(1, exit);
        Assert.StartsWith("BAD: Entry 40 calls itself number 41", output, StringComparison.Ordinal);
        Assert.Contains("entry.seq at tile/entries/000, entry 40", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Warns_that_nothing_kept_was_compared()
    {
        var attack = Vectors.At("casedesk/attacks/edit-resigned");

        Assert.Contains("note: No witness and no kept", Run("ledger", attack, "--policy", files.At("log-policy")).Output, StringComparison.Ordinal);
        Assert.Equal(1, Run("ledger", attack, "--policy", files.At("log-policy"), "--against", Vectors.At("casedesk/log/checkpoint")).Exit);
    }

    [Fact]
    public void Takes_a_kept_checkpoint_as_the_header_of_an_answer_has_it()
    {
        files.Write("header", Encoding.ASCII.GetBytes(Base64Url.EncodeToString(Vectors.Bytes("casedesk/log/checkpoint")) + "\n"));

        var (exit, output, _) = Run("ledger", Vectors.At("casedesk/log"), "--policy", policy, "--against", files.At("header"));

        Assert.Equal(0, exit);
        Assert.Contains("kept statements that fit: 1", output, StringComparison.Ordinal);
        Assert.Equal(1, Run("ledger", Vectors.At("casedesk/attacks/edit-resigned"), "--policy", files.At("log-policy"), "--against", files.At("header")).Exit);
    }

    [Fact]
    public void Writes_the_same_for_machines()
    {
        var (exit, output, _) = Run("ledger", Vectors.At("casedesk/attacks/tile-only-edit"), "--json", "--policy", files.At("log-policy"));
        using var json = JsonDocument.Parse(output);
        var first = json.RootElement.GetProperty("findings")[0];

        Assert.Equal(1, exit);
        Assert.False(json.RootElement.GetProperty("good").GetBoolean());
        Assert.Equal(("entry.hash", "tile/entries/000", 1), (first.GetProperty("code").GetString(), first.GetProperty("where").GetString(), first.GetProperty("entry").GetInt32()));
        Assert.Equal(300, json.RootElement.GetProperty("checkpoint").GetProperty("size").GetInt32());
    }

    [Fact]
    public void Checks_a_receipt_against_its_entry()
    {
        string[] receipt = ["receipt", Vectors.At("casedesk/proofs/255.tlog-proof"), "--policy", policy, "--entry"];

        Assert.Equal(0, Run([.. receipt, Vectors.At("casedesk/proofs/255.entry")]).Exit);
        var (exit, output, _) = Run([.. receipt, Vectors.At("casedesk/proofs/256.entry")]);
        Assert.Equal(1, exit);
        Assert.StartsWith("BAD: This is not entry 255", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Looks_for_the_policy_beside_the_receipt_and_says_so()
    {
        files.Write("r/7.tlog-proof", Vectors.Bytes("casedesk/proofs/7.tlog-proof"));
        string[] receipt = ["receipt", files.At("r/7.tlog-proof"), "--entry", Vectors.At("casedesk/proofs/7.entry")];

        var without = Run(receipt);
        files.Write("r/tlog-policy", File.ReadAllBytes(policy));
        var with = Run(receipt);

        Assert.Equal((2, 0), (without.Exit, with.Exit));
        Assert.Contains("--policy is missing, and there is no tlog-policy beside the receipt", without.Error, StringComparison.Ordinal);
        Assert.Contains("note: The policy came with the receipt", with.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_a_receipt_bad_that_is_not_UTF_8()
    {
        files.Write("bad.tlog-proof", [.. Vectors.Bytes("casedesk/proofs/7.tlog-proof"), 0xff, (byte)'\n']);

        var (exit, output, _) = Run("receipt", files.At("bad.tlog-proof"), "--policy", policy, "--entry", Vectors.At("casedesk/proofs/7.entry"));

        Assert.Equal(1, exit);
        Assert.Contains("note.malformed", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("verify")]
    [InlineData("dance")]
    [InlineData("ledger")]
    [InlineData("ledger", "LOG")]
    [InlineData("ledger", "LOG", "LOG", "--policy", "POLICY")]
    [InlineData("ledger", "/no/such/folder", "--policy", "POLICY")]
    [InlineData("ledger", "LOG", "--policy")]
    [InlineData("ledger", "LOG", "--policy", "POLICY", "--policy", "POLICY")]
    [InlineData("ledger", "LOG", "--policy", "/no/such/policy")]
    [InlineData("ledger", "LOG", "--policy", "LOG/checkpoint")]
    [InlineData("ledger", "LOG", "--policy", "POLICY", "--against", "/no/such/file")]
    [InlineData("ledger", "LOG", "--policy", "POLICY", "--openings", "LOG/checkpoint")]
    [InlineData("ledger", "LOG", "--policy", "POLICY", "--entry", "x")]
    [InlineData("receipt", "LOG/checkpoint", "--policy", "POLICY")]
    public void Answers_2_when_the_question_cannot_be_asked(params string[] words)
    {
        string[] args = [.. words.Select(word => word.Replace("LOG", Vectors.At("casedesk/log"), StringComparison.Ordinal).Replace("POLICY", policy, StringComparison.Ordinal))];

        var (exit, output, error) = Run(args);

        Assert.Equal(2, exit);
        Assert.Empty(output);
        Assert.Contains("Usage:", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Explains_itself_when_asked()
    {
        var (exit, output, _) = Run("--help");

        Assert.Equal(0, exit);
        Assert.Contains("verify receipt", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Does_not_let_a_hostile_text_move_the_cursor()
    {
        // Not a control character to C2SP: U+009B starts a terminal command, U+202E turns the reading direction.
        using var signer = new CaseDesk.Ledger.NoteSigner("evil\u202e.example", new byte[32]);
        files.Write("evil/checkpoint", Encoding.UTF8.GetBytes(signer.Sign(new CaseDesk.Ledger.Checkpoint("other\u009b2J", 0, CaseDesk.Ledger.Rfc6962.EmptyRoot).ToBody())));
        files.Write("evil-policy", Encoding.UTF8.GetBytes($"log {signer.VerifierKey}\nquorum none\n"));

        var (exit, output, _) = Run("ledger", files.At("evil"), "--policy", files.At("evil-policy"));

        Assert.Equal(1, exit);
        Assert.Contains("other\\u{9b}2J", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u009b', output);
        Assert.DoesNotContain('\u202e', output);
    }

    private static (int Exit, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var exit = VerifyTool.Run(args, output, error);
        return (exit, output.ToString(), error.ToString());
    }
}
