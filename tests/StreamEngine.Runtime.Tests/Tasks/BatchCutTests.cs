using System.Buffers;
using System.Text;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Time;
using StreamEngine.Load.Shop;
using StreamEngine.Runtime.Ledger;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Runtime.Tests.Tasks;

/// <summary>
/// A lifelike shop with late, torn and repeated events, played in batches of different sizes: where a batch was cut
/// must not show, in any line, at any number of tasks.
/// </summary>
public sealed class BatchCutTests
{
    private static readonly RecordBatch Shop = Generate();

    [Theory]
    [InlineData(1), InlineData(2), InlineData(7), InlineData(64), InlineData(999)]
    public void Batches_of_any_size_give_the_same_bytes(int size) =>
        Assert.Equal(Play(1, _ => 100_000), Play(1, _ => size));

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void Batches_of_random_sizes_give_the_same_bytes(int seed)
    {
        var random = new Random(seed);
        Assert.Equal(Play(1, _ => 100_000), Play(1, _ => random.Next(1, 200)));
    }

    [Theory]
    [InlineData(2), InlineData(8)]
    public void Several_tasks_give_the_same_lines_whatever_the_cut(int partitions)
    {
        var one = Play(1, _ => 100_000).Order(StringComparer.Ordinal);
        Assert.Equal(one, Play(partitions, _ => 13).Order(StringComparer.Ordinal));
        Assert.Equal(one, Play(partitions, _ => 1_000).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_shop_has_late_torn_and_repeated_events_and_much_to_say()
    {
        var lines = Play(1, _ => 1_000);
        foreach (var part in (string[])["fate Duplicate", "fate Late",
            "fate DeadLettered", "\"retracted\"", "\"merged\""])
            Assert.Contains(lines, line => line.Contains(part, StringComparison.Ordinal));
    }

    private static List<string> Play(int partitions, Func<int, int> sizeOf)
    {
        var policy = new ShopPolicy { Governance = new GovernancePolicy { Consent = ConsentPolicy.Assumed } };
        var (lines, fates) = (new List<string>(), new List<string>());
        var ledger = new LedgerColumns();
        using var group = new TaskGroup(
            partitions, new ShopTime().OutOfOrdernessMs,
            _ => new ShopTask(policy, new ShopTime(), new WriterSchemas(), batch => new JsonOutput(batch)),
            (in Core.Tasks.RecordFate fate, ReadOnlySpan<byte> _) =>
            {
                fates.Add(FormattableString.Invariant($"fate {fate.Kind} {fate.Reason} of {fate.Position}"));
                ledger.CountFate(fate.Kind, fate.Reason, fate.Weight);
            },
            outputs =>
            {
                for (var i = 0; i < outputs.Count; i++)
                    lines.Add($"{outputs.Stream(i)} {Encoding.UTF8.GetString(outputs.Value(i))}");
            });
        var batch = new RecordBatch();
        for (var (at, number) = (0, 0); at < Shop.Count; number++)
        {
            batch.Clear();
            for (var end = Math.Min(Shop.Count, at + sizeOf(number)); at < end; at++)
                batch.Add(Shop[at], Shop.Key(Shop[at]), Shop.Value(Shop[at]));
            ledger.CountRead(batch.Count);
            group.Step(batch);
        }

        group.AdvanceTo(EventTime.Max);
        Assert.Equal(0, ledger.Waiting);
        return [.. lines, .. fates];
    }

    private static RecordBatch Generate()
    {
        var options = new ShopOptions
        {
            Events = 5_000, Customers = 300, Seed = 5, Days = 6, Late = 0.03, Duplicates = 0.02, Broken = 0.01,
        };
        var batch = new RecordBatch();
        var encoder = new EventEncoder();
        var value = new ArrayBufferWriter<byte>();
        foreach (var next in new ShopGenerator(options).Events())
        {
            value.ResetWrittenCount();
            if (!encoder.Encode(next, value).IsSuccess) continue;
            var key = CustomerKey.TryMake(next.CustomerId, next.AnonymousId, out var made) ? made : "";
            batch.Add(
                new InputRecord
                {
                    Input = (byte)next.Topic, Position = batch.Count, Arrival = InputRecord.NoArrival, Weight = 1,
                },
                Encoding.UTF8.GetBytes(key), value.WrittenSpan);
        }

        return batch;
    }
}
