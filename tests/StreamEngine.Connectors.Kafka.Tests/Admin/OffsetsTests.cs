using StreamEngine.Core.Log;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Connectors.Kafka.Tests.Admin;

public sealed class OffsetsTests(RealKafka kafka) : KafkaTest(kafka)
{
    [Fact]
    public async Task Starts_ends_and_times_are_answered_in_the_order_of_the_question()
    {
        var client = Client();
        var topic = await TopicAsync(client, 2);
        LogPartition one = new(topic, 1), zero = new(topic, 0);
        var producer = await ProducerAsync(client);
        var batch = new AppendBatch();
        batch.Add(one, 1_000, "k"u8, "v"u8);
        batch.Add(one, 2_000, "k"u8, "v"u8);
        await producer.BeginAsync();
        await producer.AppendAsync(batch, Long);
        await producer.CommitAsync(Long);
        await SettledEndAsync(client, one);

        var offsets = client.Offsets;
        Assert.Equal([new(one, 0), new LogPosition(zero, 0)], (await offsets.StartAsync([one, zero], Long)).Value);
        Assert.Equal(
            [new(one, 3), new LogPosition(zero, 0)], (await offsets.EndAsync([one, zero], LogEnd.Stable, Long)).Value);
        Assert.Equal(
            [new(zero, 0), new LogPosition(one, 3)], (await offsets.EndAsync([zero, one], LogEnd.Written, Long)).Value);
        Assert.Equal([new(one, 1), new LogPosition(zero, LogPosition.None)],
            (await offsets.AtTimeAsync([one, zero], 1_001, Long)).Value);
        Assert.Empty((await offsets.EndAsync([], LogEnd.Stable, Long)).Value!);
    }

    [Fact]
    public async Task A_partition_that_does_not_exist_is_a_fault()
    {
        var client = Client();
        var missing = new LogPartition(await TopicAsync(client), 3);
        var answer = await client.Offsets.EndAsync([missing], LogEnd.Stable, Long);
        Assert.Equal(LogFaultKind.UnknownTopic, answer.Fault?.Kind);
    }

    [Fact]
    public async Task Brokers_that_do_not_answer_are_a_fault_in_time()
    {
        var client = Client(Settings with { BootstrapServers = $"127.0.0.1:{FreePorts.Take(1)[0]}" });
        var partition = new LogPartition("t", 0);
        var answer = await client.Offsets.EndAsync([partition], LogEnd.Stable, TimeSpan.FromMilliseconds(500));
        Assert.Equal(LogFaultKind.Unreachable, answer.Fault?.Kind);
        answer = await client.Offsets.CommittedAsync([partition], TimeSpan.FromMilliseconds(500));
        Assert.Equal(LogFaultKind.Unreachable, answer.Fault?.Kind);
    }

    [Fact]
    public async Task Committed_offsets_can_be_set_while_the_group_is_empty()
    {
        var client = Client();
        var topic = await TopicAsync(client, 2);
        LogPartition zero = new(topic, 0), one = new(topic, 1);
        Assert.Equal([new(zero, LogPosition.None), new LogPosition(one, LogPosition.None)],
            (await client.Offsets.CommittedAsync([zero, one], Long)).Value);

        Assert.Null(await client.Offsets.SetCommittedAsync([new LogPosition(one, 5)], Long));
        Assert.Equal([new(one, 5), new LogPosition(zero, LogPosition.None)],
            (await client.Offsets.CommittedAsync([one, zero], Long)).Value);

        Assert.Null(await client.Offsets.SetCommittedAsync([new LogPosition(one, 0)], Long));
        var member = new Member(Own(client.CreateConsumer([topic], 0)), client.Offsets);
        await member.UntilAsync(() => member.Owned.Count == 2);
        Assert.NotNull(await client.Offsets.SetCommittedAsync([new LogPosition(one, 1)], Long));
    }
}
