using System.Text;
using System.Text.Json;
using CaseDesk.Extraction;

// The worker: an order on standard input, frames on standard output, nothing else. It is started by ExtractionRun only.
using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
using var output = new BufferedStream(Console.OpenStandardOutput(), 64 * 1024);

WorkerOrder order;
try
{
    order = JsonSerializer.Deserialize<WorkerOrder>(input.ReadLine() ?? "", Wire.Options) ?? throw new JsonException();
}
catch (JsonException)
{
    Console.Error.WriteLine("This program is started by CaseDesk. It expects an order on its standard input.");
    return 2;
}

new Thread(EndWithParent) { IsBackground = true }.Start();

try
{
    new PlanReader(order, Give).Run();
    output.Flush();
    return 0;
}
catch (ExtractionFailure failure)
{
    Give(new FailureFrame(failure.Code, failure.Message));
    output.Flush();
    return 1;
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException)
{
    // Its message may hold a path outside the logs; its kind says enough.
    Give(new FailureFrame("source-unreadable", $"The logs directory cannot be read: {error.GetType().Name}."));
    output.Flush();
    return 1;
}

void Give(WorkerFrame frame)
{
    JsonSerializer.Serialize(output, frame, Wire.Options);
    output.WriteByte((byte)'\n');
    if (frame is ProgressFrame)
        output.Flush();
}

// The parent keeps the pipe open: its end means that nobody waits for the answer any more.
void EndWithParent()
{
    while (input.Read() >= 0)
    {
    }

    Environment.Exit(3);
}
