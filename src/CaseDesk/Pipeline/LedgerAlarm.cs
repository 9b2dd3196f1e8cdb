using System.Diagnostics.Metrics;
using System.Globalization;

namespace CaseDesk.Pipeline;

/// <summary>
/// What an operator must be woken for: acts that did not happen because their entry could not be written, and a high-water mark that cannot be kept.
/// Told twice, as instruments of <see cref="MeterName"/> and as text at <c>/health/metrics</c>, since nothing can be attached to the process in its container.
/// </summary>
internal sealed class LedgerAlarm : IDisposable
{
    public const string MeterName = "CaseDesk.Ledger";

    private const string Unwritten = "casedesk_ledger_unwritten_acts_total";
    private const string Unmarked = "casedesk_ledger_mark_failures_total";
    private const string Signed = "casedesk_ledger_signed_entries";
    private const string Marked = "casedesk_ledger_marked_entries";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> unwritten;
    private readonly Counter<long> unmarked;
    private long unwrittenActs, markFailures, signedEntries, markedEntries;

    public LedgerAlarm()
    {
        unwritten = meter.CreateCounter<long>(Unwritten, "{act}", "Acts and reads that did not happen because their entry could not be written.");
        unmarked = meter.CreateCounter<long>(Unmarked, "{failure}", "Times that the high-water mark could not be written.");
        meter.CreateObservableGauge(Signed, () => Volatile.Read(ref signedEntries), "{entry}", "Entries under the newest signature of this process.");
        meter.CreateObservableGauge(Marked, () => Volatile.Read(ref markedEntries), "{entry}", "Entries under the high-water mark as this process knows it.");
    }

    public void NotWritten(int acts)
    {
        Interlocked.Add(ref unwrittenActs, acts);
        unwritten.Add(acts);
    }

    public void NotMarked()
    {
        Interlocked.Increment(ref markFailures);
        unmarked.Add(1);
    }

    public void HasSigned(long entries) => Volatile.Write(ref signedEntries, entries);

    public void HasMarked(long entries) => Volatile.Write(ref markedEntries, entries);

    /// <summary>As Prometheus reads it (text format 0.0.4).</summary>
    public string Text() => string.Concat(
        Line(Unwritten, "counter", ref unwrittenActs), Line(Unmarked, "counter", ref markFailures), Line(Signed, "gauge", ref signedEntries), Line(Marked, "gauge", ref markedEntries));

    private static string Line(string name, string kind, ref long value) => string.Create(CultureInfo.InvariantCulture, $"# TYPE {name} {kind}\n{name} {Volatile.Read(ref value)}\n");

    public void Dispose() => meter.Dispose();
}
