using StreamEngine.Core.Log;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Connectors.Kafka.Tests.Admin;

public sealed class TopicAdminTests(RealKafka kafka) : KafkaTest(kafka)
{
    [Fact]
    public async Task A_topic_is_described_as_it_was_created_and_a_missing_one_as_missing()
    {
        var client = Client();
        var topic = await TopicAsync(client, 3, ("cleanup.policy", "compact"));

        var answer = await client.Topics.DescribeAsync(["missing-" + topic, topic], Long);

        Assert.Null(answer.Fault);
        Assert.Null(answer.Value![0]);
        var described = answer.Value[1]!;
        Assert.Equal(
            (topic, 3, "compact"), (described.Name, described.Partitions, described.Settings["cleanup.policy"]));
        Assert.NotEmpty(described.Id);
        Assert.Equal(22, described.Id.Length);
        Assert.True(described.Replicas >= 1);
        Assert.True((await client.Topics.DescribeClusterAsync(Long)).Value!.Id.Length > 0);
    }

    [Fact]
    public async Task Creating_a_topic_twice_is_a_fault()
    {
        var client = Client();
        var topic = await TopicAsync(client);
        var fault = await client.Topics.CreateAsync(new TopicSpecification { Name = topic, Partitions = 1 }, Long);
        Assert.Equal(LogFaultKind.AlreadyExists, fault?.Kind);
    }

    [Fact]
    public async Task The_plan_creates_what_is_missing_and_is_then_content_with_it()
    {
        var client = Client();
        var prefix = (await TopicAsync(client, 3)) + ".";
        var names = new TopicNames
        {
            Clickstream = prefix + "clickstream", Carts = prefix + "carts",
            Orders = prefix + "orders", Customers = null,
            Sessions = prefix + "sessions", Triggers = prefix + "triggers", Decisions = prefix + "decisions",
            Kpis = prefix + "kpis", LateEvents = prefix + "late", DeadLetters = prefix + "dead",
            KpiPartials = prefix + "partials", KpiChangelog = prefix + "kpi-changelog",
            KpiJournal = prefix + "kpi-journal", Changelog = prefix + "changelog", Journal = prefix + "journal",
        };
        var planner = new TopicPlanner(client.Topics, names);
        Assert.Null(await client.Topics.CreateAsync(new TopicSpecification
        {
            Name = names.Carts, Partitions = 3, Settings = new Dictionary<string, string>
            {
                ["max.message.bytes"] = "3000000", ["retention.ms"] = "604800000",
            },
        }, Long));

        var created = await planner.CreateAsync(partitions: 5, replicas: -1, Long);
        Assert.Null(created.Fault);
        Assert.Equal(13, created.Value!.Count);
        Assert.Empty((await planner.CreateAsync(partitions: 5, replicas: -1, Long)).Value!);

        var found = (await planner.CheckAsync(Long)).Value!;
        Assert.DoesNotContain(found, f => f.Severity == FindingSeverity.Refused);
        // The topic that was there goes by its producers' timestamps; and where there is one broker, there is one
        // replica.
        Assert.Contains(
            found, f => f.Topic == names.Carts && f.Mend.Contains("LogAppendTime", StringComparison.Ordinal));
        Assert.All(found.Where(f => f.Topic != names.Carts),
            f => Assert.Contains("replica", f.Message + f.Mend, StringComparison.Ordinal));
    }
}
