using CaseDesk.Policy;

namespace CaseDesk.Look;

/// <summary>How a value is drawn: an icon of <see cref="Icon"/> and a class of desk.css. The words always stand beside it.</summary>
public sealed record Mark(string Icon, string Class)
{
    public static Mark Of(Outcome outcome) => outcome switch
    {
        Outcome.Available => new("okc", "out-ok"),
        Outcome.Preserved => new("hold", "out-hold"),
        Outcome.Overdue => new("soon", "out-warn"),
        Outcome.Expired => new("hour", "out-gone"),
        Outcome.NeverCollected => new("none", "out-gone"),
        Outcome.OutsideOrder => new("x", "out-gone"),
        Outcome.NeverDisclosed => new("lock", "out-bad"),
        Outcome.InstrumentInsufficient or Outcome.OutOfJurisdiction or Outcome.IdentifierInvalid => new("no", "out-bad"),
        Outcome.UnknownSource => new("info", "out-bad"),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without a mark."),
    };

    /// <summary>The class of a segment in a <see cref="StripTagHelper"/>, and the name of its pattern (empty where the class alone draws it).</summary>
    public static (string Class, string Pattern) OfSegment(Outcome outcome) => outcome switch
    {
        Outcome.Available => ("seg-available", ""),
        Outcome.Preserved => ("seg-preserved", "p-preserved"),
        Outcome.Overdue => ("seg-overdue", "p-overdue"),
        Outcome.Expired => ("seg-expired", "p-expired"),
        Outcome.NeverCollected => ("seg-never", "p-never"),
        Outcome.OutsideOrder => ("seg-outside", ""),
        _ => ("seg-refused", "p-refused"),
    };
}
