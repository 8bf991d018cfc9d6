using System.Globalization;
using System.Text;
using StreamEngine.Core.Log;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Connectors.Kafka.Tests.Consuming;

/// <summary>The batch path and the supported path, in and out, are equal in everything that the engine sees.</summary>
public sealed class RecordPathTests(RealKafka kafka) : KafkaTest(kafka)
{
    [Fact]
    public async Task Whatever_way_records_go_in_and_come_out_they_are_the_same()
    {
        var seen = new List<(string Way, List<string> Records, List<(int, long)> Ends)>();
        foreach (var into in Enum.GetValues<RecordPath>())
        {
            var writer = Client(Settings with { RecordPath = into });
            var topic = await TopicAsync(writer, 3);
            await WriteEverythingAsync(writer, topic);
            foreach (var outOf in Enum.GetValues<RecordPath>())
            {
                var client = Client(Settings with { RecordPath = outOf, GroupId = $"{Group}-{into}-{outOf}" });
                var (records, ends) = await ReadAsync(client, topic);
                seen.Add(($"{into} {outOf}", records, ends));
            }
        }
        Assert.Equal(4, seen.Count);
        Assert.Equal(Expected(), seen[0].Records);
        Assert.All(seen, way => Assert.Equal(seen[0].Records, way.Records));
        Assert.All(seen, way => Assert.Equal(seen[0].Ends, way.Ends));
    }

    private static async Task WriteEverythingAsync(ILogClient client, string topic)
    {
        await using var producer = client.CreateProducer(0);
        Assert.Equal(LogResult.Done, await producer.InitAsync(Long));
        foreach (var commits in (bool[])[true, false, true])
        {
            await producer.BeginAsync();
            Assert.Equal(LogResult.Done, await producer.AppendAsync(Everything(topic), Long));
            if (!commits) await SentAsync(client, topic);
            Assert.Equal(LogResult.Done, commits ? await producer.CommitAsync(Long) : await producer.AbortAsync(Long));
        }
    }

    private static AppendBatch Everything(string topic)
    {
        var batch = new AppendBatch();
        var headers = new HeaderWriter().Add("a"u8, "1"u8).Add("b"u8, ""u8).AddNull("c"u8).Add("a"u8, "2"u8);
        var large = new byte[300_000];
        for (var index = 0; index < large.Length; index++) large[index] = (byte)(index * 31);
        batch.Add(new LogPartition(topic, 0), 1_600_000_000_000, "key"u8, "value"u8);
        batch.Add(new LogPartition(topic, 0), 1_600_000_000_001, "key"u8, default, NullParts.Value);
        batch.Add(new LogPartition(topic, 0), 1_600_000_000_002, default, "value"u8, NullParts.Key);
        batch.Add(new LogPartition(topic, 1), 1_600_000_000_003, default, default, NullParts.None, headers.Block);
        batch.Add(new LogPartition(topic, 1), 1_600_000_000_004, "key"u8, large, NullParts.None, headers.Block);
        HeartbeatRecord.Append(batch, new LogPartition(topic, 2), 1_650_000_000_000, headers);
        for (var n = 0; n < 300; n++)
            batch.Add(new LogPartition(topic, n % 3), 1_600_000_001_000 + n, Bytes($"k{n}"), Bytes($"v{n}"));
        return batch;
    }

    private static List<string> Expected()
    {
        var batch = Everything("t");
        var counts = Enumerable.Range(0, 3).Select(p =>
            Enumerable.Range(0, batch.Count).Count(i => batch[i].Partition == p)).ToArray();
        var expected = new List<string>();
        for (var partition = 0; partition < 3; partition++)
        {
            // A marker stands after each transaction, and the aborted one leaves a gap.
            foreach (var start in (int[])[0, 2 * (counts[partition] + 1)])
            {
                var offset = start;
                for (var index = 0; index < batch.Count; index++)
                {
                    ref readonly var r = ref batch[index];
                    if (r.Partition != partition) continue;
                    var time = r.Timestamp == AppendBatch.Now
                        ? "now"
                        : r.Timestamp.ToString(CultureInfo.InvariantCulture);
                    expected.Add(Show(partition, offset++, time, r.KeyLength < 0, batch.Key(r), r.ValueLength < 0,
                        batch.Value(r), batch.Headers(r)));
                }
            }
        }
        return expected;
    }

    private static async Task<(List<string> Records, List<(int, long)> Ends)> ReadAsync(ILogClient client, string topic)
    {
        await using var consumer = client.CreateConsumer([topic], 0);
        var polled = new PolledRecords();
        var records = new SortedDictionary<(int, long), string>();
        var ends = new SortedDictionary<int, long>();
        var deadline = Environment.TickCount64 + 30_000;
        while (ends.Count < 3 || records.Count < 612)
        {
            Assert.True(Environment.TickCount64 < deadline, $"too late: {records.Count} records");
            var result = await consumer.PollAsync(polled, 100, TimeSpan.FromMilliseconds(100));
            Assert.Empty(result.Faults);
            if (result.Event is { } assigned)
            {
                await consumer.AcknowledgeAsync(assigned, [.. assigned.Partitions.Select(p => new LogPosition(p, 0))]);
                await consumer.ResumeAsync(assigned.Partitions);
            }
            foreach (var batch in polled.Batches)
                for (var index = 0; index < batch.Count; index++)
                    records.Add((batch.Partition.Number, batch[index].Offset), Show(batch, batch[index]));
            foreach (var end in polled.Ends) ends[end.Partition.Number] = end.Offset;
        }
        return ([.. records.Values], [.. ends.Select(e => (e.Key, e.Value))]);
    }

    private static string Show(LogBatch batch, in LogRecord record)
    {
        Assert.Equal(TimestampKind.CreateTime, record.TimestampKind);
        var time = record.Timestamp > 1_700_000_000_000
            ? "now"
            : record.Timestamp.ToString(CultureInfo.InvariantCulture);
        return Show(
            batch.Partition.Number, record.Offset, time, record.IsKeyNull, batch.Key(record), record.IsValueNull,
            batch.Value(record), batch.Headers(record));
    }

    private static string Show(int partition, long offset, string time, bool isKeyNull, ReadOnlySpan<byte> key,
        bool isValueNull, ReadOnlySpan<byte> value, LogHeaders headers)
    {
        var text = new StringBuilder(
            $"{partition}@{offset} t{time} k={Show(isKeyNull, key)} v={Show(isValueNull, value)}");
        foreach (var header in headers)
            text.Append(CultureInfo.InvariantCulture, $" {Text(header.Name)}={Show(header.IsNull, header.Value)}");
        return text.ToString();
    }

    private static string Show(bool isNull, ReadOnlySpan<byte> bytes) => isNull ? "null"
        : bytes.Length > 1000 ? $"{bytes.Length}:{System.IO.Hashing.Crc32.HashToUInt32(bytes)}" : $"'{Text(bytes)}'";

    /// <summary>
    /// Waits until every partition holds something of the open transaction: an abort drops what was not sent.
    /// </summary>
    private static async Task SentAsync(ILogClient client, string topic)
    {
        LogPartition[] partitions = [new(topic, 0), new(topic, 1), new(topic, 2)];
        var counts = partitions.Select(p => Enumerable.Range(0, Everything(topic).Count)
            .Count(i => Everything(topic)[i].Partition == p.Number)).ToArray();
        while (true)
        {
            var ends = (await client.Offsets.EndAsync(partitions, LogEnd.Written, Long)).Value!;
            if (ends.Select((end, index) => end.Offset == (2 * counts[index]) + 1).All(isSent => isSent)) return;
        }
    }
}
