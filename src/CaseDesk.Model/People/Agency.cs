namespace CaseDesk.Model.People;

/// <summary>An authority outside that demands data. Nothing is released to it before someone called it back.</summary>
public sealed class Agency
{
    public const int NameMaxLength = 200;

    private Agency()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public string Name { get; private init; } = "";

    /// <summary>Folded for comparison, so that "ACME  Police" and "Acme Police" are one agency.</summary>
    public string NameKey { get; private init; } = "";

    public Guid RegisteredBy { get; private init; }

    public DateTimeOffset RegisteredAt { get; private init; }

    public Guid? VerifiedBy { get; private set; }

    public DateTimeOffset? VerifiedAt { get; private set; }

    /// <summary>The number that was called, E.164.</summary>
    public string? CallBackNumber { get; private set; }

    /// <summary>The directory that the number was taken from.</summary>
    public string? CallBackDirectory { get; private set; }

    public string? CallBackNote { get; private set; }

    public int Version { get; private set; } = 1;

    public bool IsVerified => VerifiedAt is not null;

    public static Agency Register(string name, Guid by, DateTimeOffset at) =>
        new() { Name = Tidy(name), NameKey = KeyOf(name), RegisteredBy = by, RegisteredAt = at };

    public static string KeyOf(string name) => Tidy(name).ToUpperInvariant();

    public void RecordCallBack(string number, string directory, string? note, Guid by, DateTimeOffset at)
    {
        if (IsVerified) throw new Refused(AgencyRefusals.AlreadyVerified(Name));
        if (by == RegisteredBy) throw new Refused(AgencyRefusals.VerifierRegistered(Name));

        (CallBackNumber, CallBackDirectory, CallBackNote) = (number, directory, note);
        (VerifiedBy, VerifiedAt) = (by, at);
        Version++;
    }

    private static string Tidy(string name) => string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Normalize();
}

public static class AgencyRefusals
{
    public static Refusal AlreadyVerified(string name) => new(1101, "already-decided", $"{name} is verified already.");

    public static Refusal VerifierRegistered(string name) =>
        new(1102, "four-eyes", $"You registered {name}: someone else has to call it back.", 403);
}
