using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka.Tests.Log;

public sealed class TopicPlanTests
{
    private static readonly IReadOnlyList<PlannedTopic> Plan = PlannedTopic.All(new TopicNames());

    [Fact]
    public void The_plan_names_the_topics_of_the_contract_with_their_clean_up()
    {
        Assert.Equal(
            ["clickstream", "carts", "orders", "customers", "sessions", "abandonment-triggers", "decisions", "kpis",
                "late-events", "dead-letters", "streamengine.kpi-partials",
                "streamengine.kpi-changelog", "streamengine.kpi-journal", "streamengine.changelog",
                "streamengine.journal"],
            Plan.Select(t => t.Name));
        Assert.Equal(["kpis", "streamengine.kpi-partials", "streamengine.kpi-changelog", "streamengine.changelog"],
            Plan.Where(t => t.CleanUp == "compact").Select(t => t.Name));
        Assert.DoesNotContain("customers", PlannedTopic.All(new TopicNames { Customers = null }).Select(t => t.Name));
    }

    [Fact]
    public void What_the_plan_creates_has_no_finding()
    {
        var created = TopicPlan.Missing(Plan, new TopicDescription?[Plan.Count], partitions: 3);
        Assert.All(created, t => Assert.Equal(3, t.Partitions));
        Assert.Empty(TopicPlan.Check(Plan, [.. created.Select(As)]));
    }

    [Fact]
    public void Missing_topics_are_refused_with_the_command_that_creates_them()
    {
        var found = TopicPlan.Check(Plan, new TopicDescription?[Plan.Count]);
        Assert.Equal(Plan.Select(t => t.Name), found.Select(f => f.Topic));
        Assert.All(found, f => Assert.Contains("topics create", f.Mend, StringComparison.Ordinal));
    }

    [Fact]
    public void New_topics_follow_the_inputs_that_exist()
    {
        var actual = new TopicDescription?[Plan.Count];
        actual[1] = Good("carts", partitions: 6);
        Assert.All(TopicPlan.Missing(Plan, actual, partitions: 3), t => Assert.Equal(6, t.Partitions));
    }

    [Theory]
    [InlineData("carts", FindingSeverity.Refused)]
    [InlineData("streamengine.journal", FindingSeverity.Refused)]
    [InlineData("streamengine.kpi-journal", FindingSeverity.Refused)]
    [InlineData("sessions", null)]
    public void Only_topics_of_a_task_need_equal_partition_counts(string topic, FindingSeverity? expected) =>
        AssertFinding(topic, t => t with { Partitions = 4 }, expected, "partitions");

    [Fact]
    public void The_topic_of_shares_may_have_partitions_of_its_own_and_its_state_has_as_many()
    {
        var created = TopicPlan.Missing(Plan, new TopicDescription?[Plan.Count], partitions: 3);
        var actual = created.Select(As).ToArray<TopicDescription?>();
        for (var i = 0; i < actual.Length; i++)
        {
            if (Plan[i].Name == "streamengine.kpi-partials") actual[i] = actual[i]! with { Partitions = 5 };
            if (Plan[i].Role == TopicRole.MergeState) actual[i] = null;
        }

        var missing = TopicPlan.Missing(Plan, actual, partitions: 3);
        Assert.Equal([("streamengine.kpi-changelog", 5), ("streamengine.kpi-journal", 5)],
            missing.Select(t => (t.Name, t.Partitions)));
        var whole = actual.Select((t, i) => t ?? As(missing.First(m => m.Name == Plan[i].Name))).ToArray();
        Assert.Empty(TopicPlan.Check(Plan, whole));
        var unequal = whole.Select(t => t.Name == "streamengine.kpi-journal" ? t with { Partitions = 3 } : t);
        var found = Assert.Single(TopicPlan.Check(Plan, [.. unequal]));
        Assert.Equal(("streamengine.kpi-journal", FindingSeverity.Refused), (found.Topic, found.Severity));
    }

