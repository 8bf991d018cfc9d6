using StreamEngine.Core.Log;
using StreamEngine.Testing.Kafka;

[assembly: AssemblyFixture(typeof(RealKafka))]

// The tests wait for brokers most of the time.
[assembly: Xunit.v3.Parallelization(MaxThreads = 6)]

namespace StreamEngine.Connectors.Kafka.Tests;

/// <summary>
/// What tests against a real Kafka share: a cluster or a skip, topics and groups of their own, and disposal.
/// </summary>
public abstract class KafkaTest(RealKafka kafka) : IAsyncLifetime
{
    protected static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private readonly List<IAsyncDisposable> _disposables = [];
    private readonly string _name = $"t{Guid.NewGuid():N}";
    private int _topics;

    protected KafkaSource Source { get; private set; } = null!;

    protected KafkaSettings Settings { get; set; } = null!;

    protected string Group => $"{_name}-group";

    public async ValueTask InitializeAsync()
    {
        Source = await kafka.FindAsync();
        if (Source.Bootstrap is null) Assert.Skip(Source.Missing);
        Settings = new KafkaSettings
        {
            BootstrapServers = Source.Bootstrap,
            GroupId = Group,
            InstanceId = "one",
            AllowPlaintext = true,
            Common = new Dictionary<string, string> { ["topic.metadata.refresh.interval.ms"] = "5000" },
            Producer = new Dictionary<string, string> { ["linger.ms"] = "0" },
        };
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        for (var index = _disposables.Count - 1; index >= 0; index--) await _disposables[index].DisposeAsync();
    }

    /// <summary>Disposes of it at the end of the test.</summary>
    protected T Own<T>(T disposable)
        where T : IAsyncDisposable
    {
        _disposables.Add(disposable);
        return disposable;
    }

    protected ILogClient Client(KafkaSettings? settings = null) =>
        Own(new KafkaLogClient(settings ?? Settings, static _ => { }));

    /// <summary>A new topic of the test.</summary>
    protected async Task<string> TopicAsync(ILogClient client, int partitions = 1, params (string, string)[] settings)
    {
        var name = $"{_name}-{_topics++}";
        var fault = await client.Topics.CreateAsync(new TopicSpecification
        {
            Name = name, Partitions = partitions, Settings = settings.ToDictionary(s => s.Item1, s => s.Item2),
        }, Long);
        Assert.Null(fault);
        return name;
    }

    /// <summary>A producer that is ready to begin.</summary>
    protected async Task<ITransactionalProducer> ProducerAsync(ILogClient client, int slot = 0)
    {
        var producer = Own(client.CreateProducer(slot));
        Assert.Equal(LogResult.Done, await producer.InitAsync(Long));
        return producer;
    }

    /// <summary>Writes records to the partition in one transaction.</summary>
    protected static async Task WriteAsync(
        ITransactionalProducer producer, LogPartition partition, params string[] values)
    {
        var batch = new AppendBatch();
        foreach (var value in values) batch.Add(partition, AppendBatch.Now, "key"u8, Bytes(value));
        Assert.Equal(LogResult.Done, await producer.BeginAsync());
        Assert.Equal(LogResult.Done, await producer.AppendAsync(batch, Long));
        Assert.Equal(LogResult.Done, await producer.CommitAsync(Long));
    }

    /// <summary>
    /// The end of the partition once no transaction is open: markers come after the acknowledgement of a commit.
    /// </summary>
    protected static async Task<long> SettledEndAsync(ILogClient client, LogPartition partition)
    {
        var deadline = Environment.TickCount64 + (long)Long.TotalMilliseconds;
        while (true)
        {
            var written = (await client.Offsets.EndAsync([partition], LogEnd.Written, Long)).Value![0].Offset;
            var stable = (await client.Offsets.EndAsync([partition], LogEnd.Stable, Long)).Value![0].Offset;
            if (written == stable) return stable;
            Assert.True(Environment.TickCount64 < deadline, $"{partition} is not settled");
        }
    }

    protected static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    protected static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
