using StreamEngine.Benchmarks.Measurements;
using StreamEngine.Benchmarks.Stages;

namespace StreamEngine.Benchmarks.Tests;

/// <summary>The gate on speed: bytes allocated an event, which no other process disturbs. Time is not judged.</summary>
public sealed class AllocationTests
{
    private static readonly Expectations Expected =
        Expectations.Read(Path.Combine(AppContext.BaseDirectory, "expectations.json"));

    public static TheoryData<string> Stages => [.. Expected.MaxBytesPerEvent.Keys];

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_stage_allocates_no_more_than_is_promised(string stage)
    {
        var (_, make) = Stage.All.Single(known => known.Name == stage);
        var cost = StageCost.Of(make, Expected.Customers, Expected.Events);
        TestContext.Current.TestOutputHelper?.WriteLine($"{stage}: {cost.BytesPerEvent:N1} B/event");
        Assert.InRange(cost.BytesPerEvent, 0, Expected.MaxBytesPerEvent[stage]);
    }
}
