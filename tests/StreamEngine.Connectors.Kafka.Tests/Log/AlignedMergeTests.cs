using CsCheck;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka.Tests.Log;

public sealed class AlignedMergeTests
{
    [Fact]
    public void The_earliest_head_goes_first_and_stays_until_another_is_earlier()
    {
        var merge = new AlignedMerge(3, waitMs: 100);
        merge.SetHead(0, 50);
        merge.SetHead(1, 20);
        merge.SetHead(2, 30);

        Assert.Equal(new MergeChoice(1, 29 + 1), merge.Choose(0));
        merge.SetHead(1, 31);
        Assert.Equal(new MergeChoice(2, 30), merge.Choose(0));
    }

    [Fact]
    public void Equal_heads_go_in_the_order_of_the_inputs()
    {
        var merge = new AlignedMerge(2, waitMs: 100);
        merge.SetHead(0, 20);
        merge.SetHead(1, 20);
        Assert.Equal(new MergeChoice(0, 20), merge.Choose(0));

        // At 20 it is the first input's turn again, so the second may go on to 19 only.
        merge.SetHead(0, 20);
        merge.SetHead(1, 10);
        Assert.Equal(new MergeChoice(1, 19), merge.Choose(0));
    }

    [Fact]
    public void An_empty_input_that_has_more_is_waited_for_a_bounded_time()
    {
        var merge = new AlignedMerge(2, waitMs: 100);
        merge.SetHead(0, 50);
        merge.SetEmpty(1, isCaughtUp: false);

        Assert.Equal(new MergeChoice(-1, 1100), merge.Choose(1000));
        Assert.Equal(new MergeChoice(-1, 1100), merge.Choose(1099));
        Assert.Equal(0, merge.Choose(1100).Input);
        merge.SetHead(0, 51);
        Assert.Equal(0, merge.Choose(1101).Input);
    }

    [Fact]
    public void Patience_is_new_after_the_awaited_input_came()
    {
        var merge = new AlignedMerge(2, waitMs: 100);
        merge.SetHead(0, 50);
        Assert.False(merge.Choose(0).IsTake);
        merge.SetHead(1, 40);
        Assert.Equal(1, merge.Choose(90).Input);
        merge.SetEmpty(1, isCaughtUp: false);
        Assert.Equal(new MergeChoice(-1, 300), merge.Choose(200));
    }

    [Fact]
    public void A_caught_up_input_is_not_waited_for()
    {
        var merge = new AlignedMerge(2, waitMs: 100);
        merge.SetHead(0, 50);
        merge.SetEmpty(1, isCaughtUp: true);
        Assert.Equal(new MergeChoice(0, long.MaxValue), merge.Choose(0));
    }

    [Fact]
    public void With_nothing_buffered_there_is_no_choice() =>
        Assert.Equal(MergeChoice.Nothing, new AlignedMerge(2, waitMs: 100).Choose(0));

    [Fact]
    public void Sorted_inputs_come_out_sorted_and_following_the_bound_changes_nothing() =>
        Gen.Long[0, 20].Array[0, 12].Array[1, 4].Sample(inputs =>
        {
            foreach (var input in inputs) Array.Sort(input);
            var step = Merge(inputs, followBound: false);
            Assert.Equal(step, Merge(inputs, followBound: true));
            var expected = inputs.SelectMany((times, input) => times.Select(time => (time, input))).Order();
            Assert.Equal(expected, step);
        });

    private static List<(long Time, int Input)> Merge(long[][] inputs, bool followBound)
    {
        var merge = new AlignedMerge(inputs.Length, waitMs: 100);
        var at = new int[inputs.Length];
        var merged = new List<(long, int)>();
        for (var input = 0; input < inputs.Length; input++) Offer(input);
        while (merge.Choose(0) is { IsTake: true } choice)
        {
            do
            {
                merged.Add((inputs[choice.Input][at[choice.Input]++], choice.Input));
                Offer(choice.Input);
            }
            while (followBound && at[choice.Input] < inputs[choice.Input].Length
                && inputs[choice.Input][at[choice.Input]] <= choice.Bound);
        }
        return merged;

        void Offer(int input)
        {
            if (at[input] < inputs[input].Length) merge.SetHead(input, inputs[input][at[input]]);
            else merge.SetEmpty(input, isCaughtUp: true);
        }
    }
}
