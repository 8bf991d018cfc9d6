using StreamEngine.Core.Log;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Connectors.Kafka.Tests.Consuming;

public sealed class RebalanceTests(RealKafka kafka) : KafkaTest(kafka)
{
    [Theory]
    [InlineData(GroupProtocol.Consumer, RecordPath.Batch)]
    [InlineData(GroupProtocol.Consumer, RecordPath.Supported)]
    [InlineData(GroupProtocol.Classic, RecordPath.Batch)]
    public async Task Members_that_join_and_leave_keep_the_partitions_of_a_task_together(
        GroupProtocol protocol, RecordPath path)
    {
        var settings = Settings with
        {
            GroupProtocol = protocol,
            RecordPath = path,
            // A static member of the classic protocol that leaves is missed only then.
            SessionTimeout = TimeSpan.FromSeconds(2),
        };
        var client = Client(settings);
        string[] topics = [await TopicAsync(client, 4), await TopicAsync(client, 4), await TopicAsync(client, 4)];
        var first = new Member(Own(client.CreateConsumer(topics, 0)), client.Offsets);
        await first.UntilAsync(() => first.Owned.Count == 12);

        var other = Client(settings with { InstanceId = "two" });
        var second = new Member(Own(other.CreateConsumer(topics, 0)), other.Offsets);
        first.OnLeaving = first.OnAssigned = second.OnLeaving = second.OnAssigned = _ =>
        {
            Assert.Empty(first.Owned.Select(p => p.Number).Intersect(second.Owned.Select(p => p.Number)));
            return Task.CompletedTask;
        };
        await BothUntilAsync(first, second, () => first.Owned.Count == 6 && second.Owned.Count == 6);
        AssertTogether(first);
        AssertTogether(second);

        await second.Consumer.CloseAsync();
        await first.UntilAsync(() => first.Owned.Count == 12);
        Assert.DoesNotContain(first.Events.Concat(second.Events), e => e.Partitions.Count == 0);
        Assert.Empty(first.Faults);
        Assert.Empty(second.Faults);
    }

    [Fact]
    public async Task Until_a_revocation_is_acknowledged_nobody_else_gets_the_partitions()
    {
        var client = Client();
        var topic = await TopicAsync(client, 2);
        var first = new Member(Own(client.CreateConsumer([topic], 0)), client.Offsets);
        await first.UntilAsync(() => first.Owned.Count == 2);
        var other = Client(Settings with { InstanceId = "two" });
        var second = new Member(Own(other.CreateConsumer([topic], 0)), other.Offsets);
        first.OnLeaving = async leaving =>
        {
            Assert.Equal(GroupEventKind.Revoked, leaving.Kind);
            for (var round = 0; round < 20; round++)
            {
                await second.StepAsync();
                Assert.Empty(second.Owned.Intersect(leaving.Partitions));
            }
        };

        await BothUntilAsync(first, second, () => first.Owned.Count == 1 && second.Owned.Count == 1);

        Assert.Contains(first.Events, e => e.Kind == GroupEventKind.Revoked);
    }

    [Fact]
    public async Task While_an_event_waits_nothing_else_is_answered()
    {
        var client = Client();
        var topic = await TopicAsync(client);
        var consumer = Own(client.CreateConsumer([topic], 0));
        var polled = new PolledRecords();
        GroupEvent? assigned = null;
        while (assigned is null)
            assigned = (await consumer.PollAsync(polled, 10, TimeSpan.FromMilliseconds(100))).Event;

        LogPosition start = new(new LogPartition(topic, 0), 0);
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await consumer.PollAsync(polled, 1, TimeSpan.Zero));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await consumer.PauseAsync([start.Partition]));
        await Assert.ThrowsAsync<ArgumentException>(async () => await consumer.AcknowledgeAsync(assigned, []));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await consumer.AcknowledgeAsync(
            assigned with { Kind = GroupEventKind.Assigned }, [start]));
        await consumer.AcknowledgeAsync(assigned, [start]);
        Assert.Null((await consumer.PollAsync(polled, 1, TimeSpan.Zero)).Event);
    }

    [Fact]
    public async Task A_consumer_can_be_disposed_of_while_an_event_waits()
    {
        var client = Client();
        var topic = await TopicAsync(client);
        var consumer = client.CreateConsumer([topic], 0);
        while ((await consumer.PollAsync(new PolledRecords(), 10, TimeSpan.FromMilliseconds(100))).Event is null)
        {
        }
        await consumer.DisposeAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await consumer.PollAsync(new PolledRecords(), 1, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(RecordPath.Batch)]
    [InlineData(RecordPath.Supported)]
    public async Task A_member_that_did_not_poll_for_too_long_hears_that_it_lost_its_partitions(RecordPath path)
    {
        var client = Client(Settings with
        {
            RecordPath = path,
            GroupProtocol = GroupProtocol.Classic,
            SessionTimeout = TimeSpan.FromSeconds(2),
            TransactionTimeout = TimeSpan.FromSeconds(1),
            MaxPollInterval = TimeSpan.FromSeconds(2),
        });
        var topic = await TopicAsync(client);
        var member = new Member(Own(client.CreateConsumer([topic], 0)), client.Offsets);
        await member.UntilAsync(() => member.Owned.Count == 1);

        // This is the fault itself: a pause in the life of the process.
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        await member.UntilAsync(() => member.Events.Count >= 3 && member.Owned.Count == 1);

        Assert.Contains(member.Faults, f => f.Kind == LogFaultKind.PollOverdue);
        Assert.Equal([GroupEventKind.Assigned, GroupEventKind.Lost, GroupEventKind.Assigned],
            member.Events.Select(e => e.Kind));
    }

    /// <summary>Whoever owns a partition number of one topic owns it of all three.</summary>
    private static void AssertTogether(Member member) =>
        Assert.All(member.Owned.GroupBy(p => p.Number), numbers => Assert.Equal(3, numbers.Count()));

    private static async Task BothUntilAsync(Member first, Member second, Func<bool> condition)
    {
        var deadline = Environment.TickCount64 + 30_000;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < deadline, "the group does not settle");
            await first.StepAsync();
            await second.StepAsync();
        }
    }
}
