using StreamEngine.Core.Log;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Connectors.Kafka.Tests.Producing;

public sealed class TransactionTests(RealKafka kafka) : KafkaTest(kafka)
{
    [Theory]
    [InlineData(GroupProtocol.Consumer)]
    [InlineData(GroupProtocol.Classic)]
    public async Task Outputs_and_input_offsets_are_committed_together(GroupProtocol protocol)
    {
        var client = Client(Settings with { GroupProtocol = protocol });
        var (member, input, output) = await StartedAsync(client);
        var producer = await ProducerAsync(client);

        var membership = await BegunAsync(producer, member, output, "out");
        Assert.Equal(LogResult.Done, await producer.SendOffsetsAsync([new LogPosition(input, 2)], membership, Long));
        Assert.Equal(LogPosition.None, await CommittedAsync(client, input, expectUnstable: true));
        Assert.Equal(LogResult.Done, await producer.CommitAsync(Long));

        Assert.Equal(2, await CommittedAsync(client, input));
        Assert.Equal(["out"], await ReadAsync(client, output));
    }

    [Fact]
    public async Task An_abort_leaves_neither_outputs_nor_offsets_and_the_producer_goes_on()
    {
        var client = Client();
        var (member, input, output) = await StartedAsync(client);
        var producer = await ProducerAsync(client);

        var membership = await BegunAsync(producer, member, output, "no");
        Assert.Equal(LogResult.Done, await producer.SendOffsetsAsync([new LogPosition(input, 2)], membership, Long));
        Assert.Equal(LogResult.Done, await producer.AbortAsync(Long));
        Assert.Equal(LogPosition.None, await CommittedAsync(client, input));

        await BegunAsync(producer, member, output, "yes");
        Assert.Equal(LogResult.Done, await producer.CommitAsync(Long));
        Assert.Equal(["yes"], await ReadAsync(client, output));
    }

