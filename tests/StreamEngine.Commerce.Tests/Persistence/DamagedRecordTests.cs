using StreamEngine.Commerce.Policies;
using StreamEngine.Commerce.Tests.Oracle;
using StreamEngine.Core.State;
using StreamEngine.Oracle.Generation;

namespace StreamEngine.Commerce.Tests.Persistence;

/// <summary>
/// Damaged records give a typed error or a state that is written as the bytes that were read; never anything else, and
/// never more memory than the bytes are worth.
/// </summary>
public sealed class DamagedRecordTests
{
    private const int FlipsPerRecord = 60;
    private const long MostBytesOfMemory = 4_000_000;

    [Fact]
    public void A_record_that_is_cut_is_refused() => ForRecords(10, (run, key, value, _) =>
    {
        for (var length = 1; length < value.Length; length++)
            Assert.ThrowsAny<StateFormatException>(() => Load(run, key, value.AsSpan(0, length)));
    });

    [Fact]
    public void A_record_with_flipped_bytes_is_refused_or_another_state() => ForRecords(40, (run, key, value, random) =>
    {
        for (var i = 0; i < FlipsPerRecord; i++)
        {
            var damaged = (byte[])value.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
                damaged[random.Next(damaged.Length)] = random.Next(4) switch
                {
                    0 => 0xff,
                    1 => 0,
                    _ => (byte)random.Next(256),
                };
            Check(run, key, damaged);
        }
    });

    [Fact]
    public void Bytes_of_any_kind_are_refused_or_a_state()
    {
        var random = new Random(1);
        using var run = new StateRun(new ShopPolicy(), new ShopTime());
        var key = "\u0001visitor:any"u8.ToArray();
        for (var i = 0; i < 3_000; i++)
        {
            var bytes = new byte[random.Next(80)];
            random.NextBytes(bytes);
            if (bytes.Length > 0) bytes[0] = 1;
            Check(run, key, bytes);
        }
    }

    /// <summary>Loading fails by itself where a record is not written again as it was read.</summary>
    private static void Check(StateRun run, byte[] key, byte[] value)
    {
        if (value.Length == 0) return;
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Load(run, key, value);
        }
        catch (StateFormatException refused)
        {
            Assert.NotEmpty(refused.Message);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytesOfMemory);
    }

    private static void Load(StateRun run, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        run.Shop.State.Load(key, value);
        run.Shop.State.Resume(run.Shop.Pipeline.Process.Position);
    }

    private static void ForRecords(int usual, Action<StateRun, byte[], byte[], Random> check) =>
        Comparison.ForSeeds(usual, seed =>
        {
            var (events, policy) = RandomShop.Generate(seed);
            var shopPolicy = OracleLines.PolicyOf(policy);
            using var run = new StateRun(shopPolicy, new ShopTime());
            var random = new Random(seed);
            foreach (var next in events.Take(random.Next(5, events.Count))) run.Feed(next);
            run.Save();
            using var target = new StateRun(shopPolicy, new ShopTime());
            foreach (var (key, value) in run.Records.Where(IsOfCustomer).Take(3))
                check(target, Convert.FromHexString(key), Convert.FromHexString(value), random);
        });

    private static bool IsOfCustomer(KeyValuePair<string, string> record) =>
        record.Key.StartsWith("01", StringComparison.Ordinal);
}
