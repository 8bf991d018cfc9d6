namespace StreamEngine.Connectors.Kafka.Tests.Configuration;

public sealed class KafkaSettingsCheckTests
{
    private static readonly KafkaSettings Good = new() { BootstrapServers = "localhost:9092" };

    [Fact]
    public void Defaults_with_a_local_broker_are_acceptable() => Assert.Empty(KafkaSettingsCheck.Violations(Good));

    [Theory]
    [InlineData("127.0.0.1:9092")]
    [InlineData("[::1]:9092")]
    [InlineData("localhost:9092, 127.0.0.2:9093")]
    public void The_loopback_interface_needs_no_encryption(string servers) =>
        Assert.Empty(KafkaSettingsCheck.Violations(Good with { BootstrapServers = servers }));

    [Theory]
    [InlineData("kafka.example:9092")]
    [InlineData("localhost:9092,10.0.0.1:9092")]
    [InlineData("localhost.example:9092")]
    public void Plaintext_to_another_machine_is_refused_without_the_flag(string servers)
    {
        var settings = Good with { BootstrapServers = servers };
        AssertViolation(settings, "Kafka:Common:security.protocol", "AllowPlaintext");
        Assert.Empty(KafkaSettingsCheck.Violations(settings with { AllowPlaintext = true }));
        Assert.Empty(KafkaSettingsCheck.Violations(settings with { Common = Of("security.protocol", "SASL_SSL") }));
        AssertViolation(settings with { Common = Of("security.protocol", "sasl_plaintext") },
            "Kafka:Common:security.protocol", "encrypted");
    }

    [Fact]
    public void One_kind_of_client_may_not_go_back_to_plaintext() => AssertViolation(Good with
    {
        BootstrapServers = "kafka.example:9093",
        Common = Of("security.protocol", "ssl"),
        Producer = Of("security.protocol", "plaintext"),
    }, "Kafka:Producer:security.protocol", "encrypted");

    [Theory]
    [InlineData("ssl.endpoint.identification.algorithm", "none")]
    [InlineData("ssl.endpoint.identification.algorithm", "NONE ")]
    [InlineData("enable.ssl.certificate.verification", "false")]
    public void Certificates_are_always_checked(string key, string value) =>
        AssertViolation(Good with { Consumer = Of(key, value) }, $"Kafka:Consumer:{key}", "certificate");

    [Theory]
    [InlineData("group.id")]
    [InlineData("transactional.id")]
    [InlineData("isolation.level")]
    [InlineData("enable.auto.commit")]
    [InlineData("auto.offset.reset")]
    [InlineData("group.remote.assignor")]
    [InlineData("partition.assignment.strategy")]
    [InlineData("enable.idempotence")]
    [InlineData("dotnet.producer.enable.delivery.reports")]
    [InlineData("bootstrap.servers")]
    public void What_the_guarantees_rest_on_cannot_be_passed_through(string key)
    {
        AssertViolation(Good with { Common = Of(key, "x") }, $"Kafka:Common:{key}", "engine's own");
        AssertViolation(Good with { Consumer = Of(key, "x") }, $"Kafka:Consumer:{key}", "engine's own");
        AssertViolation(Good with { Producer = Of(key, "x") }, $"Kafka:Producer:{key}", "engine's own");
    }

    [Fact]
    public void Every_property_that_the_engine_sets_for_its_guarantees_is_protected_or_a_default()
    {
        string[] defaults =
            ["client.id", "security.protocol", "reconnect.backoff.max.ms", "fetch.queue.backoff.ms", "linger.ms",
            "message.max.bytes", "fetch.wait.max.ms", "socket.timeout.ms"];
        foreach (var protocol in Enum.GetValues<GroupProtocol>())
        {
            var set = ClientProperties.Consumer(Good with { GroupProtocol = protocol }, 0).Keys
                .Concat(ClientProperties.Producer(Good, 0).Keys).Concat(ClientProperties.Reader(Good).Keys)
                .Concat(ClientProperties.Asking(Good).Keys);
            Assert.All(set.Except(defaults), key => Assert.True(
                ProtectedProperties.Reasons.ContainsKey(key) || ProtectedProperties.IsWrapperProperty(key), key));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("localhost:0")]
    [InlineData("localhost:99999")]
    [InlineData(":9092")]
    public void Brokers_are_host_and_port(string servers) =>
        AssertViolation(Good with { BootstrapServers = servers }, "Kafka:BootstrapServers", "host:port");

    [Fact]
    public void Times_keep_their_order() => AssertViolation(Good with
    {
        TransactionTimeout = TimeSpan.FromMinutes(1),
        MaxPollInterval = TimeSpan.FromSeconds(50),
    }, "Kafka:MaxPollInterval", "longer than Kafka:TransactionTimeout");

    [Fact]
    public void Every_violation_is_named_at_once_and_no_secret_is_told()
    {
        var settings = new KafkaSettings
        {
            GroupId = " ", GroupProtocol = (GroupProtocol)9, FetchAheadBytes = 1,
            Common = new Dictionary<string, string> { ["sasl.password"] = "open sesame", ["acks"] = "open sesame" },
        };
        var thrown = Assert.Throws<ArgumentException>(() => new KafkaLogClient(settings, static _ => { }));
        foreach (var key in (string[])["BootstrapServers", "GroupId", "GroupProtocol",
            "FetchAheadBytes", "Common:acks"])
            Assert.Contains("Kafka:" + key, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("open sesame", thrown.Message + settings, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Of(string key, string value) => new() { [key] = value };

    private static void AssertViolation(KafkaSettings settings, string key, string message)
    {
        var violation = Assert.Single(KafkaSettingsCheck.Violations(settings), v => v.Key == key);
        Assert.Contains(message, violation.Message, StringComparison.Ordinal);
    }
}
