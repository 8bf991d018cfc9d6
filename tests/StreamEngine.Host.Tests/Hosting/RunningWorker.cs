using System.Text;
using System.Text.RegularExpressions;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Consoles;

namespace StreamEngine.Host.Tests.Hosting;

/// <summary>The command <c>run</c> in this process, with its pages.</summary>
internal sealed partial class RunningWorker : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Log _log = new();
    private readonly Task<int> _running;

    private RunningWorker(string[] args) => _running = Task.Run(() => CommandLine.RunAsync(
        ["run", .. args], new HostConsole { Out = TextWriter.Null, Error = _log }, _stop.Token));

    /// <summary>Its pages.</summary>
    public HttpClient Pages { get; } = new() { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>What it has logged.</summary>
    public string Logged => _log.Text;

    /// <summary>Starts it and waits until its pages are open.</summary>
    public static async Task<RunningWorker> StartAsync(params string[] args)
    {
        var worker = new RunningWorker(args);
        await worker.UntilAsync(
            () => ValueTask.FromResult(worker._running.IsCompleted || Address().IsMatch(worker.Logged)),
            TimeSpan.FromSeconds(60));
        if (worker._running.IsCompleted) Assert.Fail($"run ended with {await worker._running}: {worker.Logged}");
        worker.Pages.BaseAddress = new Uri(Address().Match(worker.Logged).Value);
        return worker;
    }

    /// <summary>Waits for a condition, looking again and again; fails with the log when it does not come.</summary>
    public async Task UntilAsync(Func<ValueTask<bool>> condition, TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await condition())
        {
            if (deadline.IsCancellationRequested) Assert.Fail($"It did not come within {limit}: {Logged}");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A page, whatever its status.</summary>
    public async Task<string> PageAsync(string path)
    {
        using var response = await Pages.GetAsync(
            new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Tells it to stop, and waits.</summary>
    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await _running.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task ended = _running.WaitAsync(TimeSpan.FromSeconds(60));
        await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Pages.Dispose();
        _stop.Dispose();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/")]
    private static partial Regex Address();

    private sealed class Log : StringWriter
    {
        private readonly StringBuilder _lines = new();

        public string Text
        {
            get
            {
                lock (_lines) return _lines.ToString();
            }
        }

        public override void WriteLine(string? value)
        {
            lock (_lines) _lines.AppendLine(value);
        }
    }
}
