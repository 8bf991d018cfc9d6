using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using Prometheus;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Kpis.Live;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Kafka;
using StreamEngine.Host.Logging;
using StreamEngine.Host.Metrics;
using StreamEngine.Host.Pages;
using StreamEngine.Host.Registry;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Workers;
using StreamEngine.Schemas.Framing;
using StreamEngine.State.Files;
using StreamEngine.State.Mirror;

namespace StreamEngine.Host.Hosting;

/// <summary>
/// The worker as a process runs it: the folder, the pages, the brokers, the checks, the workers; until it is told to
/// stop, or cannot go on.
/// </summary>
public sealed class WorkerHost : IPagesSource
{
    private readonly HostSettings _settings;
    private readonly ShopPolicy _policy;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly WorkerMetrics _metrics = new();
    private readonly StatusMetrics _figures;
    private readonly MergeStage _merge;
    private volatile IReadOnlyList<WorkerSupervisor> _workers = [];
    private readonly ConcurrentDictionary<int, TaskTallies> _tallies = [];
    private readonly TaskCompletionSource<Uri> _pages = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _problem = "starting";

    /// <param name="settings">The settings.</param>
    /// <param name="policy">What the business decides.</param>
    /// <param name="logger">Takes what happens.</param>
    /// <param name="clock">The wall clock.</param>
    public WorkerHost(HostSettings settings, ShopPolicy policy, ILogger logger, TimeProvider clock)
    {
        (_settings, _policy, _logger, _clock) = (settings, policy, logger, clock);
        _figures = new StatusMetrics(_metrics, clock);
        _merge = new MergeStage(settings, policy, _metrics, logger, clock);
    }

    /// <summary>Where the pages are, once they are open.</summary>
    public Task<Uri> PagesUrl => _pages.Task;

    /// <summary>Opens the log: Kafka's, or that of an embedded broker.</summary>
    public Func<KafkaSettings, Action<KafkaLogLine>, ILogClient> OpenLog { get; init; } =
        static (settings, log) => new KafkaLogClient(settings, log);

    /// <summary>Whether topics are checked before the workers start: an embedded broker's are as they are.</summary>
    public bool ChecksTopics { get; init; } = true;

    /// <summary>What was published since the start.</summary>
    public PublishedTotals Published => _metrics.Published;

    /// <inheritdoc/>
    public bool IsReady => Problem is null;

    /// <inheritdoc/>
    public string? Problem
    {
        get
        {
            var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
            return _problem
                ?? Reports().Select(worker => worker.WhyNotReady(now)).FirstOrDefault(problem => problem is not null)
                ?? (_merge.Status.WhyNotReady(now) is { } ofMerge ? $"KPIs: {ofMerge}" : null);
        }
    }

    /// <inheritdoc/>
    public CollectorRegistry Metrics => _metrics.Registry;

    /// <summary>What the workers report.</summary>
    public IReadOnlyList<WorkerStatus> Reports() => [.. _workers.Select(worker => worker.Status)];

    /// <inheritdoc/>
    public byte[] StatusJson() => Pages.StatusJson.Of(
        IsReady, Problem, Reports(), _merge.Status, _merge.MergedUpTo);

