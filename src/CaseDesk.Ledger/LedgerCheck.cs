namespace CaseDesk.Ledger;

/// <summary>Checks a log: an export without the application, its database or its keys; or, with the same pass, the log where it is kept.</summary>
public static class LedgerCheck
{
    /// <summary>
    /// Checks the checkpoint's signatures and quorum, then every entry, every tile and the root in one pass with constant memory,
    /// then the kept statements, the earlier checkpoints in the export, the openings, and that nothing else lies among the tiles.
    /// </summary>
    /// <param name="directory">The export: <c>checkpoint</c>, <c>tile/…</c>, and optionally <c>ledger.vkey</c>, <c>tlog-policy</c> and <c>checkpoint.N</c>.</param>
    /// <param name="policy">Whom to believe. It must come from elsewhere than the export to prove anything.</param>
    /// <param name="against">Checkpoints and receipts kept outside, of any age.</param>
    /// <param name="openings">Openings of commitments to find in their entries, or null.</param>
    /// <param name="state">Whether to hold the exported rows (<c>state/…</c>) against what the entries commit to. Memory then grows with the number of rows.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory. Nothing else is thrown for what is in it.</exception>
    public static LedgerReport Check(string directory, TlogPolicy policy, IReadOnlyList<KeptStatement> against, IReadOnlyList<Opening>? openings = null, bool state = false)
    {
        if (!Directory.Exists(directory))
            throw new DirectoryNotFoundException($"There is no directory {directory}.");

        var findings = new Findings();
        var files = new ExportFiles(directory, findings);
        if (files.ReadText(ExportFiles.CheckpointFile) is not { } note || Open(policy, note, findings) is not { } checkpoint)
            return new LedgerReport(null, 0, 0, 0, findings.Kept, findings.Omitted);

        var kept = new KeptRoots([.. OpenKept(against.Concat(Earlier(files)), policy, findings)], checkpoint.Checkpoint);
        var entries = new OpeningSearch(openings ?? [], findings);
        using var rows = state ? new StateSearch(files, checkpoint.Checkpoint.Size, findings) : null;
        var walk = new LedgerWalk((address, _) => files.Read(address), checkpoint.Checkpoint, kept, entries, findings) { Rows = rows };
        walk.Run();
        rows?.Compare();
        var consistent = kept.Report(findings);
        entries.ReportUnseen();
        CheckNames(files, policy, checkpoint, findings);
        new TileSweep(files, checkpoint.Checkpoint.Size, findings).Run();
        return new LedgerReport(checkpoint, walk.Entries, consistent, entries.Found, findings.Kept, findings.Omitted) { Rows = rows?.Good };
    }

    /// <summary>Checks a log where it is kept: signatures, every entry, every tile and the root in the pass that an export gets, then the kept statements.</summary>
    /// <param name="read">Gives what is stored; it may be asked for the same tile once.</param>
    /// <param name="checkpointNote">The signed state to check against. What was added since is not looked at.</param>
    /// <param name="policy">Whom to believe.</param>
    /// <param name="against">Checkpoints and receipts kept elsewhere, of any age.</param>
    /// <param name="progress">Told how many entries are done, after each 256.</param>
    /// <param name="cancel">Ends it between two bundles.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static LedgerReport CheckStored(TileReading read, string checkpointNote, TlogPolicy policy, IReadOnlyList<KeptStatement> against, IProgress<long>? progress, CancellationToken cancel)
    {
        var findings = new Findings();
        if (Open(policy, checkpointNote, findings) is not { } checkpoint)
            return new LedgerReport(null, 0, 0, 0, findings.Kept, findings.Omitted);

        var kept = new KeptRoots([.. OpenKept(against, policy, findings)], checkpoint.Checkpoint);
        var walk = new LedgerWalk(read, checkpoint.Checkpoint, kept, new OpeningSearch([], findings), findings);
        walk.Run(progress, cancel);
        return new LedgerReport(checkpoint, walk.Entries, kept.Report(findings), 0, findings.Kept, findings.Omitted);
    }

    private static VerifiedCheckpoint? Open(TlogPolicy policy, string note, Findings findings)
    {
        try
        {
            return policy.Open(note);
        }
        catch (LedgerFormatException wrong)
        {
            findings.Add(wrong, ExportFiles.CheckpointFile);
            return null;
        }
    }

    private static IEnumerable<KeptStatement> Earlier(ExportFiles files) =>
        files.EarlierCheckpoints()
            .Select(name => (Name: name, Text: files.ReadText(name)))
            .Where(file => file.Text is not null)
            .Select(file => new KeptStatement(file.Name, file.Text!));

    private static IEnumerable<KeptCheckpoint> OpenKept(IEnumerable<KeptStatement> against, TlogPolicy policy, Findings findings)
    {
        foreach (var statement in against)
        {
            KeptCheckpoint? kept = null;
            try
            {
                kept = KeptCheckpoint.Open(statement, policy);
            }
            catch (LedgerFormatException wrong)
            {
                findings.Add("against.unverifiable", statement.Name, $"{statement.Name} proves nothing about this log: {wrong.Message}");
            }

            if (kept is not null)
                yield return kept;
        }
    }

    /// <summary>The key and policy that travel with the export are for the reader's eyes; they must not name another log.</summary>
    private static void CheckNames(ExportFiles files, TlogPolicy policy, VerifiedCheckpoint checkpoint, Findings findings)
    {
        if (files.Has(ExportFiles.KeyFile) && files.ReadText(ExportFiles.KeyFile) is { } key
            && !policy.Logs.Any(log => string.Equals(log.Key.VerifierKey + "\n", key, StringComparison.Ordinal)))
            findings.Add("export.vkey", ExportFiles.KeyFile, "The key beside the export is not one of the policy's log keys.");

        if (!files.Has(ExportFiles.PolicyFile) || files.ReadText(ExportFiles.PolicyFile) is not { } text)
            return;
        try
        {
            if (!TlogPolicy.Parse(text).Logs.Any(log => log.Key == checkpoint.Log))
                findings.Add("export.policy", ExportFiles.PolicyFile, "The policy beside the export does not name the log that signed it.");
        }
        catch (LedgerFormatException wrong)
        {
            findings.Add(wrong, ExportFiles.PolicyFile);
        }
    }
}
