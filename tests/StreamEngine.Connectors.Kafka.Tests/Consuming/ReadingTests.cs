using StreamEngine.Core.Log;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Connectors.Kafka.Tests.Consuming;

public sealed class ReadingTests(RealKafka kafka) : KafkaTest(kafka)
{
    [Theory]
    [InlineData(GroupProtocol.Consumer, RecordPath.Batch)]
    [InlineData(GroupProtocol.Consumer, RecordPath.Supported)]
    [InlineData(GroupProtocol.Classic, RecordPath.Batch)]
    [InlineData(GroupProtocol.Classic, RecordPath.Supported)]
    public async Task A_member_reads_what_was_committed_in_order_and_reaches_the_end(
        GroupProtocol protocol, RecordPath path)
    {
        var client = Client(Settings with { GroupProtocol = protocol, RecordPath = path });
        var topic = await TopicAsync(client);
        var producer = await ProducerAsync(client);
        var partition = new LogPartition(topic, 0);
        await WriteAsync(producer, partition, "a", "b");
        await WriteAsync(producer, partition, "c");

        var member = new Member(Own(client.CreateConsumer([topic], 0)), client.Offsets);
        await member.UntilAsync(() => member.Ends.GetValueOrDefault(partition) == 5);

        // Offsets 2 and 4 are the markers of the two transactions.
        Assert.Equal([(0, "a"), (1, "b"), (3, "c")], member.Records.Select(r => ((int)r.At.Offset, r.Value)));
        Assert.Equal([partition], member.Owned);
        Assert.Empty(member.Faults);
    }
}
