namespace CaseDesk.Extraction.Generating;

/// <summary>What was made, so that whoever searches it knows what there is to find.</summary>
/// <param name="Rows">Records that every format holds.</param>
/// <param name="Accounts">A few accounts and how many records each has.</param>
/// <param name="Addresses">A few IP addresses and how many records each has.</param>
public sealed record GenerationReport(LogRecipe Recipe, IReadOnlyList<GeneratedFile> Files, long Rows, long DistinctAccounts, IReadOnlyList<KnownSubject> Accounts, IReadOnlyList<KnownSubject> Addresses)
{
    /// <summary>Bytes of all files.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);
}

/// <param name="Rows">Records in it.</param>
/// <param name="DamagedLines">Lines in it that no reader can take for a record.</param>
public sealed record GeneratedFile(string Name, GeneratedFormat Format, long Rows, long DamagedLines, long Bytes);

/// <param name="Kind">frequent, busy, median, rare or absent.</param>
/// <param name="Rows">Records whose field is exactly <paramref name="Value"/>.</param>
public sealed record KnownSubject(string Kind, string Value, long Rows);
