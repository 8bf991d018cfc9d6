using System.Globalization;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// The settings as librdkafka properties, one set a kind of client. What the engine relies on is said out loud, also
/// where it is librdkafka's default; then what the configuration passes through; the engine's own come last and so
/// always count.
/// </summary>
internal static class ClientProperties
{
    /// <summary>For a member of the group.</summary>
    public static Dictionary<string, string> Consumer(KafkaSettings settings, int slot)
    {
        var properties = Reading(settings, settings.GroupId, $"{settings.InstanceId}-{slot}");
        properties["max.poll.interval.ms"] = Ms(settings.MaxPollInterval);
        properties["queued.max.messages.kbytes"] = Kilobytes(settings.FetchAheadBytes);
        if (settings.GroupProtocol == GroupProtocol.Consumer)
        {
            // A static member of this protocol that was killed is refused for a whole session time-out, so there is
            // none.
            properties["group.protocol"] = "consumer";
            properties["group.remote.assignor"] = "range";
            return properties;
        }
        properties["group.protocol"] = "classic";
        properties["partition.assignment.strategy"] = "range";
        properties["group.instance.id"] = $"{settings.InstanceId}-{slot}";
        properties["session.timeout.ms"] = Ms(settings.SessionTimeout);
        properties["heartbeat.interval.ms"] = Ms(TimeSpan.FromMilliseconds(
            Math.Min(3000, settings.SessionTimeout.TotalMilliseconds / 3)));
        return properties;
    }

    /// <summary>For a reader outside of any group. The group id is demanded by the library and never used.</summary>
    public static Dictionary<string, string> Reader(KafkaSettings settings)
    {
        var properties = Reading(settings, $"{settings.GroupId}-reader", $"{settings.InstanceId}-reader");
        properties["queued.max.messages.kbytes"] = Kilobytes(Math.Min(settings.FetchAheadBytes, 8L * 1024 * 1024));
        return properties;
    }

    /// <summary>For the transactional producer of a worker.</summary>
    public static Dictionary<string, string> Producer(KafkaSettings settings, int slot)
    {
        var properties = Common(settings, settings.Producer, $"{settings.InstanceId}-{slot}");
        properties.TryAdd("linger.ms", "5");
        // What is too large is decided by the topic; a refused record is larger than the input record that it holds.
        properties.TryAdd("message.max.bytes", Limits.LargestRequestBytes.ToString(CultureInfo.InvariantCulture));
        properties["enable.idempotence"] = "true";
        properties["acks"] = "all";
        properties["max.in.flight.requests.per.connection"] = "5";
        properties["transactional.id"] = TransactionalId.Of(settings.GroupId, settings.InstanceId, slot);
        properties["transaction.timeout.ms"] = Ms(settings.TransactionTimeout);
        properties["message.timeout.ms"] = Ms(settings.TransactionTimeout);
        properties["queue.buffering.max.kbytes"] = Kilobytes(settings.SendQueueBytes);
        // A record that the broker refuses fails the commit, so a report of every record would cost and tell nothing
        // more.
        properties["dotnet.producer.enable.delivery.reports"] = "false";
        return properties;
    }

    /// <summary>For questions about topics and offsets; it is of the group, and never subscribes.</summary>
    public static Dictionary<string, string> Asking(KafkaSettings settings) =>
        Reading(settings, settings.GroupId, $"{settings.InstanceId}-admin");

    private static Dictionary<string, string> Reading(KafkaSettings settings, string group, string client)
    {
        var properties = Common(settings, settings.Consumer, client);
        // The default of 1000 costs a second each time that the queue was full: half of the rate.
        properties.TryAdd("fetch.queue.backoff.ms", "5");
        // A fetch that waits at the end of one partition keeps every other one of the broker waiting that was resumed
        // or sought.
        properties.TryAdd("fetch.wait.max.ms", "100");
        properties.TryAdd("socket.timeout.ms", Ms(Limits.SocketTimeout));
        properties["group.id"] = group;
        properties["enable.auto.commit"] = "false";
        properties["enable.auto.offset.store"] = "false";
        properties["auto.offset.reset"] = "error";
        properties["isolation.level"] = "read_committed";
        properties["enable.partition.eof"] = "true";
        properties["check.crcs"] = settings.ChecksRecords ? "true" : "false";
        properties["allow.auto.create.topics"] = "false";
        return properties;
    }

    private static Dictionary<string, string> Common(
        KafkaSettings settings, IReadOnlyDictionary<string, string> own, string client)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in settings.Common) properties[key] = value;
        foreach (var (key, value) in own) properties[key] = value;
        properties.TryAdd("client.id", $"{settings.GroupId}-{client}");
        properties.TryAdd("security.protocol", "plaintext");
        properties.TryAdd("reconnect.backoff.max.ms", "1000");
        properties["bootstrap.servers"] = settings.BootstrapServers;
        properties["enable.metrics.push"] = "false";
        if (properties["security.protocol"].Contains("ssl", StringComparison.OrdinalIgnoreCase))
            properties["ssl.endpoint.identification.algorithm"] = "https";
        return properties;
    }

    private static string Ms(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private static string Kilobytes(long bytes) => (bytes / 1024).ToString(CultureInfo.InvariantCulture);
}
