using System.Runtime.CompilerServices;
using CsCheck;
using StreamEngine.Core.Operators.TumblingAggregate;

namespace StreamEngine.Core.Tests.Operators.TumblingAggregate;

/// <summary>
/// A series against a sorted dictionary, over several blocks: windows in order, late, and gone again.
/// </summary>
public sealed class WindowSeriesTests
{
    /// <summary>Mostly ahead, now and then far back or near the end; every fifth goes again.</summary>
    private static readonly Gen<(long Start, bool Goes)[]> Steps = Gen.Select(
            Gen.Int[0, 9], Gen.Int[0, 400], Gen.Int[0, 4], (kind, place, goes) => (kind, place, goes == 0))
        .Array[0, 600]
        .Select(steps => steps.Select((step, at) => (
            step.kind switch { 0 => step.place, 1 => Math.Max(0, at - (step.place % 10)), _ => (long)at },
            step.Item3)).ToArray());

    [Fact]
    public void It_finds_what_was_put_in_and_not_taken_out() => Steps.Sample(steps =>
    {
        var series = new WindowSeries<string>("key");
        var expected = new SortedDictionary<long, decimal>();
        foreach (var (start, goes) in steps)
        {
            ref var cell = ref series.At(start, out var isNew);
            Assert.Equal(!expected.ContainsKey(start), isNew);
            cell.Total += start + 1;
            expected[start] = expected.GetValueOrDefault(start) + start + 1;
            Assert.Equal(start, series.Find(start).Start);
            if (!goes) continue;
            var other = start / 2;
            Assert.Equal(expected.Remove(other, out var total), series.Remove(other, out var removed));
            Assert.Equal(total, removed.Total);
            Assert.True(Unsafe.IsNullRef(ref series.Find(other)));
            Assert.Equal(expected.Count == 0, series.IsEmpty);
        }

        var walked = new List<KeyValuePair<long, decimal>>();
        foreach (var cell in series) walked.Add(new KeyValuePair<long, decimal>(cell.Start, cell.Total));
        Assert.Equal(expected, walked);
        foreach (var (start, total) in expected) Assert.Equal(total, series.Find(start).Total);
    });

    [Fact]
    public void An_empty_one_has_nothing()
    {
        var series = new WindowSeries<string>("key");
        Assert.True(series.IsEmpty);
        Assert.True(Unsafe.IsNullRef(ref series.Find(0)));
        Assert.False(series.Remove(0, out _));
        Assert.False(series.GetEnumerator().MoveNext());
    }
}
