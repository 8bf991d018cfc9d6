using System.Text;
using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Tests.Support;
using StreamEngine.Runtime.Workers;
using StreamEngine.Testing.Kafka;

[assembly: AssemblyFixture(typeof(RealKafka))]

namespace StreamEngine.Runtime.Tests.Kafka;

/// <summary>The counting job against a real Kafka: topics, events, workers, and what has to come out.</summary>
internal sealed class KafkaCountJob : IAsyncDisposable
{
    public const int Partitions = 3;
    private const long Start = 1_700_000_000_000;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private static readonly string[] Names =
        ["left", "right", "closed", "seen", "clocks", "late", "dead", "journal", "changelog"];

    private readonly string _name;
    private readonly KafkaSettings _settings;
    private readonly Dictionary<string, List<(long Time, long Id)>> _written = new(StringComparer.Ordinal);
    private readonly Random _chance = new(17);
    private readonly KafkaLogClient _client;
    private readonly List<Running> _running = [];
    private long _ids;

    private KafkaCountJob(string bootstrap, string name)
    {
        _name = name;
        _settings = new KafkaSettings
        {
            BootstrapServers = bootstrap, GroupId = name, AllowPlaintext = true,
            Producer = new Dictionary<string, string> { ["linger.ms"] = "0" },
        };
        _client = new KafkaLogClient(_settings with { InstanceId = "shop" }, static _ => { });
    }

    public IReadOnlyList<Running> Workers => _running;

    public static async Task<KafkaCountJob> StartAsync(RealKafka kafka, string name)
    {
        var source = await kafka.FindAsync();
        if (source.Bootstrap is null) Assert.Skip(source.Missing);
        var job = new KafkaCountJob(source.Bootstrap, $"{name}-{Path.GetRandomFileName()}");
        foreach (var topic in Names)
        {
            var specification = new TopicSpecification { Name = job.Topic(topic), Partitions = Partitions };
            Assert.Null(await job._client.Topics.CreateAsync(specification, Long));
        }

        return job;
    }

    /// <summary>Writes so many events, each a little later than the one before, in one transaction.</summary>
    public async Task WriteAsync(int events, bool isLast)
    {
        var batch = new AppendBatch();
        for (var i = 0; i < events; i++)
        {
            var id = ++_ids;
            var key = $"k{_chance.Next(200)}";
            var time = Start + (id * 40) - _chance.Next(900);
            if (!_written.TryGetValue(key, out var list)) _written.Add(key, list = []);
            list.Add((time, id));
            var topic = Topic(_chance.Next(2) == 0 ? "left" : "right");
            batch.Add(new LogPartition(topic, AppendBatch.ByKey), AppendBatch.Now, Encoding.UTF8.GetBytes(key),
                CountTask.Value(time, id));
        }

        var headers = new HeaderWriter();
        foreach (var topic in new[] { "left", "right" })
            for (var number = 0; isLast && number < Partitions; number++)
                HeartbeatRecord.Append(batch, new LogPartition(Topic(topic), number), Start + 90_000_000, headers);
        await using var producer = _client.CreateProducer(0);
        Assert.Equal(LogResult.Done, await producer.InitAsync(Long));
        Assert.Equal(LogResult.Done, await producer.BeginAsync());
        Assert.Equal(LogResult.Done, await producer.AppendAsync(batch, Long));
        Assert.Equal(LogResult.Done, await producer.CommitAsync(Long));
    }

    /// <summary>Starts a worker of its own instance.</summary>
    /// <param name="instance">Its name.</param>
    /// <param name="crash">Throws where the process dies; null lets it live.</param>
    public Running StartWorker(string instance, Func<string, bool>? crash = null)
    {
        var kafka = new KafkaLogClient(_settings with { InstanceId = instance }, static _ => { });
        var worker = new Worker(
            new CrashingLogClient(kafka, crash ?? (static _ => false)), Options(instance),
            static _ => new CountTask(CountJob.Gap), new WallClock());
        var running = new Running(instance, worker, kafka);
        running.Run = Task.Run(() => worker.RunAsync(running.Stop.Token));
        _running.Add(running);
        return running;
    }

