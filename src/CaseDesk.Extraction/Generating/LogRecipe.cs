using CaseDesk.Policy;

namespace CaseDesk.Extraction.Generating;

/// <summary>What a generated look-up log is made of. The same recipe gives the same bytes; a day's rows depend on seed, day and rows a day alone.</summary>
public sealed record LogRecipe
{
    private const int FewestAccounts = 100;
    private const int MostAccounts = 10_000_000;
    private const int MostDefaultAccounts = 2_000_000;
    private const long MostRows = 1_000_000_000_000;
    private const int MostDays = 3660;

    /// <summary>Rows of all days together; where they do not divide evenly the newest days have one more.</summary>
    public required long Rows { get; init; }

    /// <summary>Days, which end with <see cref="NewestDay"/>.</summary>
    public required int Days { get; init; }

    /// <summary>The newest day, UTC.</summary>
    public required DateOnly NewestDay { get; init; }

    /// <summary>Chance comes from here alone.</summary>
    public long Seed { get; init; } = 2026;

    /// <summary>How much few accounts dominate: the exponent of Zipf's law, 0 = all alike.</summary>
    public double Skew { get; init; } = 0.7;

    /// <summary>Share of rows with hostile content. They are valid records all the same.</summary>
    public double Hostile { get; init; } = 0.01;

    /// <summary>Damaged lines for each row. They come in addition to the rows, so that every row can still be found. Parquet has no lines.</summary>
    public double Damaged { get; init; }

    /// <summary>How many accounts there are; 0 for four times the rows of a day, which gives most accounts a handful of rows in a month.</summary>
    public int Accounts { get; init; }

    /// <summary>Each format holds the same records, as far as it can.</summary>
    public IReadOnlyList<GeneratedFormat> Formats { get; init; } = [GeneratedFormat.Jsonl];

    /// <summary>Of the text formats. Parquet is compressed inside.</summary>
    public SourceCompression Compression { get; init; }

    /// <summary>The oldest day.</summary>
    public DateOnly OldestDay => NewestDay.AddDays(1 - Days);

    /// <summary>Accounts that rows are drawn from.</summary>
    public int AccountCount => Accounts > 0 ? Accounts : (int)Math.Clamp(Rows / Days * 4, FewestAccounts, MostDefaultAccounts);

    /// <summary>What cannot be made, in a sentence; null for a good recipe.</summary>
    public string? Problem =>
        Rows is < 1 or > MostRows ? $"Rows must be from 1 to {MostRows}."
        : Days is < 1 or > MostDays ? $"Days must be from 1 to {MostDays}."
        // RFC 3339 and common log times have four digits for the year.
        : NewestDay.Year < 1000 || NewestDay.DayNumber < Days || OldestDay.Year < 1000 ? "The days must lie between the years 1000 and 9999."
        : Skew is not (>= 0 and <= 4) ? "Skew must be from 0 (all accounts alike) to 4."
        : Hostile is not (>= 0 and <= 1) ? "The hostile share must be from 0 to 1."
        : Damaged is not (>= 0 and <= 1) ? "The damaged share must be from 0 to 1."
        : Accounts is < 0 or > MostAccounts ? $"Accounts must be from 1 to {MostAccounts}."
        : Formats.Count == 0 ? "Name at least one format."
        : null;

    /// <summary>Days from the oldest to the newest.</summary>
    public IEnumerable<DateOnly> EachDay => Enumerable.Range(0, Days).Select(OldestDay.AddDays);

    /// <summary>Rows of one day.</summary>
    public long RowsOn(DateOnly day) => Rows / Days + (NewestDay.DayNumber - day.DayNumber < Rows % Days ? 1 : 0);
}
