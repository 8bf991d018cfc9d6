using Confluent.Kafka;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// A broker inside this process, for trials without a Kafka: librdkafka's mock cluster. It speaks the protocol and
/// keeps a few megabytes; it does not keep the offsets of transactions, fences nobody and shows uncommitted records, so
/// that nothing about exactly-once can be seen with it.
/// </summary>
public sealed class EmbeddedBroker : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IAdminClient _client;

    private EmbeddedBroker(IAdminClient client, string bootstrap) => (_client, Bootstrap) = (client, bootstrap);

    /// <summary>How many partitions each topic has.</summary>
    public const int Partitions = 4;

    /// <summary>Its address on the loopback interface.</summary>
    public string Bootstrap { get; }

    /// <summary>Starts a broker with those topics.</summary>
    public static EmbeddedBroker Start(IEnumerable<string> topics)
    {
        var client = new AdminClientBuilder(new Dictionary<string, string>
        {
            ["test.mock.num.brokers"] = "1",
            ["bootstrap.servers"] = "127.0.0.1:1",
            ["log_level"] = "0",
        }).SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build();
        try
        {
            var brokers = client.GetMetadata(Patience).Brokers;
            // Asking for a topic creates it.
            foreach (var topic in topics) client.GetMetadata(topic, Patience);
            return new EmbeddedBroker(client, string.Join(',', brokers.Select(b => $"{b.Host}:{b.Port}")));
        }
        catch
        {
            NativeClient.Close(client);
            throw;
        }
    }

    /// <summary>A client of it that answers for it what it cannot be asked.</summary>
    public static ILogClient Client(KafkaSettings settings, Action<KafkaLogLine> log) =>
        new EmbeddedLogClient(new KafkaLogClient(settings with { ChecksRecords = false }, log));

    /// <inheritdoc/>
    public void Dispose() => NativeClient.Close(_client);
}

/// <summary>Everything is Kafka's, but for the questions that a mock cluster does not understand.</summary>
internal sealed class EmbeddedLogClient(ILogClient client) : ILogClient, ITopicAdmin
{
    public ILogOffsets Offsets => client.Offsets;

    public ITopicAdmin Topics => this;

    public ILogConsumer CreateConsumer(IReadOnlyList<string> topics, int slot) => client.CreateConsumer(topics, slot);

    public ITransactionalProducer CreateProducer(int slot) => client.CreateProducer(slot);

    public ILogReader CreateReader() => client.CreateReader();

    public ValueTask DisposeAsync() => client.DisposeAsync();

    public ValueTask<LogAnswer<ClusterDescription>> DescribeClusterAsync(TimeSpan timeout) =>
        ValueTask.FromResult(LogAnswer<ClusterDescription>.Of(new ClusterDescription("embedded", 1)));

    public ValueTask<LogAnswer<IReadOnlyList<TopicDescription?>>> DescribeAsync(
        IReadOnlyList<string> topics, TimeSpan timeout) => ValueTask.FromResult(
            LogAnswer<IReadOnlyList<TopicDescription?>>.Of([.. topics.Select(static topic => new TopicDescription
            {
                Name = topic, Id = "", Partitions = EmbeddedBroker.Partitions, Replicas = 1,
                Settings = new Dictionary<string, string>(),
            })]));

    public ValueTask<LogFault?> CreateAsync(TopicSpecification topic, TimeSpan timeout) => ValueTask.FromResult(
        (LogFault?)new LogFault(LogFaultKind.AlreadyExists, 0, $"{topic.Name} is there already."));
}