    /// <summary>
    /// Waits until everything came out, or for so long; then asserts that it came out once and as it should.
    /// </summary>
    public async Task AssertExactAsync(TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        var expected = _ids;
        while (!deadline.IsCancellationRequested && await CountAsync("seen") < expected)
            await pace.WaitForNextTickAsync(CancellationToken.None);
        var closed = ExpectedClosed();
        while (!deadline.IsCancellationRequested && await CountAsync("closed") < closed.Count)
            await pace.WaitForNextTickAsync(CancellationToken.None);
        var ids = _written.Values.SelectMany(static e => e).Select(static e => $"{e.Id}").Order(StringComparer.Ordinal);
        Assert.True(ids.SequenceEqual(await ReadAsync("seen")), $"seen differs; {Describe()}");
        Assert.Equal(closed, await ReadAsync("closed"));
        Assert.Empty(await ReadAsync("late"));
        Assert.Empty(await ReadAsync("dead"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var running in _running) await running.StopAsync();
        await _client.DisposeAsync();
    }

    public string Describe() => string.Join("; ", _running.Select(static r =>
        $"{r.Instance}: {r.Worker.Status.Phase} {r.Worker.Status.Problem} {r.Worker.Status.Counters}"
        + string.Join(",", r.Worker.Status.Tasks.Select(static t => $" {t.Partition}:{t.Phase} {t.Reason}"))));

    private string Topic(string name) => $"{_name}-{name}";

    private List<string> ExpectedClosed()
    {
        var expected = new List<string>();
        foreach (var (key, events) in _written)
        {
            var ordered = events.OrderBy(static e => e.Time).ToList();
            var from = 0;
            for (var i = 1; i <= ordered.Count; i++)
            {
                if (i < ordered.Count && ordered[i].Time - ordered[i - 1].Time <= CountJob.Gap) continue;
                var session = ordered[from..i];
                expected.Add($"{key}|{session[0].Time}|{session.Count}|{session.Sum(static e => e.Id)}");
                from = i;
            }
        }

        expected.Sort(StringComparer.Ordinal);
        return expected;
    }

    private async Task<int> CountAsync(string topic) => (await ReadAsync(topic)).Count;

    private async Task<List<string>> ReadAsync(string topic)
    {
        var values = new List<string>();
        var batch = new LogBatch();
        await using var reader = _client.CreateReader();
        for (var number = 0; number < Partitions; number++)
        {
            var partition = new LogPartition(Topic(topic), number);
            var ends = await _client.Offsets.EndAsync([partition], LogEnd.Stable, Long);
            Assert.Null(ends.Fault);
            await reader.OpenAsync(partition, 0, ends.Value![0].Offset);
            while (true)
            {
                var result = await reader.ReadAsync(batch, 10_000, TimeSpan.FromMilliseconds(100));
                for (var i = 0; i < batch.Count; i++) values.Add(Encoding.UTF8.GetString(batch.Value(batch[i])));
                if (result.IsComplete) break;
            }
        }

        values.Sort(StringComparer.Ordinal);
        return values;
    }

    private WorkerOptions Options(string instance) => new()
    {
        Name = instance,
        Inputs = [new InputTopic(Topic("left"), 0), new InputTopic(Topic("right"), 1)],
        Outputs = [new OutputTopic(Topic("closed")), new OutputTopic(Topic("seen")), new OutputTopic(Topic("clocks"))],
        LateEventsTopic = Topic("late"),
        DeadLettersTopic = Topic("dead"),
        JournalTopic = Topic("journal"),
        ChangelogTopic = Topic("changelog"),
        Partitions = Partitions,
        OutOfOrdernessMs = CountJob.Bound,
        IdleAfterMs = 3_600_000,
        PeekEventTime = static (_, value) => value.Length == 16 ? BitConverter.ToInt64(value) : null,
        Snapshot = new SnapshotOptions { EveryMs = 2_000, SharePercent = 50 },
        RecordsPerPoll = 500,
        Commit = new CommitOptions { EveryMs = 100, Records = 2_000 },
    };

    /// <summary>A worker that runs.</summary>
    internal sealed class Running(string instance, Worker worker, KafkaLogClient client)
    {
        private bool _isStopped;

        public string Instance => instance;

        public Worker Worker => worker;

        public CancellationTokenSource Stop { get; } = new();

        public Task Run { get; set; } = Task.CompletedTask;

        /// <summary>Lets it end in order; one that crashed has ended already.</summary>
        public async Task StopAsync()
        {
            if (_isStopped) return;
            _isStopped = true;
            await Stop.CancelAsync();
            await ((Task)Run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await client.DisposeAsync();
        }
    }

    /// <summary>The machine's clock: a real broker goes by it.</summary>
    private sealed class WallClock : TimeProvider;
}
