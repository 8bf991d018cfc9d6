using System.Text;
using System.Text.Json;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Connectors.Files.Inputs;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Runtime.Workers;
using StreamEngine.Schemas.Framing;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Runtime.Tests.Kafka;

/// <summary>The shop's pipeline over shipped files: once in memory, once through a real Kafka.</summary>
internal sealed class ShopOnKafka : IAsyncDisposable
{
    public const int Partitions = 4;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private static readonly string[] Inputs = ["clickstream", "carts", "orders", "customers"];
    private static readonly string[] Streams = ["sessions", "triggers", "decisions"];
    private static readonly string[] Ids = ["sessionId", "triggerId", "candidateId"];

    private readonly string _name;
    private readonly KafkaSettings _settings;
    private readonly KafkaLogClient _client;
    private readonly List<FileInput> _files;
    private readonly WriterSchemas _schemas = new();
    private readonly ShopTime _time = new();
    private readonly ShopPolicy _policy = PolicyDocument.Parse(
        """{"version":"1","governance":{"consent":"assumed","staleAfter":null}}"""u8.ToArray());

    private ShopOnKafka(string bootstrap, string name, IEnumerable<string> inputs)
    {
        _name = name;
        _settings = new KafkaSettings { BootstrapServers = bootstrap, GroupId = name, AllowPlaintext = true };
        _client = new KafkaLogClient(_settings with { InstanceId = "shop" }, static _ => { });
        _files = [.. inputs.Select(FileInput.Parse)];
    }

    /// <summary>How many records went in.</summary>
    public int Published { get; private set; }

    public static async Task<ShopOnKafka> StartAsync(RealKafka kafka, string name, params string[] inputs)
    {
        var source = await kafka.FindAsync();
        if (source.Bootstrap is null) Assert.Skip(source.Missing);
        var shop = new ShopOnKafka(source.Bootstrap, $"{name}-{Path.GetRandomFileName()}", inputs);
        string[] topics = [.. Inputs, .. Streams, "kpis", "late", "dead", "journal", "changelog"];
        foreach (var topic in topics)
        {
            var specification = new TopicSpecification { Name = shop.Topic(topic), Partitions = Partitions };
            Assert.Null(await shop._client.Topics.CreateAsync(specification, Long));
        }

        return shop;
    }

    /// <summary>Publishes the files, and heartbeats at the end that move time past every deadline.</summary>
    public async Task PublishAsync()
    {
        var batch = new AppendBatch();
        using var source = FileSource.Open(_files);
        foreach (var file in source.Read())
        {
            var records = file.Records;
            for (var i = 0; i < records.Count; i++)
            {
                var topic = Topic(Inputs[records[i].Input]);
                batch.Add(new LogPartition(topic, AppendBatch.ByKey), AppendBatch.Now, records.Key(records[i]),
                    records.Value(records[i]));
            }
        }

        Published = batch.Count;
        var headers = new HeaderWriter();
        foreach (var topic in Inputs)
            for (var number = 0; number < Partitions; number++)
                HeartbeatRecord.Append(batch, new LogPartition(Topic(topic), number), EndOfTime, headers);
        await using var producer = _client.CreateProducer(0);
        Assert.Equal(LogResult.Done, await producer.InitAsync(Long));
        Assert.Equal(LogResult.Done, await producer.BeginAsync());
        Assert.Equal(LogResult.Done, await producer.AppendAsync(batch, Long));
        Assert.Equal(LogResult.Done, await producer.CommitAsync(Long));
    }

    /// <summary>Runs a worker until it has committed everything, or until it dies. Tells whether it died.</summary>
    public async Task<bool> RunAsync(Func<string, bool> crash, TimeSpan patience)
    {
        await using var kafka = new KafkaLogClient(_settings, static _ => { });
        var worker = new Worker(new CrashingLogClient(kafka, crash), Options(), _ => NewTask(), new WallClock());
        using var stop = new CancellationTokenSource();
        using var deadline = new CancellationTokenSource(patience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var run = Task.Run(() => worker.RunAsync(stop.Token));
        while (!run.IsCompleted && !IsDone(worker) && !deadline.IsCancellationRequested)
            await pace.WaitForNextTickAsync(CancellationToken.None);
        await stop.CancelAsync();
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return run.IsFaulted;
    }

    /// <summary>By stream: the last record of each id, as the worker published it.</summary>
    public async Task<SortedDictionary<string, string>> PublishedAsync(int stream)
    {
        var last = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var batch = new LogBatch();
        await using var reader = _client.CreateReader();
        for (var number = 0; number < Partitions; number++)
        {
            var partition = new LogPartition(Topic(Streams[stream]), number);
            var ends = await _client.Offsets.EndAsync([partition], LogEnd.Stable, Long);
            Assert.Null(ends.Fault);
            await reader.OpenAsync(partition, 0, ends.Value![0].Offset);
            while (true)
            {
                var result = await reader.ReadAsync(batch, 10_000, TimeSpan.FromMilliseconds(100));
                for (var i = 0; i < batch.Count; i++) Keep(last, stream,
                    Encoding.UTF8.GetString(batch.Value(batch[i])));
                if (result.IsComplete) break;
            }
        }

        return last;
    }

    /// <summary>By stream: the last record of each id, as a replay of the files says.</summary>
    public SortedDictionary<string, string>[] Replayed()
    {
        SortedDictionary<string, string>[] last = [new(StringComparer.Ordinal), new(StringComparer.Ordinal),
            new(StringComparer.Ordinal)];
        void Publish(OutputBatch outputs)
        {
            for (var i = 0; i < outputs.Count; i++)
                if (outputs.Stream(i) < Streams.Length)
                    Keep(last[outputs.Stream(i)], outputs.Stream(i), Encoding.UTF8.GetString(outputs.Value(i)));
        }

        using var group = new TaskGroup(1, _time.OutOfOrdernessMs, _ => NewTask(), static (in _, _) => { }, Publish);
        using var source = FileSource.Open(_files);
        foreach (var file in source.Read()) group.Step(file.Records);
        group.AdvanceTo(EndOfTime);
        return last;
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private const long EndOfTime = 1_700_000_000_000;

    private static void Keep(SortedDictionary<string, string> last, int stream, string json)
    {
        using var document = JsonDocument.Parse(json);
        last[document.RootElement.GetProperty(Ids[stream]).GetString()!] = json;
    }

    private static bool IsDone(Worker worker)
    {
        var tasks = worker.Status.Tasks;
        return tasks.Count == Partitions && tasks.All(static t => t.Inputs.Count > 0
            && t.Inputs.All(static i => i.End > 0 && i.Committed >= 0 && i.Committed >= i.End - 1));
    }

    private string Topic(string name) => $"{_name}-{name}";

    private ShopTask NewTask() => new(_policy, _time, _schemas, static batch => new JsonOutput(batch));

    private WorkerOptions Options() => new()
    {
        Inputs = [.. Inputs.Select((topic, i) => new InputTopic(Topic(topic), (byte)i))],
        Outputs = [.. Streams.Append("kpis").Select(stream => new OutputTopic(Topic(stream)))],
        LateEventsTopic = Topic("late"),
        DeadLettersTopic = Topic("dead"),
        JournalTopic = Topic("journal"),
        ChangelogTopic = Topic("changelog"),
        Partitions = Partitions,
        OutOfOrdernessMs = _time.OutOfOrdernessMs,
        RecordsPerPoll = 500,
        Commit = new CommitOptions { EveryMs = 100 },
    };

    /// <summary>The machine's clock: a real broker goes by it.</summary>
    private sealed class WallClock : TimeProvider;
}
