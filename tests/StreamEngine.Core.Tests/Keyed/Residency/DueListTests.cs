using StreamEngine.Core.Hashing;
using StreamEngine.Core.Keyed.Residency;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Tests.Keyed.Residency;

/// <summary>When keys outside memory come up: never too late.</summary>
public sealed class DueListTests
{
    [Fact]
    public void Keys_come_up_before_the_watermark_the_earliest_first()
    {
        var list = new DueList();
        list.Add(3 * EventTime.Hour, Id(3));
        list.Add(10, Id(1));
        list.Add(EventTime.Hour + 5, Id(2));
        list.Add(EventTime.Max, Id(4));
        Assert.Equal((3, 10), (list.Count, list.NextDue));
        Assert.Equal([], Take(list, 10, 100));
        Assert.Equal([Id(1), Id(2)], Take(list, 3 * EventTime.Hour, 100));
        Assert.Equal((1, 3 * EventTime.Hour), (list.Count, list.NextDue));
        Assert.Equal([Id(3)], Take(list, EventTime.Max, 100));
        Assert.Equal((0, EventTime.Max), (list.Count, list.NextDue));
    }

    [Fact]
    public void No_more_come_up_at_once_than_asked_for_but_for_those_of_one_time()
    {
        var list = new DueList();
        for (ulong i = 0; i < 10; i++) list.Add(100 + ((long)i / 4), Id(i));
        Assert.Equal([Id(0), Id(1), Id(2), Id(3)], Take(list, 1_000, 2).OrderBy(id => id.Low));
        Assert.Equal(101, list.NextDue);
        Assert.Equal(4, Take(list, 1_000, 4).Count);
        Assert.Equal(102, list.NextDue);
    }

    [Fact]
    public void Rewriting_keeps_the_earliest_entry_of_each_key_that_is_outside_memory()
    {
        var list = new DueList();
        for (var i = 0; i < 5; i++)
            for (ulong key = 0; key < 20; key++)
                list.Add((long)((key * 1_000_003 * (ulong)(i + 1)) % (9 * EventTime.Hour)), Id(key));
        list.Compact(id => id != Id(7));
        Assert.Equal(19, list.Count);
        Assert.Equal(0, list.NextDue);
        Assert.DoesNotContain(Id(7), Take(list, EventTime.Max, 100));
    }

    [Fact]
    public void Rewriting_goes_through_many_entries_in_parts()
    {
        const ulong Keys = 200_000;
        var list = new DueList();
        for (ulong key = 0; key < Keys; key++)
        {
            list.Add((long)(key % 100) * EventTime.Minute, Id(key));
            list.Add((long)(key % 100) * EventTime.Minute + EventTime.Day, Id(key));
        }

        list.Compact(id => id.Low % 2 == 0);
        Assert.Equal(100_000, list.Count);
        Assert.All(Take(list, EventTime.Day, int.MaxValue), static id => Assert.Equal(0UL, id.Low % 2));
        Assert.Equal((0, EventTime.Max), (list.Count, list.NextDue));
    }

    /// <summary>Against a plain list, with times before the epoch and at the edges of buckets.</summary>
    [Fact]
    public void Whatever_is_added_comes_up_in_time()
    {
        var random = new Random(5);
        var list = new DueList();
        var model = new List<(long Due, Hash128 Id)>();
        for (var step = 0; step < 3_000; step++)
        {
            var due = (random.Next(40) - 4) * EventTime.Hour + random.Next(-1, 2);
            list.Add(due, Id((ulong)step));
            model.Add((due, Id((ulong)step)));
            if (step % 10 != 0) continue;
            var watermark = (random.Next(36) - 2) * EventTime.Hour;
            var most = random.Next(1, 30);
            var taken = Take(list, watermark, most);
            Assert.All(taken, id => Assert.True(model.Single(m => m.Id == id).Due < watermark));
            model.RemoveAll(m => taken.Contains(m.Id));
            Assert.Equal(model.Count == 0 ? EventTime.Max : model.Min(m => m.Due), list.NextDue);
            Assert.Equal(model.Count, list.Count);
        }
    }

    private static Hash128 Id(ulong number) => new(number % 3, number);

    private static List<Hash128> Take(DueList list, long watermark, int most)
    {
        var taken = new List<Hash128>();
        list.TakeBefore(watermark, most, taken);
        return taken;
    }
}
