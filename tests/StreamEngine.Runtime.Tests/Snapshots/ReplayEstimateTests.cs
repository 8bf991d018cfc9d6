using StreamEngine.Runtime.Snapshots;

namespace StreamEngine.Runtime.Tests.Snapshots;

public sealed class ReplayEstimateTests
{
    private readonly ReplayEstimate _estimate = new();

    [Fact]
    public void A_replay_takes_longer_than_the_processing_took()
    {
        _estimate.Worked(300);
        _estimate.Worked(200);
        _estimate.Committed(50_000);
        Assert.Equal(1_000, _estimate.Ms);
    }

    [Fact]
    public void Time_without_records_counts_as_well()
    {
        _estimate.Worked(1_500);
        Assert.Equal((0, 3_000), (_estimate.Records, _estimate.Ms));
    }

    [Fact]
    public void The_rate_of_a_replay_is_remembered_over_snapshots()
    {
        _estimate.Restored(100_000, 4_000);
        Assert.Equal((100_000, 4_000), (_estimate.Records, _estimate.Ms));
        _estimate.Begin();
        Assert.Equal((0, 0), (_estimate.Records, _estimate.Ms));
        _estimate.Worked(100);
        _estimate.Committed(25_000);
        Assert.Equal(1_000, _estimate.Ms);
    }

    [Fact]
    public void A_replay_of_a_few_records_tells_nothing_of_its_rate()
    {
        _estimate.Restored(10, 500);
        _estimate.Begin();
        _estimate.Committed(100_000);
        Assert.Equal(0, _estimate.Ms);
    }

    [Fact]
    public void A_clock_that_is_set_back_takes_nothing_away()
    {
        _estimate.Worked(500);
        _estimate.Worked(-10_000);
        Assert.Equal(1_000, _estimate.Ms);
    }
}
