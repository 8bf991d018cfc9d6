using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamEngine.Host.Tests.Processes;

/// <summary>Several processes of one group, each with a name, a folder and a log of its own.</summary>
/// <param name="config">The configuration file of the process with that number.</param>
/// <param name="policy">The policy file.</param>
/// <param name="folder">Where they log.</param>
internal sealed partial class WorkerFleet(Func<int, string> config, string policy, string folder) : IAsyncDisposable
{
    private const int MostRestarts = 4;

    private readonly Dictionary<int, WorkerProcess> _running = [];
    private readonly List<WorkerProcess> _all = [];
    private int _restarts;

    /// <summary>The processes that are meant to be there.</summary>
    public IReadOnlyCollection<WorkerProcess> Running => _running.Values;

    /// <summary>The process with that number.</summary>
    public WorkerProcess this[int number] => _running[number];

    /// <summary>The logs of all that were ever started.</summary>
    public string AllLogged => string.Join('\n', _all.Select(worker => worker.Logged));

    /// <summary>
    /// How many input records were processed again because their snapshot was older than their commit.
    /// </summary>
    public long Replayed => _all.SelectMany(worker => Replays().Matches(worker.Logged))
        .Sum(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

    /// <summary>Starts the process with that number, again where it was there before.</summary>
    public void Start(int number)
    {
        var worker = WorkerProcess.Start(config(number), policy, Path.Combine(folder, $"worker-{_all.Count}.log"));
        _running[number] = worker;
        _all.Add(worker);
    }

    /// <summary>Kills the process with that number and starts it again.</summary>
    public async Task KillAndStartAsync(int number)
    {
        await _running[number].KillAsync();
        Start(number);
    }

    /// <summary>Ends the process with that number in order; a start under way is waited for.</summary>
    public async Task StopAsync(int number)
    {
        // Before its pages are there, the runtime of the language ends it, and not in order.
        await UntilAsync("The pages of the one that leaves", async () =>
            await _running[number].PageAsync("health/live") is not null, TimeSpan.FromSeconds(60));
        Assert.Equal(0, await _running[number].StopAsync());
        _running.Remove(number);
    }

    /// <summary>The status pages of all of them; empty while one does not answer.</summary>
    public async Task<IReadOnlyList<string>> StatusesAsync()
    {
        var pages = await Task.WhenAll(_running.Values.Select(worker => worker.PageAsync("status")));
        return pages.All(page => page is not null) ? [.. pages.OfType<string>()] : [];
    }

    /// <summary>Waits for a condition, looking again and again; fails with the logs when it does not come.</summary>
    public async Task UntilAsync(string what, Func<ValueTask<bool>> condition, TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!await condition())
        {
            Supervise();
            Assert.False(deadline.IsCancellationRequested, $"{what} did not come within {limit}: {Describe()}");
            await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>
    /// Starts again what ended by itself, as whoever runs workers does: the client library ends the process where one
    /// of its assertions fails, which a bad network can bring about.
    /// </summary>
    private void Supervise()
    {
        foreach (var number in _running.Where(entry => entry.Value.HasEnded).Select(entry => entry.Key).ToList())
        {
            Assert.True(++_restarts <= MostRestarts, $"Workers end again and again: {Describe()}");
            Start(number);
        }
    }

    /// <summary>The ends of the logs of those that are meant to be there.</summary>
    public string Describe() => string.Join("\n\n", _running.Select(entry => $"worker {entry.Key}:\n"
        + string.Join('\n', entry.Value.Logged.Split('\n').TakeLast(40))));

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _all) await worker.DisposeAsync();
    }

    [GeneratedRegex(@"records of state from [^,]+, (\d+) replayed")]
    private static partial Regex Replays();
}
