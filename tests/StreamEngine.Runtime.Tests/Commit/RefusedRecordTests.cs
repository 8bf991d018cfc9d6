using System.Text;
using StreamEngine.Core.Log;
using StreamEngine.Core.Tasks;
using StreamEngine.Runtime.Commit;

namespace StreamEngine.Runtime.Tests.Commit;

/// <summary>A record that is refused, sent back, and refused again keeps what it came with.</summary>
public sealed class RefusedRecordTests
{
    private readonly HeaderWriter _headers = new();

    [Fact]
    public void What_was_refused_is_read_and_sent_back_as_it_came()
    {
        var came = new HeaderWriter().Add("trace"u8, "1").AddNull("empty"u8).Add("trace"u8, "2").Block.ToArray();
        var letter = Refuse(Batch("orders", came), "malformed");
        var refused = RefusedRecord.Read(letter.Headers(letter[0]))!;
        Assert.Equal(new LogPosition(new LogPartition("orders", 3), 41), refused.Source);
        Assert.Equal((1_700L, "decode", "malformed", "byte 3", 0), (
            refused.Timestamp, refused.Stage, refused.Reason, refused.Message, refused.Returns));

        RefusedRecord.WriteReturn(letter.Headers(letter[0]), 1, _headers);
        Assert.Equal(["trace=1", "empty=", "trace=2", "streamengine-returns=1"], Text(_headers));
        Assert.Equal("key", Encoding.UTF8.GetString(letter.Key(letter[0])));
        Assert.Equal([1, 2, 3], letter.Value(letter[0]).ToArray());
    }

    [Fact]
    public void A_second_refusal_tells_how_often_it_was_sent_back()
    {
        var first = Refuse(Batch("orders", []), "malformed");
        RefusedRecord.WriteReturn(first.Headers(first[0]), 1, _headers);
        var second = Refuse(Batch("orders", _headers.Block.ToArray()), "no_identity");
        var refused = RefusedRecord.Read(second.Headers(second[0]))!;
        Assert.Equal((1, "no_identity"), (refused.Returns, refused.Reason));
        RefusedRecord.WriteReturn(second.Headers(second[0]), 2, _headers);
        Assert.Equal(["streamengine-returns=2"], Text(_headers));
    }

    [Fact]
    public void Headers_of_our_names_that_a_record_came_with_stay_its_own()
    {
        var came = new HeaderWriter().Add(RefusedRecords.Reason, "mine").Add(RefusedRecords.Topic, "mine").Block;
        var letter = Refuse(Batch("orders", came.ToArray()), "malformed");
        Assert.Equal("malformed", RefusedRecord.Read(letter.Headers(letter[0]))!.Reason);
        RefusedRecord.WriteReturn(letter.Headers(letter[0]), 1, _headers);
        Assert.Equal(
            ["streamengine-reason=mine", "streamengine-source-topic=mine", "streamengine-returns=1"], Text(_headers));
    }

    [Fact]
    public void A_receipt_is_no_letter_and_names_one()
    {
        RefusedRecord.WriteReceipt(17, _headers);
        var batch = new LogBatch();
        batch.Add(0, 0, TimestampKind.LogAppendTime, default, default, NullParts.Both, _headers.Block);
        batch.Add(1, 0, TimestampKind.LogAppendTime, "key"u8, default, NullParts.Value, _headers.Block);
        Assert.Equal(17, RefusedRecord.ReadReceipt(batch[0], batch.Headers(batch[0])));
        Assert.Null(RefusedRecord.Read(batch.Headers(batch[0])));
        Assert.Null(RefusedRecord.ReadReceipt(batch[1], batch.Headers(batch[1])));
    }

    [Theory]
    [InlineData("-1", "5"), InlineData("3", "x"), InlineData("100001", "5"), InlineData("", "5")]
    public void Headers_that_name_no_place_are_none(string partition, string offset)
    {
        _headers.Add(RefusedRecords.Topic, "orders").Add(RefusedRecords.Partition, partition)
            .Add(RefusedRecords.Offset, offset).Add(RefusedRecords.Reason, "malformed");
        Assert.Null(RefusedRecord.Read(new LogHeaders(_headers.Block)));
    }

    private static LogBatch Batch(string topic, byte[] headers)
    {
        var batch = new LogBatch { Partition = new LogPartition(topic, 3) };
        batch.Add(41, 1_700, TimestampKind.CreateTime, "key"u8, [1, 2, 3], NullParts.None, headers);
        return batch;
    }

    private static AppendBatch Refuse(LogBatch records, string reason)
    {
        var letters = new AppendBatch();
        var fate = new RecordFate(0, 3, 41, 1, FateKind.DeadLettered, "decode", reason, "byte 3");
        RefusedRecords.Append(letters, "dead", fate, records, 0, new HeaderWriter());
        return letters;
    }

    private static List<string> Text(HeaderWriter headers)
    {
        var list = new List<string>();
        foreach (var header in new LogHeaders(headers.Block))
            list.Add($"{Encoding.UTF8.GetString(header.Name)}={Encoding.UTF8.GetString(header.Value)}");
        return list;
    }
}
