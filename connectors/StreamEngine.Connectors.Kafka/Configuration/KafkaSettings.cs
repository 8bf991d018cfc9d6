using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>What the connector has to know. <see cref="KafkaSettingsCheck"/> says what is wrong with it.</summary>
public sealed record KafkaSettings
{
    /// <summary>Brokers to begin with: <c>host:port</c>, separated by commas.</summary>
    public string BootstrapServers { get; init; } = "";

    /// <summary>The consumer group; also the first part of every transactional id.</summary>
    public string GroupId { get; init; } = "streamengine";

    /// <summary>
    /// The name of this process in the group, the same after every restart and no other process's: the second part of
    /// its transactional ids and, in the classic protocol, of its static membership.
    /// </summary>
    public string InstanceId { get; init; } = "0";

    /// <summary>Which rebalance protocol the group uses.</summary>
    public GroupProtocol GroupProtocol { get; init; } = GroupProtocol.Consumer;

    /// <summary>How keys choose partitions.</summary>
    public PartitionerKind Partitioner { get; init; } = PartitionerKind.Murmur2;

    /// <summary>Which way records take between librdkafka and the engine.</summary>
    public RecordPath RecordPath { get; init; } = RecordPath.Batch;

    /// <summary>Allows connections without encryption to brokers that are not on this machine.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>How long the broker leaves a transaction open before it aborts it and fences the producer.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long this process may be between two polls before the group takes its partitions away.</summary>
    public TimeSpan MaxPollInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a silent member stays in the group; classic protocol only, else the group's setting counts.
    /// </summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How many bytes one consumer fetches ahead at most.</summary>
    public long FetchAheadBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>How many bytes one producer keeps unsent at most.</summary>
    public long SendQueueBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// Whether damaged records are refused. Only a mock cluster, whose markers bear no checksum, needs false.
    /// </summary>
    internal bool ChecksRecords { get; init; } = true;

    /// <summary>librdkafka properties for every client.</summary>
    public IReadOnlyDictionary<string, string> Common { get; init; } = new Dictionary<string, string>();

    /// <summary>librdkafka properties for consumers and readers.</summary>
    public IReadOnlyDictionary<string, string> Consumer { get; init; } = new Dictionary<string, string>();

    /// <summary>librdkafka properties for producers.</summary>
    public IReadOnlyDictionary<string, string> Producer { get; init; } = new Dictionary<string, string>();
}

/// <summary>
/// The rebalance protocols that keep partition p of all topics with one member. Both assign by range; every other
/// assignor is refused, because it may split a task.
/// </summary>
public enum GroupProtocol
{
    /// <summary>
    /// The protocol of brokers from 4.0 on, assigned by the broker: <c>group.remote.assignor=range</c>.
    /// </summary>
    Consumer,

    /// <summary>
    /// The older protocol, assigned by a member: <c>partition.assignment.strategy=range</c>. Members are static: after
    /// a restart they have their partitions back at once, but a member that leaves for good is missed for a whole
    /// session time-out.
    /// </summary>
    Classic,
}

/// <summary>The ways that records can take between librdkafka and the engine.</summary>
public enum RecordPath
{
    /// <summary>Batches straight from and to librdkafka's memory: no object a record.</summary>
    Batch,

    /// <summary>
    /// Confluent.Kafka's documented calls, one a record. Slower; the way out should a release break the other.
    /// </summary>
    Supported,
}
