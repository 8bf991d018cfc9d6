using CsCheck;
using StreamEngine.Core.Keyed;

namespace StreamEngine.Core.Tests.Keyed;

public sealed class EventLogTests
{
    private static readonly Gen<(long Time, byte Rank, ulong Identity)[]> Events =
        Gen.Select(Gen.Long[0, 50], Gen.Byte[0, 3], Gen.ULong).Array[0, 60];

    [Fact]
    public void Inserting_in_any_order_keeps_time_rank_and_arrival_order() => Events.Sample(events =>
    {
        var log = new EventLog();
        foreach (var (time, rank, identity) in events) log.Insert(time, rank, 5, identity, [rank, 7]);
        var expected = events.OrderBy(e => e.Time).ThenBy(e => e.Rank).ToList();
        var actual = new List<(long, byte, ulong)>();
        foreach (var entry in log)
        {
            Assert.Equal(5, entry.Marks);
            Assert.Equal([entry.Rank, 7], entry.Payload.ToArray());
            actual.Add((entry.Time, entry.Rank, entry.Identity));
        }

        Assert.Equal(expected, actual);
    });

    [Fact]
    public void An_identity_is_found_within_the_window_inclusive()
    {
        var log = new EventLog();
        log.Append(1_000, 0, 0, 42, []);
        Assert.True(log.Contains(42, 1_500, 500));
        Assert.False(log.Contains(42, 1_501, 500));
        Assert.False(log.Contains(43, 1_000, 500));
    }

    [Fact]
    public void Dropping_keeps_the_rest_with_its_marks()
    {
        var log = new EventLog();
        for (var i = 0; i < 10; i++) log.Append(i, 0, (byte)i, (ulong)i, new byte[i]);
        log.SetMarks(7, 15);
        log.DropBefore(6);
        log.Append(10, 1, 2, 10, [1]);
        Assert.Equal(5, log.Count);
        Assert.Equal((6, 10), (log.FirstTime, log.LastTime));
        var entries = new List<(long Time, byte Marks, ulong Identity, int Length)>();
        foreach (var entry in log) entries.Add((entry.Time, entry.Marks, entry.Identity, entry.Payload.Length));
        Assert.Equal([(6, 6, 6, 6), (7, 15, 7, 7), (8, 8, 8, 8), (9, 9, 9, 9), (10, 2, 10, 1)], entries);
        log.DropBefore(11);
        Assert.Equal(0, log.Count);
    }

    [Fact]
    public void The_reorder_buffer_releases_by_time_rank_and_arrival() =>
        Gen.Select(Gen.Long[0, 20], Gen.Byte[0, 3]).Array[0, 80].Sample(items =>
        {
            var buffer = new ReorderBuffer<object>();
            var wanted = new List<(long Time, byte Rank, object Item)>();
            foreach (var (time, rank) in items)
            {
                var item = new object();
                buffer.Add(item, time, rank);
                wanted.Add((time, rank, item));
            }

            foreach (var (time, _, item) in wanted.OrderBy(w => w.Time).ThenBy(w => w.Rank))
            {
                Assert.Equal(time, buffer.NextTime);
                Assert.Same(item, buffer.Take());
            }

            Assert.Equal(0, buffer.Count);
        });
}
