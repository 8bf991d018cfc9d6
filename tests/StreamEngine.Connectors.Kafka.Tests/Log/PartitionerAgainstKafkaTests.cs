using Confluent.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Testing.Kafka;
using OurPartitioner = StreamEngine.Core.Log.Partitioner;

namespace StreamEngine.Connectors.Kafka.Tests.Log;

public sealed class PartitionerAgainstKafkaTests(RealKafka kafka) : KafkaTest(kafka)
{
    [Theory]
    [InlineData("murmur2", PartitionerKind.Murmur2)]
    [InlineData("murmur2_random", PartitionerKind.Murmur2)]
    [InlineData("consistent", PartitionerKind.Consistent)]
    [InlineData("consistent_random", PartitionerKind.ConsistentRandom)]
    public async Task The_partition_is_the_one_that_a_producer_chooses(string librdkafkaName, PartitionerKind kind)
    {
        const int partitions = 7;
        var topic = await TopicAsync(Client(), partitions);
        using var producer = new ProducerBuilder<byte[], byte[]>(new Dictionary<string, string>
        {
            ["bootstrap.servers"] = Settings.BootstrapServers, ["partitioner"] = librdkafkaName,
            ["sticky.partitioning.linger.ms"] = "0",
        }).Build();
        var keys = Enumerable.Range(1, 64).Select(n => Bytes(new string((char)('a' + (n % 26)), n) + n)).ToList();

        var sent = await Task.WhenAll(keys.Select(key =>
            producer.ProduceAsync(topic, new Message<byte[], byte[]> { Key = key, Value = [] })));

        Assert.Equal(keys.Select(key => OurPartitioner.Of(kind, key, isNull: false, partitions)),
            sent.Select(result => result.Partition.Value));
    }

    [Theory]
    [InlineData(RecordPath.Batch)]
    [InlineData(RecordPath.Supported)]
    public async Task A_record_by_key_goes_to_the_partition_of_its_key(RecordPath path)
    {
        var client = Client(Settings with { RecordPath = path });
        var topic = await TopicAsync(client, 5);
        var producer = await ProducerAsync(client);
        var batch = new AppendBatch();
        foreach (var key in (string[])["customer:1", "customer:2", "visitor:3", "visitor:4"])
            batch.Add(new LogPartition(topic, AppendBatch.ByKey), AppendBatch.Now, Bytes(key), Bytes(key));
        await producer.BeginAsync();
        Assert.Equal(LogResult.Done, await producer.AppendAsync(batch, Long));
        Assert.Equal(LogResult.Done, await producer.CommitAsync(Long));

        var member = new Member(Own(client.CreateConsumer([topic], 0)), client.Offsets);
        await member.UntilAsync(() => member.Records.Count == 4);

        Assert.All(member.Records, record => Assert.Equal(
            OurPartitioner.Of(PartitionerKind.Murmur2, Bytes(record.Value), isNull: false, 5),
            record.At.Partition.Number));
    }
}
