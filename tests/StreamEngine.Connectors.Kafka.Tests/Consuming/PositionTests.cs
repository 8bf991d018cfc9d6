using StreamEngine.Core.Log;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Connectors.Kafka.Tests.Consuming;

public sealed class PositionTests(RealKafka kafka) : KafkaTest(kafka)
{
    private static readonly string[] Letters = [.. Enumerable.Range('a', 26).Select(c => ((char)c).ToString())];

    [Theory]
    [InlineData(RecordPath.Batch)]
    [InlineData(RecordPath.Supported)]
    public async Task Pausing_and_resuming_loses_and_doubles_nothing(RecordPath path)
    {
        var (member, partition) = await ReadingAsync(path);
        var read = new List<int>();
        while (member.Records.Count < Letters.Length)
        {
            await member.StepAsync(maxRecords: 3);
            if (member.Records.Count == 0) continue;
            read.Add(member.Records.Count);
            await member.Consumer.PauseAsync([partition]);
            await member.StepAsync();
            Assert.Equal(read[^1], member.Records.Count);
            await member.Consumer.ResumeAsync([partition]);
        }
        Assert.True(read.Count >= 9);
        Assert.Equal(Letters, member.Records.Select(r => r.Value));
    }

    [Theory]
    [InlineData(RecordPath.Batch)]
    [InlineData(RecordPath.Supported)]
    public async Task Seeking_goes_on_at_the_place_sought(RecordPath path)
    {
        var (member, partition) = await ReadingAsync(path);
        await member.UntilAsync(() => member.Records.Count == Letters.Length);
        foreach (var offset in (int[])[20, 3, 25])
        {
            member.Records.Clear();
            Assert.Null(await member.Consumer.SeekAsync([new LogPosition(partition, offset)], Long));
            await member.UntilAsync(() => member.Records.Count > 0 && member.Records[^1].Value == "z");
            Assert.Equal(Letters[offset..], member.Records.Select(r => r.Value));
        }
    }

    [Fact]
    public async Task Seeking_a_paused_partition_takes_effect_when_it_resumes()
    {
        var (member, partition) = await ReadingAsync(RecordPath.Batch);
        await member.StepAsync(maxRecords: 5);
        await member.Consumer.PauseAsync([partition]);
        Assert.Null(await member.Consumer.SeekAsync([new LogPosition(partition, 24)], Long));
        member.Records.Clear();
        await member.StepAsync();
        Assert.Empty(member.Records);
        await member.Consumer.ResumeAsync([partition]);
        await member.UntilAsync(() => member.Records.Count == 2);
        Assert.Equal(["y", "z"], member.Records.Select(r => r.Value));
    }

    [Fact]
    public async Task Partitions_of_others_cannot_be_moved()
    {
        var (member, partition) = await ReadingAsync(RecordPath.Batch);
        var other = partition with { Number = 7 };
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await member.Consumer.PauseAsync([other]));
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await member.Consumer.SeekAsync([new LogPosition(other, 0)], Long));
    }

    [Theory]
    [InlineData(RecordPath.Batch)]
    [InlineData(RecordPath.Supported)]
    public async Task A_position_outside_of_the_log_is_a_fault_of_the_partition(RecordPath path)
    {
        var (member, partition) = await ReadingAsync(path);
        Assert.Null(await member.Consumer.SeekAsync([new LogPosition(partition, 1000)], Long));
        await member.UntilAsync(() => member.Faults.Exists(f => f.Kind == LogFaultKind.OffsetOutOfRange));
        var fault = Assert.Single(member.Faults);
        Assert.Equal(partition, fault.Partition);
        Assert.False(fault.IsFatal);
        Assert.Equal(fault, await member.Consumer.SeekAsync([new LogPosition(partition, 0)], Long));
    }

    [Fact]
    public async Task A_committed_offset_outside_of_the_log_stops_the_partition_with_a_fault()
    {
        var client = Client();
        var partition = new LogPartition(await TopicAsync(client), 0);
        Assert.Null(await client.Offsets.SetCommittedAsync([new LogPosition(partition, 5)], Long));
        var member = new Member(Own(client.CreateConsumer([partition.Topic], 0)), client.Offsets);
        await member.UntilAsync(() => member.Faults.Exists(f => f.Partition == partition));
    }

    [Fact]
    public async Task The_end_passes_markers_and_aborted_records_but_no_open_transaction()
    {
        var (member, partition) = await ReadingAsync(RecordPath.Batch);
        var client = Client();
        var producer = await ProducerAsync(client, slot: 5);
        // 26 letters and the marker of their transaction.
        await member.UntilAsync(() => member.Ends.GetValueOrDefault(partition) == 27);

        await AppendAsync(producer, partition);
        // An abort drops what was not sent yet, which would leave nothing to be passed.
        await WrittenAsync(client, partition, 28);
        Assert.Equal(LogResult.Done, await producer.AbortAsync(Long));
        await member.UntilAsync(() => member.Ends[partition] == 29);

        await AppendAsync(producer, partition);
        await WrittenAsync(client, partition, 30);
        for (var round = 0; round < 5; round++) await member.StepAsync();
        Assert.Equal(29, member.Ends[partition]);
        Assert.Equal(Letters.Length, member.Records.Count);

        Assert.Equal(LogResult.Done, await producer.CommitAsync(Long));
        await member.UntilAsync(() => member.Ends[partition] == 31);
        Assert.Equal("open", member.Records[^1].Value);
    }

    private static async Task AppendAsync(ITransactionalProducer producer, LogPartition partition)
    {
        var batch = new AppendBatch();
        batch.Add(partition, AppendBatch.Now, default, "open"u8, NullParts.Key);
        await producer.BeginAsync();
        await producer.AppendAsync(batch, Long);
    }

    private static async Task WrittenAsync(ILogClient client, LogPartition partition, long end)
    {
        while ((await client.Offsets.EndAsync([partition], LogEnd.Written, Long)).Value![0].Offset < end)
        {
        }
        var stable = await client.Offsets.EndAsync([partition], LogEnd.Stable, Long);
        Assert.Equal(end - 1, stable.Value![0].Offset);
    }

    private async Task<(Member Member, LogPartition Partition)> ReadingAsync(RecordPath path)
    {
        var client = Client(Settings with { RecordPath = path });
        var partition = new LogPartition(await TopicAsync(client), 0);
        await WriteAsync(await ProducerAsync(client), partition, Letters);
        var member = new Member(Own(client.CreateConsumer([partition.Topic], 0)), client.Offsets);
        while (member.Owned.Count == 0) await member.StepAsync(maxRecords: 1);
        return (member, partition);
    }
}