    [Theory]
    [InlineData("orders", "cleanup.policy", "compact", FindingSeverity.Refused)]
    [InlineData("orders", "cleanup.policy", "compact,delete", FindingSeverity.Refused)]
    [InlineData("kpis", "cleanup.policy", "delete", FindingSeverity.Refused)]
    [InlineData("kpis", "cleanup.policy", "compact,delete", FindingSeverity.Warning)]
    [InlineData("streamengine.changelog", "cleanup.policy", "compact,delete", FindingSeverity.Refused)]
    [InlineData("streamengine.journal", "cleanup.policy", "compact", FindingSeverity.Refused)]
    [InlineData("carts", "retention.ms", "3600000", FindingSeverity.Refused)]
    [InlineData("sessions", "retention.ms", "3600000", FindingSeverity.Warning)]
    [InlineData("carts", "retention.ms", "-1", null)]
    [InlineData("streamengine.changelog", "delete.retention.ms", "1000", FindingSeverity.Warning)]
    [InlineData("clickstream", "message.timestamp.type", "CreateTime", FindingSeverity.Warning)]
    [InlineData("streamengine.changelog", "message.timestamp.type", "CreateTime", FindingSeverity.Refused)]
    [InlineData("kpis", "message.timestamp.type", "CreateTime", null)]
    [InlineData("streamengine.changelog", "max.message.bytes", "1000", FindingSeverity.Refused)]
    [InlineData("dead-letters", "max.message.bytes", "1048588", FindingSeverity.Refused)]
    [InlineData("streamengine.changelog", "segment.bytes", "1073741824", FindingSeverity.Warning)]
    [InlineData("carts", "unclean.leader.election.enable", "true", FindingSeverity.Refused)]
    [InlineData("carts", "min.insync.replicas", "1", FindingSeverity.Warning)]
    public void A_setting_is_judged_by_what_the_topic_is_for(
        string topic, string name, string value, FindingSeverity? expected) => AssertFinding(topic,
        t => t with { Settings = new Dictionary<string, string>(t.Settings) { [name] = value } }, expected);

    [Fact]
    public void Timestamps_of_the_producer_with_unlimited_retention_are_harmless() => AssertFinding("carts", t => t with
    {
        Settings = new Dictionary<string, string>(t.Settings)
        {
            ["message.timestamp.type"] = "CreateTime", ["retention.ms"] = "-1",
        },
    }, null);

    [Fact]
    public void A_larger_input_needs_larger_dead_letters()
    {
        var found = CheckWith("clickstream", t => t with
        {
            Settings = new Dictionary<string, string>(t.Settings) { ["max.message.bytes"] = "5000000" },
        });
        Assert.Equal(["late-events", "dead-letters"], found.Select(f => f.Topic));
    }

    [Fact]
    public void One_replica_is_warned_of() =>
        AssertFinding("orders", t => t with { Replicas = 1 }, FindingSeverity.Warning, "replica");

    private static void AssertFinding(string topic, Func<TopicDescription, TopicDescription> change,
        FindingSeverity? expected, string message = "")
    {
        var found = CheckWith(topic, change);
        if (expected is null)
        {
            Assert.Empty(found);
            return;
        }
        var finding = Assert.Single(found);
        Assert.Equal((topic, expected), (finding.Topic, finding.Severity));
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
        Assert.NotEmpty(finding.Mend);
    }

    private static IReadOnlyList<TopicFinding> CheckWith(string topic, Func<TopicDescription, TopicDescription> change)
    {
        var created = TopicPlan.Missing(Plan, new TopicDescription?[Plan.Count], partitions: 3);
        return TopicPlan.Check(Plan, [.. created.Select(t => t.Name == topic ? change(As(t)) : As(t))]);
    }

    private static TopicDescription As(TopicSpecification topic)
    {
        var settings = new Dictionary<string, string>(Good(topic.Name, topic.Partitions).Settings);
        foreach (var (key, value) in topic.Settings) settings[key] = value;
        return Good(topic.Name, topic.Partitions) with { Settings = settings };
    }

    private static TopicDescription Good(string name, int partitions) => new()
    {
        Name = name, Id = "id", Partitions = partitions, Replicas = 3,
        Settings = new Dictionary<string, string>
        {
            ["min.insync.replicas"] = "2", ["unclean.leader.election.enable"] = "false",
            ["max.message.bytes"] = "1048576",
        },
    };
}
