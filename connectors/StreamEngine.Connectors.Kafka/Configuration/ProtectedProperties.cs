namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// The librdkafka properties that the engine sets itself, because its guarantees rest on them; each with the reason
/// that a person reads when passing it through is refused.
/// </summary>
internal static class ProtectedProperties
{
    private const string Own = "set it as";

    public static readonly IReadOnlyDictionary<string, string> Reasons = new Dictionary<string, string>(
        StringComparer.Ordinal)
    {
        ["bootstrap.servers"] = $"{Own} Kafka:BootstrapServers",
        ["metadata.broker.list"] = $"{Own} Kafka:BootstrapServers",
        ["group.id"] = $"{Own} Kafka:GroupId",
        ["group.instance.id"] = $"{Own} Kafka:InstanceId",
        ["group.protocol"] = $"{Own} Kafka:GroupProtocol",
        ["group.remote.assignor"] = "only range keeps the partitions of a task together",
        ["partition.assignment.strategy"] = "only range keeps the partitions of a task together",
        ["session.timeout.ms"] = $"{Own} Kafka:SessionTimeout",
        ["heartbeat.interval.ms"] = "it follows Kafka:SessionTimeout",
        ["max.poll.interval.ms"] = $"{Own} Kafka:MaxPollInterval",
        ["enable.auto.commit"] = "offsets are committed with the outputs in one transaction",
        ["auto.commit.enable"] = "offsets are committed with the outputs in one transaction",
        ["auto.commit.interval.ms"] = "offsets are committed with the outputs in one transaction",
        ["enable.auto.offset.store"] = "offsets are committed with the outputs in one transaction",
        ["auto.offset.reset"] = $"a missing offset is decided by the engine; {Own} Kafka:StartFrom",
        ["isolation.level"] = "only committed records may be read",
        ["enable.partition.eof"] = "the engine needs the ends of partitions to prove that an input is idle",
        ["enable.idempotence"] = "outputs are written in transactions",
        ["acks"] = "outputs are written in transactions",
        ["request.required.acks"] = "outputs are written in transactions",
        ["max.in.flight.requests.per.connection"] = "outputs keep their order",
        ["max.in.flight"] = "outputs keep their order",
        ["transactional.id"] = $"it is made of Kafka:GroupId, Kafka:InstanceId and the worker's slot",
        ["transaction.timeout.ms"] = $"{Own} Kafka:TransactionTimeout",
        ["message.timeout.ms"] = "it follows Kafka:TransactionTimeout",
        ["delivery.timeout.ms"] = "it follows Kafka:TransactionTimeout",
        ["partitioner"] = $"{Own} Kafka:Partitioner",
        ["queued.max.messages.kbytes"] = $"{Own} Kafka:FetchAheadBytes",
        ["queue.buffering.max.kbytes"] = $"{Own} Kafka:SendQueueBytes",
        ["enable.metrics.push"] = "nothing is sent to brokers but the work",
        ["check.crcs"] = "damaged records are refused",
        ["allow.auto.create.topics"] = "topics are created by the command `topics create`",
        ["plugin.library.paths"] = "no foreign code is loaded",
    };

    /// <summary>Properties of the managed wrapper, all of which the engine decides.</summary>
    public static bool IsWrapperProperty(string key) => key.StartsWith("dotnet.", StringComparison.Ordinal);
}
