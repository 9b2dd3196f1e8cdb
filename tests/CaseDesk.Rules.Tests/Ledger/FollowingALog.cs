using System.Globalization;
using CaseDesk.Ledger;

namespace CaseDesk.Rules.Tests.Ledger;

public sealed class FollowingALog
{
    private static readonly NoteVerifier Sigsum = NoteVerifier.Parse(
        "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562+5202289b+Af/cLU2Y5BJNP+r3iMDC+av9eWCD0fBJVDfzAux5zxAP");

    [Fact]
    public void Takes_and_refuses_the_states_of_a_Sigsum_log_as_a_witness_of_other_hands_does()
    {
        var last = new Checkpoint("", 0, Rfc6962.EmptyRoot);
        List<int> answers = [];
        foreach (var request in Requests())
        {
            var answer = Answer(request.Body, ref last);
            Assert.True(request.Status == answer, $"{request.Status} expected, {answer} found: {request.Body}");
            answers.Add(answer);
        }

        Assert.Equal([200, 403, 403, 422, 422, 200, 409, 200, 409], answers);
        Assert.Equal(5, last.Size);
    }

    private static int Answer(string request, ref Checkpoint last)
    {
        var (head, note) = (request.Split("\n\n")[0].Split('\n'), request[(request.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]);
        var proof = head[1..].Select(Convert.FromBase64String).ToList();
        Checkpoint next;
        try
        {
            next = Checkpoint.Parse(SignedNote.Open(note, [Sigsum]).Body);
        }
        catch (LedgerFormatException)
        {
            return 403;
        }

        if (last.Size != long.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture))
            return 409;
        if (last.Size > 0 && !MerkleProof.CheckConsistency(last.Size, next.Size, proof, last.Root, next.Root))
            return 422;
        last = next;
        return 200;
    }

    // Each request stands between two lines of three backticks; the answer's status follows.
    private static IEnumerable<(string Body, int Status)> Requests() =>
        Vectors.Text("torchwood/add-checkpoint.hurl").Split("POST ")[1..].Select(request =>
        {
            var parts = request.Split("```\n");
            return (parts[1], int.Parse(parts[2].Split('\n')[0].Split(' ')[1], CultureInfo.InvariantCulture));
        });
}
