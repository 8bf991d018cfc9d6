using System.Collections;
using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Time;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Configuration;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Host.Tests.Configuration;

public sealed class SettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streamengine-settings-");

    [Fact]
    public void Little_is_needed_and_the_rest_has_defaults()
    {
        var settings = Read(("Kafka:BootstrapServers", "127.0.0.1:9092"));
        Assert.Equal("clickstream", settings.Topics.Clickstream);
        Assert.Equal("customers", settings.Topics.Customers);
        Assert.Equal(StartFrom.Earliest, settings.StartFrom);
        Assert.Equal(9464, settings.Metrics.Port);
        Assert.Equal("127.0.0.1", settings.Metrics.Host);
        Assert.Equal(10_000, settings.Time.OutOfOrdernessMs);
        Assert.Equal(72 * EventTime.Hour, settings.Time.AllowedLatenessMs);
        Assert.Equal(TimeSpan.FromMilliseconds(200), settings.Commit.Interval);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.IdleAfter);
        Assert.Null(settings.Registry);
        Assert.Null(settings.PolicyPath);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var settings = Read(
            ("Kafka:BootstrapServers", "broker:9093"), ("Kafka:GroupProtocol", "CLASSIC"),
            ("Kafka:Common:security.protocol", "ssl"), ("Kafka:Consumer:fetch.min.bytes", "7"),
            ("Kafka:StartFrom", "2026-01-31T00:00:00Z"), ("Kafka:Topics:Customers", ""),
            ("Kafka:Topics:Orders", "shop.orders"), ("Workers", "3"), ("Commit:Interval", "PT0.5S"),
            ("Time:IdleAfter", "00:00:30"), ("Time:OutOfOrderness", "PT1M"), ("State:MemoryLimitBytes", "1073741824"),
            ("SchemaRegistry:Url", "http://localhost:8081/apis/ccompat/v7"), ("Metrics:Port", "0"));
        Assert.Equal(GroupProtocol.Classic, settings.Kafka.GroupProtocol);
        Assert.Equal("ssl", settings.Kafka.Common["security.protocol"]);
        Assert.Equal("7", settings.Kafka.Consumer["fetch.min.bytes"]);
        Assert.Equal(new StartFrom(StartKind.Time, 1_769_817_600_000), settings.StartFrom);
        Assert.Null(settings.Topics.Customers);
        Assert.Equal("shop.orders", settings.Topics.Orders);
        Assert.Equal(3, settings.Workers);
        Assert.Equal(TimeSpan.FromMilliseconds(500), settings.Commit.Interval);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.IdleAfter);
        Assert.Equal(60_000, settings.Time.OutOfOrdernessMs);
        Assert.Equal(1 << 30, settings.State.MemoryLimitBytes);
        Assert.Equal(new Uri("http://localhost:8081/apis/ccompat/v7"), settings.Registry!.Url);
        Assert.Equal(0, settings.Metrics.Port);
    }

    [Fact]
    public void The_key_that_hides_addresses_is_read_and_never_shown()
    {
        const string key = "c2l4dGVlbiBieXRlcyE/";
        var settings = Read(("Kafka:BootstrapServers", "127.0.0.1:9092"), ("Privacy:HashKey", key + "AAAA"));
        Assert.True(settings.Privacy.HasHashKey);
        Assert.DoesNotContain(key, settings.ToString(), StringComparison.Ordinal);
        Assert.False(Read(("Kafka:BootstrapServers", "127.0.0.1:9092")).Privacy.HasHashKey);
        var refusal = Refusal(("Kafka:BootstrapServers", "127.0.0.1:9092"), ("Privacy:HashKey", "c2hvcnQ="));
        Assert.Contains("Privacy:HashKey", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("c2hvcnQ", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_violation_is_in_one_message_with_its_key_and_what_is_allowed()
    {
        var message = Refusal(
            ("Kafka:GroupId", "g"), ("Workers", "0"), ("Commit:Interval", "fast"), ("Kafka:StartFrom", "noon"),
            ("Kafka:GroupProtocol", "sticky"), ("Kafka:Topics:Orders", "a b"), ("Kafka:Common:acks", "1"),
            ("Metrics:Port", "70000"), ("Kafka:AllowPlaintext", "perhaps"));
        string[] expected =
        [
            "Kafka:BootstrapServers: is missing", "Workers: '0' is not allowed; a whole number from 1 to 64 is.",
            "Commit:Interval: 'fast' is not allowed; a duration such as PT10S from PT0.01S to PT1M is.",
            "Kafka:StartFrom: 'noon' is not allowed; earliest, latest or a time",
            "Kafka:GroupProtocol: 'sticky' is not allowed; one of consumer, classic is.",
            "Kafka:Topics:Orders: 'a b' is not allowed;", "Kafka:Common:acks: is the engine's own",
            "Metrics:Port: '70000' is not allowed; a whole number from 0 to 65535 is.",
            "Kafka:AllowPlaintext: 'perhaps' is not allowed; true or false is.",
        ];
        foreach (var text in expected) Assert.Contains(text, message, StringComparison.Ordinal);
        Assert.Contains("9 violations", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Kafka:BootstrapServer", "did you mean Kafka:BootstrapServers?")]
    [InlineData("Kafka:Bootstrap.Servers", "did you mean Kafka:BootstrapServers?")]
    [InlineData("Metrics:Prt", "did you mean Metrics:Port?")]
    [InlineData("Metrics:Something", "allowed there are Host, Port.")]
    [InlineData("Elsewhere", "allowed are Commit, Kafka, Log, Metrics, Policy, Privacy, SchemaRegistry, State,")]
    [InlineData("Kafka:Topics:Clickstreem", "did you mean Kafka:Topics:Clickstream?")]
    public void An_unknown_key_is_refused_with_the_nearest_one(string key, string hint)
    {
        var message = Refusal(("Kafka:BootstrapServers", "127.0.0.1:1"), (key, "x"));
        Assert.Contains($"{key}: is no setting; {hint}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_is_never_shown()
    {
        const string secret = "hunter2-of-the-shop";
        var message = Refusal(
            ("Kafka:BootstrapServers", "broker:9092"), ("Kafka:Common:sasl.password", secret),
            ("Kafka:Common:ssl.key.pem", secret), ("SchemaRegistry:Url", $"http://user:{secret}@registry:8081"),
            ("SchemaRegistry:Password", secret), ("Kafka:Common:sasl.pasword", secret), ("Kafka:Passwrd", secret));
        Assert.DoesNotContain(secret, message, StringComparison.Ordinal);
        var settings = Read(
            ("Kafka:BootstrapServers", "127.0.0.1:9092"), ("SchemaRegistry:Url", "https://registry"),
            ("SchemaRegistry:Username", "u"), ("SchemaRegistry:Password", secret));
        Assert.Equal(secret, settings.Registry!.Password);
        Assert.DoesNotContain(secret, settings.Registry.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, settings.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Unsafe_connections_to_other_machines_are_refused()
    {
        var message = Refusal(
            ("Kafka:BootstrapServers", "broker:9092"), ("SchemaRegistry:Url", "http://registry:8081"));
        Assert.Contains("Kafka:Common:security.protocol: connections to other machines must be encrypted", message,
            StringComparison.Ordinal);
        Assert.Contains("SchemaRegistry:Url: connections to other machines must be encrypted", message,
            StringComparison.Ordinal);
        Read(("Kafka:BootstrapServers", "broker:9092"), ("Kafka:AllowPlaintext", "true"),
            ("SchemaRegistry:Url", "http://registry:8081"), ("SchemaRegistry:AllowPlaintext", "true"));
    }

    [Fact]
    public void The_environment_counts_more_than_the_file_and_bootstrap_more_than_both()
    {
        var path = Write("""
            {"StreamEngine":{"Kafka":{"BootstrapServers":"127.0.0.1:1","GroupId":"file"},"Workers":2}}
            """);
        var environment = new Hashtable
        {
            ["StreamEngine__Kafka__GroupId"] = "environment",
            ["StreamEngine__Kafka__Common__socket_timeout_ms"] = "5000",
            ["UNRELATED"] = "x",
        };
        var settings = SettingsLoader.Load(path, environment, "127.0.0.1:2");
        Assert.Equal("environment", settings.Kafka.GroupId);
        Assert.Equal(2, settings.Workers);
        Assert.Equal("127.0.0.1:2", settings.Kafka.BootstrapServers);
        Assert.Equal("5000", settings.Kafka.Common["socket.timeout.ms"]);
    }

    [Fact]
    public void Sections_may_stand_at_the_root_of_a_file()
    {
        var path = Write("""{"Kafka":{"BootstrapServers":"127.0.0.1:1","AllowPlaintext":true}}""");
        Assert.True(SettingsLoader.Load(path, new Hashtable()).Kafka.AllowPlaintext);
    }

    [Fact]
    public void A_missing_file_and_one_that_is_not_JSON_are_named()
    {
        var missing = Assert.Throws<UsageException>(() => SettingsLoader.Load("nowhere.json", new Hashtable()));
        Assert.Equal("--config FILE: there is no file 'nowhere.json'.", missing.Message);
        var path = Write("{\n  \"Kafka\": {,}\n}");
        var broken = Assert.Throws<UsageException>(() => SettingsLoader.Load(path, new Hashtable()));
        Assert.Equal($"--config FILE: '{path}' is not JSON: line 2, position 13.", broken.Message);
        var list = Write("[1]");
        var other = Assert.Throws<UsageException>(() => SettingsLoader.Load(list, new Hashtable()));
        Assert.Contains("is not a JSON object of settings", other.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("flaw", "lawn", 2)]
    public void Distance_counts_letters_to_change(string from, string to, int distance)
    {
        Assert.Equal(distance, SettingKeys.Distance(from, to));
        Assert.Equal(distance, SettingKeys.Distance(to, from));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static HostSettings Read(params (string Key, string Value)[] values) => SettingsLoader.Read(
        values.ToDictionary(v => v.Key, v => (string?)v.Value, StringComparer.OrdinalIgnoreCase));

    private static string Refusal(params (string Key, string Value)[] values) =>
        Assert.Throws<UsageException>(() => Read(values)).Message;

    private string Write(string text)
    {
        var path = Path.Combine(_folder.FullName, $"{_folder.GetFiles().Length}.json");
        File.WriteAllText(path, text);
        return path;
    }
}
