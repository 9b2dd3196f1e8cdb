using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CaseDesk.Extraction;

/// <summary>The worker as its parent sees it: started with an almost empty environment, watched, and killed when it must be.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan _watchEvery = TimeSpan.FromMilliseconds(200);

    // What .NET needs to find and run itself, and nothing in which a key or a connection string could stand.
    private static readonly string[] _kept = ["PATH", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "LD_LIBRARY_PATH", "SystemRoot", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"];

    private readonly Process _process;
    private readonly CancellationTokenSource _stopWatching = new();

    private WorkerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public Stream Frames => _process.StandardOutput.BaseStream;

    /// <exception cref="ExtractionFailure"><c>worker-missing</c>.</exception>
    public static WorkerProcess Start(WorkerOrder order, ExtractionLimits limits)
    {
        var assembly = typeof(WorkerProcess).Assembly.Location;
        if (assembly.Length == 0 || !File.Exists(Path.ChangeExtension(assembly, ".runtimeconfig.json")))
            throw new ExtractionFailure("worker-missing", "The collector's program is not installed beside the application.");
        var host = Environment.ProcessPath;
        var start = new ProcessStartInfo(host is not null && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            ArgumentList = { assembly },
            WorkingDirectory = order.LogsDirectory,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        var environment = start.Environment;
        foreach (var name in environment.Keys.Where(k => !_kept.Contains(k, StringComparer.OrdinalIgnoreCase)).ToList())
            environment.Remove(name);
        environment["DOTNET_EnableDiagnostics"] = "0";
        environment["DOTNET_GCHeapHardLimit"] = (limits.MemoryBytes / 4 * 3).ToString("x", CultureInfo.InvariantCulture);
        try
        {
            var worker = new WorkerProcess(Process.Start(start)!);
            worker.Tell(order);
            return worker;
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new ExtractionFailure("worker-missing", "The collector's program cannot be started.");
        }
    }

    /// <summary>Kills the worker when it takes too much memory.</summary>
    public async Task<bool> PassedMemory(long bytes)
    {
        using var timer = new PeriodicTimer(_watchEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopWatching.Token))
            {
                if (_process.HasExited)
                    return false;
                _process.Refresh();
                if (_process.WorkingSet64 <= bytes)
                    continue;
                Kill();
                return true;
            }
        }
        catch (Exception error) when (error is OperationCanceledException or InvalidOperationException)
        {
            // Ended, or ended between the two looks.
        }

        return false;
    }

    public void StopWatching() => _stopWatching.Cancel();

    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It is gone already.
        }
    }

    public async Task<int> Exit()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Kill();
        _stopWatching.Dispose();
        _process.Dispose();
    }

    private void Tell(WorkerOrder order)
    {
        // Read and thrown away: a crash report could hold the content of a record.
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        try
        {
            _process.StandardInput.WriteLine(JsonSerializer.Serialize(order, Wire.Options));
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It died at once; the missing frames will tell.
        }
    }
}
