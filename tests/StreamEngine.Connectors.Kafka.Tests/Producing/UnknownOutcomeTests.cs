using StreamEngine.Core.Log;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Connectors.Kafka.Tests.Producing;

/// <summary>
/// A commit whose answer never comes, carried out or not: the producer says that it does not know, and a new one of the
/// same id and the committed offsets tell.
/// </summary>
public sealed class UnknownOutcomeTests(RealKafka kafka) : KafkaTest(kafka)
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_commit_that_was_carried_out_without_an_answer_is_unknown_and_found_to_be_committed()
    {
        await using var proxy = await ProxyAsync();
        var (producer, direct, input, output) = await OpenTransactionAsync(proxy);

        await proxy.SwallowAnswersAsync();
        var result = await producer.CommitAsync(Short);
        Assert.Equal(LogOutcome.Unknown, result.Outcome);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await producer.BeginAsync());

        await using var next = direct.CreateProducer(0);
        Assert.Equal(LogResult.Done, await next.InitAsync(Long));
        var committed = await direct.Offsets.CommittedAsync([input], Long);
        // The end of the transaction reached the broker before its answer was lost, so it counts, whole.
        Assert.Equal(2, committed.Value![0].Offset);
        Assert.Equal(2, await SettledEndAsync(direct, output));
    }

    [Fact]
    public async Task A_commit_that_never_reached_the_broker_is_unknown_and_found_not_to_be_committed()
    {
        await using var proxy = await ProxyAsync();
        var (producer, direct, input, output) = await OpenTransactionAsync(proxy);

        await proxy.CutAsync();
        var result = await producer.CommitAsync(Short);
        Assert.Equal(LogOutcome.Unknown, result.Outcome);

        await using var next = direct.CreateProducer(0);
        Assert.Equal(LogResult.Done, await next.InitAsync(Long));
        var committed = await direct.Offsets.CommittedAsync([input], Long);
        Assert.Equal(LogPosition.None, committed.Value![0].Offset);

        // The old one wakes up to a broker that has gone on without it, and changes nothing.
        await proxy.MendAsync();
        await WriteAsync(next, output, "again");
        Assert.Equal(4, await SettledEndAsync(direct, output));
        Assert.Equal(LogPosition.None, (await direct.Offsets.CommittedAsync([input], Long)).Value![0].Offset);
    }

    [Fact]
    public async Task A_consumer_goes_on_by_itself_after_the_network_was_away()
    {
        await using var proxy = await ProxyAsync();
        var direct = Client();
        var partition = new LogPartition(await TopicAsync(direct), 0);
        var producer = await ProducerAsync(direct);
        await WriteAsync(producer, partition, "before");
        var client = Client(Settings with { BootstrapServers = proxy.Bootstrap });
        var member = new Member(Own(client.CreateConsumer([partition.Topic], 0)), client.Offsets);
        await member.UntilAsync(() => member.Records.Count == 1);

        await proxy.CutAsync();
        await WriteAsync(producer, partition, "while away");
        await member.UntilAsync(() => member.Faults.Exists(f => f.Kind == LogFaultKind.Unreachable));
        Assert.Single(member.Records);
        await proxy.MendAsync();
        await member.UntilAsync(() => member.Records.Count == 2);

        Assert.DoesNotContain(member.Faults, f => f.IsFatal);
    }

    private async Task<NetworkProxy> ProxyAsync()
    {
        if (Source.Cluster is not { } cluster)
        {
            Assert.Skip("the Kafka is not our own, so no proxy can stand before it");
            throw new InvalidOperationException();
        }
        var program = NetworkProxy.FindServer(out var reason);
        if (program is null) Assert.Skip(reason);
        return await NetworkProxy.StartAsync(program!, cluster);
    }

    /// <summary>
    /// A transaction through the proxy that holds an output, already at the broker, and the input's offset.
    /// </summary>
    private async Task<(ITransactionalProducer Producer, ILogClient Direct, LogPartition Input, LogPartition Output)>
        OpenTransactionAsync(NetworkProxy proxy, bool sendOffsets = true)
    {
        var direct = Client();
        var input = new LogPartition(await TopicAsync(direct), 0);
        var output = new LogPartition(await TopicAsync(direct), 0);
        // A slow machine must not turn the cut into an overdue transaction.
        var client = Client(Settings with
        {
            BootstrapServers = proxy.Bootstrap,
            TransactionTimeout = TimeSpan.FromMinutes(1),
        });
        var producer = await ProducerAsync(client);
        await producer.BeginAsync();
        var batch = new AppendBatch();
        batch.Add(output, AppendBatch.Now, "key"u8, "value"u8);
        Assert.Equal(LogResult.Done, await producer.AppendAsync(batch, Long));
        if (sendOffsets)
        {
            await using var consumer = direct.CreateConsumer([input.Topic], 8);
            var membership = await JoinedAsync(consumer);
            Assert.Equal(
                LogResult.Done, await producer.SendOffsetsAsync([new LogPosition(input, 2)], membership, Long));
        }
        while ((await direct.Offsets.EndAsync([output], LogEnd.Written, Long)).Value![0].Offset == 0)
        {
        }
        return (producer, direct, input, output);
    }

    private static async Task<GroupMembership> JoinedAsync(ILogConsumer consumer)
    {
        var polled = new PolledRecords();
        while (true)
        {
            var result = await consumer.PollAsync(polled, 10, TimeSpan.FromMilliseconds(100));
            if (result.Event is not { } assigned) continue;
            await consumer.AcknowledgeAsync(assigned, [.. assigned.Partitions.Select(p => new LogPosition(p, 0))]);
            return consumer.CaptureMembership();
        }
    }
}
