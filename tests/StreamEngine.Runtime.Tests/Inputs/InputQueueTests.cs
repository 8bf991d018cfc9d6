using StreamEngine.Core;
using StreamEngine.Core.Log;
using StreamEngine.Runtime.Inputs;

namespace StreamEngine.Runtime.Tests.Inputs;

public sealed class InputQueueTests
{
    private readonly InputQueue _queue = new(new LogPartition("a", 0));

    [Fact]
    public void The_oldest_waiting_record_is_the_first_processed_one_without_a_fate()
    {
        _queue.Add(Batch(0, 10));
        for (var i = 0; i < 5; i++) _queue.MoveOn();
        _queue.Settle(0);
        _queue.Settle(2);
        Assert.Equal(1, _queue.OldestWaiting);
        _queue.Settle(1);
        Assert.Equal(3, _queue.OldestWaiting);
        _queue.Settle(3);
        _queue.Settle(4);
        Assert.Equal(5, _queue.OldestWaiting);
        Assert.Equal(5, _queue.Position);
    }

    [Fact]
    public void A_fate_told_twice_is_a_broken_invariant()
    {
        _queue.Add(Batch(0, 2));
        _queue.MoveOn();
        _queue.Settle(0);
        Assert.Throws<InvariantException>(() => _queue.Settle(0));
    }

    [Fact]
    public void What_was_fetched_before_is_not_taken_again()
    {
        Assert.Equal(5, _queue.Add(Batch(0, 5)));
        Assert.Equal(2, _queue.Add(Batch(3, 4)));
        Assert.Equal(7, _queue.Queued);
    }

    [Fact]
    public void Originals_are_found_across_chunks_and_gaps_until_they_are_released()
    {
        for (var i = 0; i < 5; i++) _queue.Add(Batch(i * 3_000, 1_500, step: 2));
        for (var i = 0; i < 7_500; i++)
        {
            Assert.True(_queue.TryPeek(out var records, out var index));
            var offset = records[index].Offset;
            _queue.MoveOn();
            var (found, at) = _queue.Find(offset);
            Assert.Equal(offset, found[at].Offset);
            _queue.Settle(offset);
            _queue.Release();
        }

        Assert.False(_queue.TryPeek(out _, out _));
        Assert.Equal(0, _queue.Queued);
        Assert.Equal(0, _queue.QueuedBytes);
    }

    private static LogBatch Batch(long from, int count, int step = 1)
    {
        var batch = new LogBatch();
        for (var i = 0; i < count; i++) batch.Add(from + (i * step), 1, TimestampKind.CreateTime, "k"u8, "value"u8);
        return batch;
    }
}
