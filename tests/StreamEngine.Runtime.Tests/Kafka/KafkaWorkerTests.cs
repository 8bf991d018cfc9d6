using StreamEngine.Runtime.Status;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Runtime.Tests.Kafka;

public sealed class KafkaWorkerTests(RealKafka kafka)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_worker_publishes_what_the_oracle_says_and_starts_again_where_it_stopped()
    {
        await using var job = await KafkaCountJob.StartAsync(kafka, "one");
        await job.WriteAsync(4_000, isLast: false);
        var first = job.StartWorker("a");
        await UntilAsync(job, () => first.Worker.Status.Counters.Commits > 2);
        await first.StopAsync();
        Assert.Equal(WorkerPhase.Stopped, first.Worker.Status.Phase);
        await job.WriteAsync(4_000, isLast: true);
        job.StartWorker("a");
        await job.AssertExactAsync(Patience);
    }

    [Theory]
    [InlineData("append", 3)]
    [InlineData("offsets", 4)]
    [InlineData("commit", 5)]
    public async Task A_worker_that_dies_in_a_transaction_loses_and_doubles_nothing(string point, int hit)
    {
        await using var job = await KafkaCountJob.StartAsync(kafka, $"dies-{point}");
        await job.WriteAsync(6_000, isLast: false);
        var hits = 0;
        var first = job.StartWorker("a", at => at == point && ++hits == hit);
        await UntilAsync(job, () => first.Run.IsFaulted);
        await job.WriteAsync(2_000, isLast: true);
        job.StartWorker("a");
        await job.AssertExactAsync(Patience);
    }

    [Fact]
    public async Task Workers_that_come_and_go_share_the_work()
    {
        await using var job = await KafkaCountJob.StartAsync(kafka, "share");
        await job.WriteAsync(5_000, isLast: false);
        var first = job.StartWorker("a");
        await UntilAsync(job, () => first.Worker.Status.Counters.Commits > 1);
        var second = job.StartWorker("b");
        await UntilAsync(job, () => second.Worker.Status.Tasks.Any(static t => t.JournalSequence > 0));
        await job.WriteAsync(5_000, isLast: false);
        await first.StopAsync();
        await job.WriteAsync(5_000, isLast: true);
        await job.AssertExactAsync(Patience);
    }

    private static async Task UntilAsync(KafkaCountJob job, Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!condition())
        {
            Assert.False(deadline.IsCancellationRequested, job.Describe());
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
