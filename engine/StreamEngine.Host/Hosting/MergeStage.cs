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
using StreamEngine.Host.Registry;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Workers;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Host.Hosting;

/// <summary>
/// The stage that merges the tasks' shares of figures to the topic of KPIs, as a process runs it: one worker in a group
/// of its own, whose tasks are the partitions of the topic of shares.
/// </summary>
internal sealed class MergeStage
{
    private const int Slot = 0;

    /// <summary>Shares are few: the client's queues need little memory.</summary>
    private const long QueueBytes = 16L * 1024 * 1024;

    private readonly HostSettings _settings;
    private readonly ShopPolicy _policy;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly StatusMetrics _figures;
    private readonly MergeObserver _observer;
    private WorkerSupervisor? _worker;

    /// <param name="settings">The settings.</param>
    /// <param name="policy">What the business decides.</param>
    /// <param name="metrics">Where it is counted.</param>
    /// <param name="logger">Takes what happens.</param>
    /// <param name="clock">The wall clock.</param>
    public MergeStage(
        HostSettings settings, ShopPolicy policy, WorkerMetrics metrics, ILogger logger, TimeProvider clock)
    {
        (_settings, _policy, _clock) = (settings, policy, clock);
        _logger = new StageLogger(logger, "KPIs");
        _figures = new StatusMetrics(metrics, clock, isOfMerge: true);
        _observer = new MergeObserver(_logger, metrics);
    }

    /// <summary>What the worker does.</summary>
    public WorkerStatus Status =>
        _worker?.Status ?? new WorkerStatus { Slot = Slot, Phase = WorkerPhase.Starting };

    /// <summary>By task: every source's shares are merged up to that event time.</summary>
    public IReadOnlyDictionary<int, long> MergedUpTo => _observer.MergedUpTo;

    /// <summary>The connector's settings: a group of its own.</summary>
    public static KafkaSettings KafkaOf(HostSettings settings) => settings.Kafka with
    {
        GroupId = GroupOf(settings),
        FetchAheadBytes = Math.Min(settings.Kafka.FetchAheadBytes, QueueBytes),
        SendQueueBytes = Math.Min(settings.Kafka.SendQueueBytes, QueueBytes),
    };

    /// <summary>The group's name.</summary>
    public static string GroupOf(HostSettings settings) => $"{settings.Kafka.GroupId}.kpis";

    /// <summary>
    /// How many tasks merge figures, and what makes one without any state, as a process with these settings runs them.
    /// Only asks.
    /// </summary>
    /// <param name="settings">The settings.</param>
    /// <param name="policy">What the business decides.</param>
    /// <param name="kafka">A client.</param>
    /// <param name="registry">The schema registry; null where there is none.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="CommandFailedException">The topic is missing, or the registry does not answer.</exception>
    public static async Task<(int Count, Func<KpiMergeTask> Create)> FindAsync(
        HostSettings settings, ShopPolicy policy, KafkaAccess kafka, SchemaRegistryClient? registry,
        CancellationToken cancellationToken)
    {
        var count = await kafka.PartitionsAsync(settings.Topics.KpiPartials).ConfigureAwait(false);
        var headers = await MessageHeaders.FindAsync(
            registry, MessageHeaders.Outputs(settings.Topics), cancellationToken).ConfigureAwait(false);
        var schemas = new WriterSchemas(registry is null ? null : new RequiredSchemas(registry));
        return (count, () => NewTask(settings, policy, schemas, headers));
    }

    private static KpiMergeTask NewTask(
        HostSettings settings, ShopPolicy policy, WriterSchemas schemas, MessageHeaders headers) =>
        new(policy, settings.Time, schemas, batch => new AvroOutput(batch, new ShopAvro(headers.Of)));

    /// <summary>Runs until told to stop.</summary>
    /// <param name="client">The log, in the stage's own group.</param>
    /// <param name="tasks">How many partitions the topic of shares has.</param>
    /// <param name="schemas">The schemas that shares may be written with.</param>
    /// <param name="headers">The headers of lines.</param>
    /// <param name="all">Ends all workers.</param>
    public Task RunAsync(
        ILogClient client, int tasks, WriterSchemas schemas, MessageHeaders headers, CancellationTokenSource all)
    {
        var options = WorkerPlan.OfMerge(_settings, tasks);
        Worker NewWorker()
        {
            _observer.Begin();
            return new Worker(
                client, options,
                partition => _observer.Begin(partition, NewTask(_settings, _policy, schemas, headers)),
                _clock, _observer);
        }

        _worker = new WorkerSupervisor(Slot, NewWorker, _logger, _clock);
        return _worker.RunAsync(all);
    }

    /// <summary>Brings the metrics up to date.</summary>
    public void TakeFigures()
    {
        _figures.Take([Status]);
        _observer.TakeFigures();
    }
}
