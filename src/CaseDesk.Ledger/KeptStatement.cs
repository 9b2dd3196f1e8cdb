namespace CaseDesk.Ledger;

/// <summary>
/// A checkpoint or receipt that someone kept outside the provider. Only it, or a witness, shows that an insider with the log's key
/// has rewritten, cut or forked the log.
/// </summary>
/// <param name="Name">How the report names it, for example its file name.</param>
/// <param name="Text">The text of a checkpoint (signed note) or of a receipt (tlog-proof).</param>
public sealed record KeptStatement(string Name, string Text);

/// <summary>A kept statement whose log signature holds: the log stood by it once.</summary>
internal sealed record KeptCheckpoint(string Name, Checkpoint Checkpoint, TlogProof? Receipt)
{
    /// <exception cref="LedgerFormatException">Why it proves nothing.</exception>
    public static KeptCheckpoint Open(KeptStatement statement, TlogPolicy policy)
    {
        var isReceipt = statement.Text.StartsWith(TlogProof.Header, StringComparison.Ordinal);
        var receipt = isReceipt ? TlogProof.Parse(statement.Text) : null;
        var verified = policy.OpenSignedByLog(receipt?.Checkpoint ?? statement.Text);
        return new KeptCheckpoint(statement.Name, verified.Checkpoint, receipt);
    }
}