    [Theory]
    [InlineData(RecordPath.Batch)]
    [InlineData(RecordPath.Supported)]
    public async Task A_second_producer_of_the_same_slot_fences_the_first(RecordPath path)
    {
        var client = Client(Settings with { RecordPath = path });
        var output = new LogPartition(await TopicAsync(client), 0);
        var first = await ProducerAsync(client);
        await first.BeginAsync();
        Assert.Equal(LogResult.Done, await first.AppendAsync(Batch(output, "first"), Long));

        var second = await ProducerAsync(client);
        Assert.Equal(first.TransactionalId, second.TransactionalId);
        var fenced = await first.CommitAsync(Long);

        Assert.Equal(LogOutcome.Fenced, fenced.Outcome);
        Assert.True(fenced.NeedsNewProducer);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await first.AbortAsync(Long));
        await WriteAsync(second, output, "second");
        Assert.Equal(["second"], await ReadAsync(client, output));
    }

    [Theory]
    [InlineData(GroupProtocol.Consumer)]
    [InlineData(GroupProtocol.Classic)]
    public async Task A_zombie_with_the_membership_of_its_begin_is_refused_and_its_heir_is_not_affected(
        GroupProtocol protocol)
    {
        var settings = Settings with
        {
            GroupProtocol = protocol,
            SessionTimeout = TimeSpan.FromSeconds(2),
            TransactionTimeout = TimeSpan.FromSeconds(1),
            MaxPollInterval = TimeSpan.FromSeconds(2),
        };
        var client = Client(
            settings with { TransactionTimeout = TimeSpan.FromSeconds(30), MaxPollInterval = Long + Long });
        var (zombie, input, output) = await StartedAsync(Client(settings), client);
        var producer = await ProducerAsync(client);
        var membership = await BegunAsync(producer, zombie, output, "zombie");

        // The zombie polls no more until the group has given its partition to the heir, which commits past it.
        var heirClient = Client(settings with { InstanceId = "heir" });
        var heir = new Member(Own(heirClient.CreateConsumer([input.Topic], 0)), heirClient.Offsets);
        await heir.UntilAsync(() => heir.Owned.Contains(input));
        var heirProducer = await ProducerAsync(heirClient);
        var heirMembership = await BegunAsync(heirProducer, heir, output, "heir");
        Assert.Equal(
            LogResult.Done, await heirProducer.SendOffsetsAsync([new LogPosition(input, 3)], heirMembership, Long));
        Assert.Equal(LogResult.Done, await heirProducer.CommitAsync(Long));

        var refused = await producer.SendOffsetsAsync([new LogPosition(input, 2)], membership, Long);
        Assert.Equal(LogOutcome.Abortable, refused.Outcome);
        Assert.Equal(LogFaultKind.StaleMembership, refused.Fault!.Kind);
        Assert.Equal(LogResult.Done, await producer.AbortAsync(Long));

        Assert.Equal(3, await CommittedAsync(client, input));
        Assert.Equal(["heir"], await ReadAsync(client, output));
        await zombie.UntilAsync(() => zombie.Events.Exists(e => e.Kind != GroupEventKind.Assigned));
    }

    [Fact]
    public async Task A_commit_inside_the_revocation_counts()
    {
        var client = Client();
        var (member, input, output) = await StartedAsync(client, partitions: 2);
        await member.UntilAsync(() => member.Owned.Count == 2);
        var producer = await ProducerAsync(client);
        var membership = await BegunAsync(producer, member, output, "before");
        var leavingOffsets = new List<LogPosition>();
        member.OnLeaving = async leaving =>
        {
            Assert.Equal(GroupEventKind.Revoked, leaving.Kind);
            leavingOffsets.AddRange(leaving.Partitions.Select(p => new LogPosition(p, 1)));
            Assert.Equal(LogResult.Done, await producer.SendOffsetsAsync(leavingOffsets, membership, Long));
            Assert.Equal(LogResult.Done, await producer.CommitAsync(Long));
        };
        var other = Client(Settings with { InstanceId = "two" });
        var heir = new Member(Own(other.CreateConsumer([input.Topic], 0)), other.Offsets);

        while (heir.Owned.Count == 0)
        {
            await member.StepAsync();
            await heir.StepAsync();
        }

        Assert.Equal(heir.Owned, leavingOffsets.Select(p => p.Partition));
        Assert.Equal(1, await CommittedAsync(client, leavingOffsets[0].Partition));
        Assert.Equal(["before"], await ReadAsync(client, output));
    }

    [Fact]
    public async Task A_transaction_that_its_broker_gave_up_is_fenced()
    {
        var client = Client(Settings with { TransactionTimeout = TimeSpan.FromSeconds(1) });
        var output = new LogPartition(await TopicAsync(client), 0);
        var producer = await ProducerAsync(client);
        await producer.BeginAsync();
        await producer.AppendAsync(Batch(output, "late"), Long);
        await UntilEndAsync(client, output, LogEnd.Written, 1);
        // The broker's abort moves the stable end past record and marker.
        await UntilEndAsync(client, output, LogEnd.Stable, 2);

        var result = await producer.CommitAsync(Long);

        Assert.Equal(LogOutcome.Fenced, result.Outcome);
        Assert.Empty(await ReadAsync(client, output));
    }

    [Theory]
    [InlineData(RecordPath.Batch)]
    [InlineData(RecordPath.Supported)]
    public async Task A_record_that_the_broker_refuses_fails_the_commit(RecordPath path)
    {
        var client = Client(Settings with { RecordPath = path });
        var output = new LogPartition(await TopicAsync(client, 1, ("max.message.bytes", "2000")), 0);
        var producer = await ProducerAsync(client);
        await producer.BeginAsync();
        var batch = new AppendBatch();
        batch.Add(output, AppendBatch.Now, "key"u8, new byte[5000]);
        Assert.Equal(LogResult.Done, await producer.AppendAsync(batch, Long));

        var refused = await producer.CommitAsync(Long);

        Assert.Equal((LogOutcome.Fatal, LogFaultKind.RecordRefused), (refused.Outcome, refused.Fault!.Kind));
        await producer.DisposeAsync();
        await WriteAsync(await ProducerAsync(client), output, "small");
        Assert.Equal(["small"], await ReadAsync(client, output));
    }

    [Theory]
    [InlineData(RecordPath.Batch, AppendBatch.ByKey)]
    [InlineData(RecordPath.Batch, 9)]
    [InlineData(RecordPath.Supported, 9)]
    public async Task A_topic_or_partition_that_does_not_exist_fails_the_transaction(RecordPath path, int partition)
    {
        var client = Client(Settings with { RecordPath = path });
        var output = new LogPartition(await TopicAsync(client), 0);
        var target = new LogPartition(
            partition == AppendBatch.ByKey ? output.Topic + "-none" : output.Topic, partition);
        var producer = await ProducerAsync(client);
        await WriteAsync(producer, output, "good");
        await producer.BeginAsync();
        var appended = await producer.AppendAsync(Batch(target, "nowhere"), Long);
        var result = appended.IsDone ? await producer.CommitAsync(Long) : appended;

        Assert.Equal((LogOutcome.Abortable, LogFaultKind.UnknownTopic), (result.Outcome, result.Fault!.Kind));
        Assert.Equal(LogResult.Done, await producer.AbortAsync(Long));
    }

    [Theory]
    [InlineData(RecordPath.Batch)]
    [InlineData(RecordPath.Supported)]
    public async Task A_batch_larger_than_the_queue_waits_for_room(RecordPath path)
    {
        var client = Client(Settings with
        {
            RecordPath = path,
            SendQueueBytes = 1024 * 1024,
            Producer = new Dictionary<string, string> { ["queue.buffering.max.messages"] = "100" },
        });
        var output = new LogPartition(await TopicAsync(client), 0);
        var producer = await ProducerAsync(client);
        var batch = Batch(output, [.. Enumerable.Range(0, 5000).Select(n => $"{n}")]);
        await producer.BeginAsync();
        Assert.Equal(LogResult.Done, await producer.AppendAsync(batch, Long));
        Assert.Equal(LogResult.Done, await producer.CommitAsync(Long));
        Assert.Equal(Enumerable.Range(0, 5000).Select(n => $"{n}"), await ReadAsync(client, output));
    }

    [Fact]
    public async Task Steps_out_of_order_are_refused()
    {
        var client = Client();
        var producer = Own(client.CreateProducer(0));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await producer.BeginAsync());
        Assert.Equal(LogResult.Done, await producer.InitAsync(Long));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await producer.InitAsync(Long));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await producer.CommitAsync(Long));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await producer.AbortAsync(Long));
        Assert.Equal(LogResult.Done, await producer.BeginAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await producer.BeginAsync());
        Assert.Equal(LogResult.Done, await producer.CommitAsync(Long));
    }

    private static AppendBatch Batch(LogPartition partition, params string[] values)
    {
        var batch = new AppendBatch();
        foreach (var value in values) batch.Add(partition, AppendBatch.Now, "key"u8, Bytes(value));
        return batch;
    }

    private static async Task<GroupMembership> BegunAsync(
        ITransactionalProducer producer, Member member, LogPartition output, string value)
    {
        Assert.Equal(LogResult.Done, await producer.BeginAsync());
        var membership = member.Consumer.CaptureMembership();
        Assert.Equal(LogResult.Done, await producer.AppendAsync(Batch(output, value), Long));
        return membership;
    }

    private static async Task<long> CommittedAsync(
        ILogClient client, LogPartition partition, bool expectUnstable = false)
    {
        var answer = await client.Offsets.CommittedAsync(
            [partition], expectUnstable ? TimeSpan.FromSeconds(3) : Long);
        if (expectUnstable)
        {
            // The library asks again and again, and says in the end that it had no answer.
            Assert.Equal(LogFaultKind.Unreachable, answer.Fault?.Kind);
            return LogPosition.None;
        }
        Assert.Null(answer.Fault);
        return answer.Value![0].Offset;
    }

    private static async Task UntilEndAsync(ILogClient client, LogPartition partition, LogEnd end, long offset)
    {
        var deadline = Environment.TickCount64 + 30_000;
        while ((await client.Offsets.EndAsync([partition], end, Long)).Value![0].Offset < offset)
            Assert.True(Environment.TickCount64 < deadline, $"{end} end does not reach {offset}");
    }

    private async Task<List<string>> ReadAsync(ILogClient client, LogPartition partition)
    {
        var end = await SettledEndAsync(client, partition);
        var reader = Own(client.CreateReader());
        await reader.OpenAsync(partition, 0, end);
        var values = new List<string>();
        var batch = new LogBatch();
        while (true)
        {
            var result = await reader.ReadAsync(batch, 1000, TimeSpan.FromSeconds(1));
            Assert.Null(result.Fault);
            for (var index = 0; index < batch.Count; index++) values.Add(Text(batch.Value(batch[index])));
            if (result.IsComplete) return values;
        }
    }

    /// <summary>A member that owns an input with three records a partition, and an output.</summary>
    private Task<(Member Member, LogPartition Input, LogPartition Output)> StartedAsync(
        ILogClient client, int partitions = 1) =>
        StartedAsync(client, client, partitions);

    private async Task<(Member Member, LogPartition Input, LogPartition Output)> StartedAsync(
        ILogClient memberClient, ILogClient client, int partitions = 1)
    {
        var input = new LogPartition(await TopicAsync(client, partitions), 0);
        var output = new LogPartition(await TopicAsync(client), 0);
        await using (var producer = client.CreateProducer(77))
        {
            Assert.Equal(LogResult.Done, await producer.InitAsync(Long));
            for (var number = 0; number < partitions; number++)
                await WriteAsync(producer, input with { Number = number }, "a", "b", "c");
        }
        var member = new Member(Own(memberClient.CreateConsumer([input.Topic], 0)), memberClient.Offsets);
        await member.UntilAsync(() => member.Owned.Contains(input));
        return (member, input, output);
    }
}