    /// <summary>Runs until told to stop; then everything is finished, committed and closed with a snapshot.</summary>
    /// <exception cref="CommandFailedException">It cannot start, or cannot go on.</exception>
    /// <exception cref="UsageException">The topics are not as they have to be.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        _logger.Starts(Version, _settings.Workers, _policy.Version);
        _metrics.BuildInfo.WithLabels(Version, RuntimeInformation.FrameworkDescription).Set(1);
        using var folder = StateFolder.Take(_settings.State.Directory);
        folder.RequireRoom(folder.Room);
        var pages = await OpenPagesAsync().ConfigureAwait(false);
        await using var _ = pages.ConfigureAwait(false);
        var lines = new KafkaLines(_logger, _clock);
        var client = OpenLog(_settings.Kafka, lines.Hear);
        await using var __ = client.ConfigureAwait(false);
        var start = new WorkerStart(_settings, client, lines.Voice, _logger, _clock);
        var (tasks, shares) = await start.CheckAsync(folder, ChecksTopics, stop).ConfigureAwait(false);
        var merging = OpenLog(MergeStage.KafkaOf(_settings), lines.Hear);
        await using var ___ = merging.ConfigureAwait(false);
        using var registry = _settings.Registry is { } where ? new SchemaRegistryClient(where) : null;
        var headers = await MessageHeaders.FindAsync(registry, MessageHeaders.Outputs(_settings.Topics), stop)
            .ConfigureAwait(false);
        var schemas = new WriterSchemas(registry is null ? null : new RequiredSchemas(registry));
        var parts = new Parts(
            client, merging, shares, schemas, headers,
            new ShopTasks(_settings, _policy, tasks, shares, schemas, headers),
            new CustomerStores(folder.Path, _settings.State.MemoryLimitBytes, tasks),
            new SnapshotMirrors(new PhysicalFiles(), folder.Path, new MirrorOptions()));
        _workers = [.. Enumerable.Range(0, _settings.Workers).Select(slot =>
            new WorkerSupervisor(slot, () => NewWorker(parts, slot), _logger, _clock))];
        _problem = null;
        await RunWorkersAsync(parts, stop).ConfigureAwait(false);
        _logger.Stopped();
    }

    private static string Version => typeof(WorkerHost).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private async Task<WorkerPages> OpenPagesAsync()
    {
        _metrics.Registry.AddBeforeCollectCallback(TakeFigures);
        var pages = await WorkerPages.OpenAsync(_settings.Metrics, this).ConfigureAwait(false);
        if (pages.Url.IsLoopback) _logger.PagesOpen(pages.Url.ToString());
        else _logger.PagesExposed(pages.Url.ToString());
        _pages.TrySetResult(pages.Url);
        return pages;
    }

    private void TakeFigures()
    {
        _figures.Take(Reports());
        _merge.TakeFigures();
        var underWay = _tallies.Values.Select(tallies => tallies.UnderWay).ToList();
        _metrics.SessionsOpen.Set(underWay.Sum(counts => counts.Sessions));
        _metrics.CartsOpen.Set(underWay.Sum(counts => counts.Carts));
        _metrics.TimersPending.Set(underWay.Sum(counts => counts.Timers));
    }

    private async Task RunWorkersAsync(Parts parts, CancellationToken stop)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var signal = stop.Register(_logger.Stopping);
        await using var _ = signal.ConfigureAwait(false);
        var running = _workers.Select(worker => worker.RunAsync(all)).ToList();
        running.Add(_merge.RunAsync(parts.Merging, parts.Shares, parts.Schemas, parts.Headers, all));
        using var ended = new CancellationTokenSource();
        var sampling = SampleAsync(ended.Token);
        try
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
        finally
        {
            TakeFigures();
            await ended.CancelAsync().ConfigureAwait(false);
            await sampling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What a task counted before it went elsewhere must have been seen, scraped or not.
    private async Task SampleAsync(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(Limits.SampleEvery, _clock);
        while (await timer.WaitForNextTickAsync(ended).ConfigureAwait(false)) TakeFigures();
    }

    private Worker NewWorker(Parts parts, int slot)
    {
        var tallies = new TaskTallies(_metrics, _clock);
        _tallies[slot] = tallies;
        return new Worker(
            parts.Client,
            parts.Tasks.OptionsOf(slot),
            partition => tallies.Begin(partition, parts.Tasks.Create(
                partition, parts.Stores.Open(partition), tallies.Of(partition).Around)),
            _clock,
            new HostObserver(_logger, _metrics, tallies),
            parts.Mirrors);
    }

    /// <summary>What the workers of the process share.</summary>
    private sealed record Parts(
        ILogClient Client, ILogClient Merging, int Shares, WriterSchemas Schemas, MessageHeaders Headers,
        ShopTasks Tasks, CustomerStores Stores, SnapshotMirrors Mirrors);
}
