namespace StreamEngine.Connectors.Kafka.Tests.Configuration;

public sealed class ClientPropertiesTests
{
    private static readonly KafkaSettings Settings = new()
    {
        BootstrapServers = "localhost:9092",
        GroupId = "shop",
        InstanceId = "a",
        Common = new Dictionary<string, string> { ["client.rack"] = "r1", ["statistics.interval.ms"] = "1000" },
        Consumer = new Dictionary<string, string> { ["fetch.min.bytes"] = "7" },
        Producer = new Dictionary<string, string>
        {
            ["compression.type"] = "zstd",
            ["statistics.interval.ms"] = "2000"
        },
    };

    [Fact]
    public void A_consumer_says_out_loud_what_the_engine_relies_on()
    {
        var properties = ClientProperties.Consumer(Settings, slot: 2);
        Assert.Equal("false", properties["enable.auto.commit"]);
        Assert.Equal("false", properties["enable.auto.offset.store"]);
        Assert.Equal("error", properties["auto.offset.reset"]);
        Assert.Equal("read_committed", properties["isolation.level"]);
        Assert.Equal("true", properties["enable.partition.eof"]);
        Assert.Equal("true", properties["check.crcs"]);
        Assert.Equal("false", properties["enable.metrics.push"]);
        Assert.Equal("7", properties["fetch.min.bytes"]);
        Assert.Equal("r1", properties["client.rack"]);
        Assert.False(properties.ContainsKey("compression.type"));
    }

    [Fact]
    public void The_consumer_protocol_assigns_by_range_at_the_broker_and_without_static_membership()
    {
        var properties = ClientProperties.Consumer(Settings, slot: 2);
        Assert.Equal("consumer", properties["group.protocol"]);
        Assert.Equal("range", properties["group.remote.assignor"]);
        foreach (var refused in (string[])["group.instance.id", "session.timeout.ms", "heartbeat.interval.ms",
                     "partition.assignment.strategy"])
            Assert.False(properties.ContainsKey(refused), refused);
    }

    [Fact]
    public void The_classic_protocol_assigns_by_range_with_static_membership()
    {
        var properties = ClientProperties.Consumer(Settings with { GroupProtocol = GroupProtocol.Classic }, slot: 2);
        Assert.Equal("classic", properties["group.protocol"]);
        Assert.Equal("range", properties["partition.assignment.strategy"]);
        Assert.Equal("a-2", properties["group.instance.id"]);
        Assert.False(properties.ContainsKey("group.remote.assignor"));
    }

    [Fact]
    public void A_producer_is_transactional_under_a_stable_name()
    {
        var properties = ClientProperties.Producer(Settings, slot: 2);
        Assert.Equal("shop-a-2", properties["transactional.id"]);
        Assert.Equal("true", properties["enable.idempotence"]);
        Assert.Equal("all", properties["acks"]);
        Assert.Equal("15000", properties["transaction.timeout.ms"]);
        Assert.Equal("zstd", properties["compression.type"]);
        Assert.Equal("2000", properties["statistics.interval.ms"]);
    }

    [Fact]
    public void With_encryption_the_host_name_is_checked()
    {
        var encrypted =
            Settings with { Common = new Dictionary<string, string> { ["security.protocol"] = "SASL_SSL" } };
        Assert.Equal("https", ClientProperties.Consumer(encrypted, 0)["ssl.endpoint.identification.algorithm"]);
        Assert.Equal("https", ClientProperties.Asking(encrypted)["ssl.endpoint.identification.algorithm"]);
    }

    [Theory]
    [InlineData("", "a", 0)]
    [InlineData("g", " ", 0)]
    [InlineData("g", "a", -1)]
    public void A_transactional_id_needs_group_instance_and_slot(string group, string instance, int slot) =>
        Assert.ThrowsAny<ArgumentException>(() => TransactionalId.Of(group, instance, slot));
}
