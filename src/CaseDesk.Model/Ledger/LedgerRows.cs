namespace CaseDesk.Model.Ledger;

/// <summary>One sealed entry. The search columns are computed by the database from the sealed bytes, so that nobody can hide an entry by editing an index.</summary>
public sealed class LedgerEntry
{
    /// <summary>Index in the Merkle tree, from 0 and without gaps.</summary>
    public long Seq { get; private init; }

    /// <summary>The exact bytes that were hashed, as text (canonical JSON is UTF-8).</summary>
    public string Leaf { get; private init; } = "";

    public byte[] LeafHash { get; private init; } = [];

    public string? Time { get; private init; }

    public string? Action { get; private init; }

    public string? Actor { get; private init; }

    public string? ObjectKind { get; private init; }

    public string? ObjectId { get; private init; }

    public string? Outcome { get; private init; }
}

/// <summary>A full tile of 256 hashes; partial ones are computed.</summary>
public sealed class LedgerTile
{
    public int Level { get; private init; }

    public long Index { get; private init; }

    public byte[] Hashes { get; private init; } = [];

    public byte[] Root { get; private init; } = [];
}

/// <summary>The tree's head: one row.</summary>
public sealed class LedgerHead
{
    public int Id { get; private init; } = 1;

    public long Size { get; private init; }

    public byte[] Frontier { get; private init; } = [];

    public byte[] Root { get; private init; } = [];
}

/// <summary>What a commitment in an entry stands for, kept apart so that it can be erased while the entry stays.</summary>
public sealed class LedgerOpening
{
    public long Seq { get; private init; }

    public string Field { get; private init; } = "";

    public byte[] Salt { get; private init; } = [];

    public string Value { get; private init; } = "";
}

/// <summary>Of one row that matters: the last entry that commits to its state, and the salt of that commitment. Which row it is, the entry says; this is only where to look.</summary>
public sealed class LedgerState
{
    public string Table { get; private init; } = "";

    /// <summary>The row's primary key as text, parts of a composite one with a slash between.</summary>
    public string Key { get; private init; } = "";

    /// <summary>The request that the row belongs to; all zeros where it belongs to none.</summary>
    public Guid Owner { get; private init; }

    public long Seq { get; private init; }

    /// <summary>Empty where the row was removed.</summary>
    public byte[] Salt { get; private init; } = [];
}

/// <summary>Last number given in a year.</summary>
public sealed class NumberSeries
{
    public int Year { get; private init; }

    public int Last { get; private init; }
}

/// <summary>First answer to a call that carried an Idempotency-Key, kept for 24 hours.</summary>
public sealed class IdempotentAnswer
{
    private IdempotentAnswer()
    {
    }

    public IdempotentAnswer(Guid person, string route, string key, string bodyHash, DateTimeOffset at) =>
        (PersonId, Route, Key, BodyHash, CreatedAt) = (person, route, key, bodyHash, at);

    public Guid PersonId { get; private init; }

    public string Route { get; private init; } = "";

    public string Key { get; private init; } = "";

    public string BodyHash { get; private set; } = "";

    public int Status { get; private set; }

    public string Body { get; private set; } = "";

    public string? Location { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>A key that was last used more than 24 hours ago is as good as new.</summary>
    public void Renew(string bodyHash, DateTimeOffset at) => (BodyHash, CreatedAt) = (bodyHash, at);

    public void Answered(int status, string body, string? location) => (Status, Body, Location) = (status, body, location);
}
