using System.Diagnostics;
using System.Text.RegularExpressions;

namespace StreamEngine.Benchmarks.Workers;

/// <summary>A command of <c>streamengine</c> as a process of its own.</summary>
internal sealed partial class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _pages = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _last = [];

    private HostProcess(string[] args)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "streamengine.dll");
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [program, .. args])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            },
        };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where its pages are, once it says so.</summary>
    public Task<Uri> Pages => _pages.Task;

    /// <summary>Processor time so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The most memory that it held, in bytes.</summary>
    public long PeakBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts one.</summary>
    public static HostProcess Start(params string[] args) => new(args);

    /// <summary>Runs one to its end, which must be a good one.</summary>
    public static async Task RunAsync(params string[] args)
    {
        using var process = new HostProcess(args);
        await process._process.WaitForExitAsync().ConfigureAwait(false);
        process.Check();
    }

    /// <summary>Asks it to end in order and waits.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        Check();
    }

    /// <summary>Ends it without a warning.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private void Check()
    {
        if (_process.ExitCode == 0) return;
        lock (_last) throw new InvalidOperationException(string.Join('\n', _last));
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        if (Address().Match(line) is { Success: true } address) _pages.TrySetResult(new Uri(address.Value));
        lock (_last)
        {
            _last.Enqueue(line);
            if (_last.Count > 20) _last.Dequeue();
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/")]
    private static partial Regex Address();
}
