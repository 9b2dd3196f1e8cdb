using System.Globalization;
using System.Runtime.InteropServices;
using CaseDesk.Bench;
using CaseDesk.Bench.Extraction;
using CaseDesk.Bench.Ledger;

// Four words are for the processes that it starts itself.
if (args is ["prepare", var people, var requests]) return await Preparation.Run(Number(people), Number(requests));
if (args is ["unaudited"]) return await UnauditedDesk.Run();
if (args is ["extract", var logs, var source, var type, var value, var from, var to, var known])
    return await OneExtraction.Run(logs, source, type, value, DateOnly.ParseExact(from, "yyyy-MM-dd"), DateOnly.ParseExact(to, "yyyy-MM-dd"), known == "known");
if (args is ["raw", var export]) return RawPass.Run(export);
if (args is ["decisions"])
{
    Decisions.Measure();
    return 0;
}

if (args is ["previews"]) return await Previews.Measure();
if (args is ["pdf", "compare", var compared]) return await ReportsCompared.Measure(Number(compared), Directory.GetCurrentDirectory());
if (args is ["pdf", "growth"]) return await ReportsCompared.Growth(Path.Combine(Directory.GetCurrentDirectory(), "docs", "pictures"));
if (args is ["pdf", var rows]) return Reports.Measure(Number(rows));

if (args.FirstOrDefault() is not ("extraction" or "ledger") && (args.Length > 2 || args.FirstOrDefault() is { } first && Number(first) < 10 || args.ElementAtOrDefault(1) is not (null or "rates" or "mix")))
{
    Console.Error.WriteLine("CaseDesk.Bench [seconds of the mixed load, at least 10, usually 60] [rates or mix, usually both], or CaseDesk.Bench decisions, previews, pdf [rows], pdf compare [rows], pdf growth, ledger or extraction");
    return 2;
}

// Asked to end, it ends what it started, and leaves nothing behind.
using var ending = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
try
{
    if (args is ["extraction", .. var options]) return await Extractions.Run(options, ending.Token);
    if (args is ["ledger", .. var size]) return await LedgerFigures.Run(size, ending.Token);

    var seconds = args.Length > 0 ? Number(args[0]) : 60;
    return await Measurements.Take(TimeSpan.FromSeconds(seconds), args.ElementAtOrDefault(1), ending.Token) ? 0 : 1;
}
catch (OperationCanceledException) when (ending.IsCancellationRequested)
{
    return 130;
}

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    ending.Cancel();
}

static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
