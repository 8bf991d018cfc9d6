using System.Text;
using CsCheck;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka.Tests.Log;

public sealed class RecordTests
{
    private static readonly Gen<byte[]?> Part = Gen.Byte.Array[0, 9].Null(0.2);

    [Fact]
    public void A_batch_gives_back_what_was_put_in() =>
        Gen.Select(Gen.Long[0, 1 << 20], Part, Part, Gen.Select(Gen.Byte.Array[1, 5], Part).Array[0, 3]).Array[0, 30]
            .Sample(records =>
            {
                var batch = new LogBatch(records: 1, bytes: 1);
                foreach (var (timestamp, key, value, headers) in records)
                {
                    batch.Add(batch.Count * 2, timestamp, TimestampKind.CreateTime, key, value, Nulls(key, value));
                    foreach (var (name, text) in headers) batch.AddHeader(name, text, text is null);
                }
                Assert.Equal(records.Length, batch.Count);
                for (var index = 0; index < batch.Count; index++)
                {
                    ref readonly var record = ref batch[index];
                    Assert.Equal(index * 2, record.Offset);
                    Assert.Equal(records[index].Item1, record.Timestamp);
                    Assert.Equal(records[index].Item2, record.IsKeyNull ? null : batch.Key(record).ToArray());
                    Assert.Equal(records[index].Item3, record.IsValueNull ? null : batch.Value(record).ToArray());
                    Assert.Equal(records[index].Item4, Headers(batch.Headers(record)));
                }
            });

    [Fact]
    public void Records_to_append_are_given_back_as_put_in_and_again_after_being_cleared()
    {
        var batch = new AppendBatch(records: 1, bytes: 1);
        var headers = new HeaderWriter().Add("h"u8, "v"u8).AddNull("n"u8);
        for (var round = 0; round < 2; round++)
        {
            batch.Clear();
            batch.Add(new LogPartition("one", 3), 17, "k"u8, default, NullParts.Value, headers.Block);
            batch.Add(new LogPartition("two", AppendBatch.ByKey), AppendBatch.Now, default, "v"u8);
            batch.Add(new LogPartition("one", 4), 18, default, default, NullParts.Both);

            Assert.Equal(["one", "two"], batch.Topics);
            Assert.Equal([0, 1, 0], Enumerable.Range(0, 3).Select(i => batch[i].Topic));
            Assert.Equal([3, -1, 4], Enumerable.Range(0, 3).Select(i => batch[i].Partition));
            Assert.Equal([1, 0, -1], Enumerable.Range(0, 3).Select(i => batch[i].KeyLength));
            Assert.Equal([-1, 1, -1], Enumerable.Range(0, 3).Select(i => batch[i].ValueLength));
            Assert.True(batch.Headers(batch[0]).TryGet("h"u8, out var value));
            Assert.Equal("v", Encoding.UTF8.GetString(value));
            Assert.False(batch.Headers(batch[0]).TryGet("n"u8, out _));
            Assert.True(batch.Headers(batch[1]).IsEmpty);
        }
    }

    [Fact]
    public void The_last_header_of_a_name_counts()
    {
        var headers = new HeaderWriter().Add("a"u8, "1"u8).Add("b"u8, "2"u8).Add("a"u8, "3"u8);
        Assert.True(new LogHeaders(headers.Block).TryGet("a"u8, out var value));
        Assert.Equal("3", Encoding.UTF8.GetString(value));
    }

    [Fact]
    public void A_record_carries_a_bounded_number_of_headers()
    {
        var headers = new HeaderWriter();
        for (var n = 0; n < LogLimits.Headers; n++) headers.Add("a"u8, "1"u8);
        Assert.Throws<InvalidOperationException>(() => headers.Add("a"u8, "1"u8));
    }

    [Fact]
    public void A_heartbeat_is_read_back()
    {
        var append = new AppendBatch();
        HeartbeatRecord.Append(append, new LogPartition("carts", 1), 1_700_000_000_123, new HeaderWriter());
        var batch = new LogBatch();
        batch.Add(0, 0, TimestampKind.CreateTime, default, default, NullParts.Both, append.Headers(append[0]).Block);

        Assert.True(HeartbeatRecord.TryRead(batch, batch[0], out var time));
        Assert.Equal(1_700_000_000_123, time);
    }

    [Theory]
    [InlineData("12x")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    [InlineData(" 1")]
    public void A_heartbeat_without_a_number_is_none(string time)
    {
        var batch = new LogBatch();
        var headers = new HeaderWriter().Add(HeartbeatRecord.Header, time);
        batch.Add(0, 0, TimestampKind.CreateTime, default, default, NullParts.Both, headers.Block);
        Assert.False(HeartbeatRecord.TryRead(batch, batch[0], out _));
    }

    [Fact]
    public void A_record_with_a_key_or_a_value_is_no_heartbeat()
    {
        var batch = new LogBatch();
        var headers = new HeaderWriter().Add(HeartbeatRecord.Header, "1");
        batch.Add(0, 0, TimestampKind.CreateTime, "k"u8, default, NullParts.Value, headers.Block);
        batch.Add(1, 0, TimestampKind.CreateTime, default, default, NullParts.Key, headers.Block);
        Assert.False(HeartbeatRecord.TryRead(batch, batch[0], out _));
        Assert.False(HeartbeatRecord.TryRead(batch, batch[1], out _));
    }

    [Fact]
    public void Polled_batches_stand_by_partition_number_then_topic_and_can_be_taken_out()
    {
        var polled = new PolledRecords();
        foreach (var partition in (LogPartition[])[new("b", 1), new("a", 2), new("a", 1), new("b", 0)])
            polled.BatchOf(partition).Add(0, 0, TimestampKind.None, default, "v"u8);
        Assert.Equal([new("b", 0), new("a", 1), new("b", 1), new LogPartition("a", 2)],
            polled.Batches.Select(b => b.Partition));

        var taken = polled.Batches[1];
        polled.Take(taken);
        polled.Clear();
        Assert.Equal(1, taken.Count);
        polled.Return(taken);
        Assert.Equal(0, polled.BatchOf(new LogPartition("c", 0)).Count);
    }

    private static NullParts Nulls(byte[]? key, byte[]? value) =>
        (key is null ? NullParts.Key : NullParts.None) | (value is null ? NullParts.Value : NullParts.None);

    private static List<(byte[], byte[]?)> Headers(LogHeaders headers)
    {
        var list = new List<(byte[], byte[]?)>();
        foreach (var header in headers)
            list.Add((header.Name.ToArray(), header.IsNull ? null : header.Value.ToArray()));
        return list;
    }
}
