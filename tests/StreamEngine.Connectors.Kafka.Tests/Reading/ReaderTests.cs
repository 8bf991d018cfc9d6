using StreamEngine.Core.Log;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Connectors.Kafka.Tests.Reading;

public sealed class ReaderTests(RealKafka kafka) : KafkaTest(kafka)
{
    [Theory]
    [InlineData(RecordPath.Batch)]
    [InlineData(RecordPath.Supported)]
    public async Task A_range_is_read_exactly_also_when_it_ends_in_a_marker(RecordPath path)
    {
        var (client, partition) = await WrittenAsync(path);
        var reader = Own(client.CreateReader());

        // a b marker c d marker: 0 1 2 3 4 5
        Assert.Equal(["a", "b", "c", "d"], await ReadAsync(reader, partition, 0, 6));
        Assert.Equal(["b", "c"], await ReadAsync(reader, partition, 1, 4));
        Assert.Equal(["c"], await ReadAsync(reader, partition, 2, 4));
        Assert.Equal(["a", "b"], await ReadAsync(reader, partition, 0, 3));
        Assert.Empty(await ReadAsync(reader, partition, 5, 6));
        Assert.Empty(await ReadAsync(reader, partition, 3, 3));
        Assert.Equal(["d"], await ReadAsync(reader, partition, 4, 6));
    }

    [Theory]
    [InlineData(RecordPath.Batch)]
    [InlineData(RecordPath.Supported)]
    public async Task A_range_is_read_in_small_pieces(RecordPath path)
    {
        var (client, partition) = await WrittenAsync(path);
        var reader = Own(client.CreateReader());
        await reader.OpenAsync(partition, 0, 6);
        var batch = new LogBatch();
        var read = new List<string>();
        ReadResult result;
        do
        {
            result = await reader.ReadAsync(batch, 1, TimeSpan.FromMilliseconds(500));
            Assert.InRange(batch.Count, 0, 1);
            if (batch.Count == 1) read.Add(Text(batch.Value(batch[0])));
        }
        while (!result.IsComplete);
        Assert.Equal(6, result.Next);
        Assert.Equal(["a", "b", "c", "d"], read);
    }

    [Fact]
    public async Task A_range_before_the_start_of_the_log_is_a_fault()
    {
        var (client, partition) = await WrittenAsync(RecordPath.Batch);
        var reader = Own(client.CreateReader());
        await reader.OpenAsync(partition, 100, 200);
        var batch = new LogBatch();
        ReadResult result;
        do result = await reader.ReadAsync(batch, 10, TimeSpan.FromMilliseconds(500));
        while (result.Fault is null);
        Assert.Equal((LogFaultKind.OffsetOutOfRange, partition), (result.Fault.Kind, result.Fault.Partition));
        Assert.False(result.IsComplete);
    }

    [Fact]
    public async Task Without_a_range_nothing_can_be_read()
    {
        var reader = Own(Client().CreateReader());
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await reader.ReadAsync(new LogBatch(), 1, TimeSpan.Zero));
    }

    private static async Task<List<string>> ReadAsync(ILogReader reader, LogPartition partition, long from, long to)
    {
        await reader.OpenAsync(partition, from, to);
        var batch = new LogBatch();
        var read = new List<string>();
        while (true)
        {
            var result = await reader.ReadAsync(batch, 100, TimeSpan.FromSeconds(1));
            Assert.Null(result.Fault);
            for (var index = 0; index < batch.Count; index++)
            {
                Assert.InRange(batch[index].Offset, from, to - 1);
                read.Add(Text(batch.Value(batch[index])));
            }
            if (!result.IsComplete) continue;
            Assert.Equal(to, result.Next);
            return read;
        }
    }

    private async Task<(ILogClient Client, LogPartition Partition)> WrittenAsync(RecordPath path)
    {
        var client = Client(Settings with { RecordPath = path });
        var partition = new LogPartition(await TopicAsync(client), 0);
        var producer = await ProducerAsync(client);
        await WriteAsync(producer, partition, "a", "b");
        await WriteAsync(producer, partition, "c", "d");
        return (client, partition);
    }
}
