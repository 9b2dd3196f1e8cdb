using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace CaseDesk.Extraction.Working;

/// <summary>The parent's side of one worker: starts it with an empty environment, hears it to the end, and ends it at a limit or on cancel.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan WatchEvery = TimeSpan.FromMilliseconds(200);

    // How .NET tells that a signal ended a process; SIGXCPU.
    private const int EndedBySignal = 128;
    private const int ProcessorTimeSignal = 24;

    private readonly Process process;
    private readonly CancellationTokenSource watching = new();
    private volatile string? endedFor;

    private WorkerProcess(Process process) => this.process = process;

    /// <summary>Why the parent ended the worker; null when it did not.</summary>
    public string? EndedFor => endedFor;

    /// <summary>It has not ended.</summary>
    public bool IsWaiting => !process.HasExited;

    /// <param name="rehearse">True where its job will come later.</param>
    /// <exception cref="SourceException">The worker's files are not beside the running program, or it cannot be started.</exception>
    public static WorkerProcess Start(ExtractionLimits limits, IReadOnlyList<string> launcher, bool rehearse)
    {
        var assembly = typeof(Worker).Assembly.Location;
        if (assembly.Length == 0 || !File.Exists(Path.ChangeExtension(assembly, ".runtimeconfig.json")))
            throw new SourceException(Reasons.WorkerMissing, "The collector's worker program is not installed beside the application.");

        string[] command = [.. launcher, Host(), assembly, .. rehearse ? [Rehearsal.Word] : Array.Empty<string>()];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = Path.GetDirectoryName(assembly),
        };
        start.Environment.Clear();
        foreach (var (name, value) in Surroundings(limits))
            start.Environment[name] = value;

        try
        {
            return new WorkerProcess(Process.Start(start) ?? throw new InvalidOperationException());
        }
        catch (Exception failed) when (failed is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            throw new SourceException(Reasons.WorkerMissing, $"The collector's worker program cannot be started ({failed.GetType().Name}).");
        }
    }

    /// <summary>Sends the job, hears every frame, and returns when the worker is gone.</summary>
    /// <returns>True when the worker ended by itself and well.</returns>
    /// <exception cref="InvalidDataException">The worker said something that is not a frame.</exception>
    public async Task<bool> Hear(WorkerJob job, ExtractionLimits limits, Action<Frame> hear, CancellationToken cancel)
    {
        await using var onCancel = cancel.UnsafeRegister(_ => End(Reasons.Cancelled), null);
        var watch = Watch(limits);
        var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        try
        {
            await Send(job);
            var frames = new FrameReader(process.StandardOutput.BaseStream);
            await Task.Factory.StartNew(() => HearAll(frames, hear), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await process.WaitForExitAsync(CancellationToken.None);
            if (process.ExitCode == EndedBySignal + ProcessorTimeSignal)
                endedFor ??= Reasons.CpuLimit;
            return process.ExitCode == Worker.Done && endedFor is null;
        }
        finally
        {
            Kill();
            await watching.CancelAsync();
            await watch;
            await errors;
        }
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
        watching.Dispose();
    }

    private static void HearAll(FrameReader frames, Action<Frame> hear)
    {
        while (frames.Next() is { } frame)
            hear(frame);
    }

    private async Task Send(WorkerJob job)
    {
        try
        {
            // The input stays open: its end tells the worker that its parent is gone.
            var input = process.StandardInput.BaseStream;
            await input.WriteAsync(job.ToJson(), CancellationToken.None);
            await input.WriteAsync("\n"u8.ToArray(), CancellationToken.None);
            await input.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // The worker is gone already; its missing last frame tells so.
        }
    }

    // Real time, not the application's clock: a clock that stands still must not lift a limit.
    private async Task Watch(ExtractionLimits limits)
    {
        var since = Stopwatch.StartNew();
        while (!watching.IsCancellationRequested)
        {
            await Task.Delay(WatchEvery, watching.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (since.Elapsed > limits.WallTime)
                End(Reasons.TimeLimit);
            else if (Resident() > limits.WorkerMemory)
                End(Reasons.MemoryLimit);
        }
    }

    private long Resident()
    {
        try
        {
            process.Refresh();
            return process.HasExited ? 0 : process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    private void End(string reason)
    {
        endedFor ??= reason;
        Kill();
    }

    private void Kill()
    {
        try
        {
            process.Kill();
        }
        catch (Exception gone) when (gone is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
        }

        // A worker of another user may not be ours to kill; one whose input ends, ends by itself.
        try
        {
            process.StandardInput.Close();
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
        }
    }

    // The host of this very runtime, whatever program hosts the parent.
    private static string Host()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        if (Path.GetFileName(Environment.ProcessPath) == name)
            return Environment.ProcessPath!;
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var host = Path.Combine(root, name);
        return File.Exists(host) ? host : "dotnet";
    }

    private static IEnumerable<(string Name, string Value)> Surroundings(ExtractionLimits limits)
    {
        foreach (var name in new[] { "DOTNET_ROOT", "SystemRoot" })
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                yield return (name, value);
        }

        // No culture data, no diagnostic port, no crash dump of other people's records, and a heap that ends before the watch has to.
        yield return ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");
        yield return ("DOTNET_EnableDiagnostics", "0");
        yield return ("DOTNET_DbgEnableMiniDump", "0");
        yield return ("DOTNET_gcConcurrent", "0");
        yield return ("DOTNET_GCHeapHardLimit", (limits.WorkerMemory * 3 / 4).ToString("x", CultureInfo.InvariantCulture));
        // A worker lives for seconds: what was compiled, ahead or in haste, is compiled once more only where it runs for every record or block.
        yield return ("DOTNET_TieredPGO", "0");
        yield return ("DOTNET_TC_CallCountThreshold", "1F4");
    }
}
