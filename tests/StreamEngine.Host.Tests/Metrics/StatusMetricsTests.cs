using System.Text;
using Microsoft.Extensions.Time.Testing;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Tasks;
using StreamEngine.Host.Metrics;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Tasks;

namespace StreamEngine.Host.Tests.Metrics;

public sealed class StatusMetricsTests
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(1_000_000));
    private readonly WorkerMetrics _metrics = new();

    [Fact]
    public async Task A_task_that_began_here_is_counted_from_its_first_record()
    {
        var status = new StatusMetrics(_metrics, _clock);
        status.Take([Worker(Task(TaskPhase.Running, read: 5, processed: 3))]);
        status.Take([Worker(Task(TaskPhase.Running, read: 9, processed: 8, filtered: 1))]);
        var text = await TextAsync();
        Assert.Contains("streamengine_records_read_total{topic=\"orders\"} 9", text, StringComparison.Ordinal);
        Assert.Contains("streamengine_records_processed_total{topic=\"orders\"} 8", text, StringComparison.Ordinal);
        Assert.Contains("streamengine_records_filtered_total{topic=\"orders\",reason=\"bot\"} 1", text,
            StringComparison.Ordinal);
        Assert.Contains("streamengine_ledger_imbalance{topic=\"orders\",partition=\"7\"} 0", text,
            StringComparison.Ordinal);
        Assert.Contains("streamengine_watermark_lag_seconds{partition=\"7\"} 999", text, StringComparison.Ordinal);
        Assert.Contains("streamengine_consumer_lag_records{topic=\"orders\",partition=\"7\"} 11", text,
            StringComparison.Ordinal);
        Assert.Contains("streamengine_watermark_held_back_by{partition=\"7\",topic=\"orders\"} 1", text,
            StringComparison.Ordinal);
        Assert.Contains("streamengine_tasks{state=\"running\"} 1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_counted_elsewhere_is_not_counted_again()
    {
        var status = new StatusMetrics(_metrics, _clock);
        var restored = new RestoreReport("done", 0, [], 10, 20, 0, false);
        status.Take([Worker(Task(TaskPhase.Restoring, read: 90, processed: 90) with { Restore = restored })]);
        status.Take([Worker(Task(TaskPhase.Running, read: 100, processed: 100) with { Restore = restored })]);
        status.Take([Worker(Task(TaskPhase.Running, read: 104, processed: 103) with { Restore = restored })]);
        var text = await TextAsync();
        Assert.Contains("streamengine_records_read_total{topic=\"orders\"} 4", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gauges_of_a_partition_that_went_elsewhere_go_with_it()
    {
        var status = new StatusMetrics(_metrics, _clock);
        status.Take([Worker(Task(TaskPhase.Running, read: 5, processed: 5))]);
        status.Take([Worker()]);
        var text = await TextAsync();
        Assert.DoesNotContain("partition=\"7\"", text, StringComparison.Ordinal);
        Assert.Contains("streamengine_records_read_total{topic=\"orders\"} 5", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counters_of_a_worker_that_was_started_again_go_on()
    {
        var status = new StatusMetrics(_metrics, _clock);
        status.Take([Worker() with { Counters = new WorkerCounters { Commits = 5, JournalBytes = 50 } }]);
        status.Take([Worker() with { Counters = new WorkerCounters { Commits = 2, JournalBytes = 20 } }]);
        var text = await TextAsync();
        Assert.Contains("streamengine_commits_total{result=\"committed\"} 7", text, StringComparison.Ordinal);
        Assert.Contains("streamengine_journal_bytes_total 70", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outputs_count_once_they_are_committed_and_never_when_replayed()
    {
        var tally = new OutputTally(_metrics, _clock);
        var output = tally.Around(new Nowhere());
        Publish(output);
        tally.Forget();
        Assert.DoesNotContain("streamengine_decisions_total{", await TextAsync(), StringComparison.Ordinal);
        Publish(output);
        _clock.Advance(TimeSpan.FromSeconds(3));
        tally.Commit();
        var text = await TextAsync();
        Assert.Contains("streamengine_decisions_total{outcome=\"fired\",rule=\"none\"} 1", text,
            StringComparison.Ordinal);
        Assert.Contains("streamengine_abandonment_triggers_total{kind=\"cart\",status=\"fired\"} 1", text,
            StringComparison.Ordinal);
        Assert.Contains("streamengine_sessions_closed_total 1", text, StringComparison.Ordinal);
        Assert.Contains("streamengine_event_to_trigger_seconds_sum 3", text, StringComparison.Ordinal);
        Assert.DoesNotContain("somebody", text, StringComparison.Ordinal);
    }

    private static void Publish(IShopOutput output)
    {
        output.Publish(new SessionRecord { Revision = 1, CustomerKey = "customer:somebody"u8.ToArray() });
        output.Publish(new SessionRecord { Revision = 2 });
        output.Publish(new TriggerRecord
        {
            TriggerId = new Hash128(1, 1), Kind = AbandonmentKind.Cart, Step = 1, Status = "fired",
            CustomerKey = "customer:somebody"u8.ToArray(), CartId = "somebody",
        });
        output.Publish(new DecisionRecord
        {
            CandidateId = new Hash128(1, 1), Kind = AbandonmentKind.Cart, Step = 1, Outcome = "fired",
            CustomerKey = "customer:somebody"u8.ToArray(), Detail = "somebody",
        });
    }

    private static WorkerStatus Worker(params TaskReport[] tasks) =>
        new() { Slot = 0, Phase = WorkerPhase.Running, Tasks = tasks };

    private static TaskReport Task(TaskPhase phase, long read, long processed, long filtered = 0) => new()
    {
        Partition = 7, Phase = phase, Watermark = 1000, HighestEventTime = 2000, HeldBackBy = "orders",
        Inputs =
        [
            new InputReport
            {
                Topic = "orders", Position = read, Committed = read, End = 20, HighestEventTime = 2000, IsIdle = false,
                IsPaused = false, Queued = 0, Bytes = read * 10,
                Ledger = new LedgerReport
                {
                    Read = read, Processed = processed, Filtered = filtered,
                    Reasons = filtered == 0 ? new Dictionary<(FateKind, string), long>()
                        : new Dictionary<(FateKind, string), long> { [(FateKind.Filtered, "bot")] = filtered },
                },
            },
        ],
    };

    private async Task<string> TextAsync()
    {
        using var stream = new MemoryStream();
        await _metrics.Registry.CollectAndExportAsTextAsync(stream, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed class Nowhere : IShopOutput
    {
        public void Publish(SessionRecord session) => _ = session;

        public void Publish(TriggerRecord trigger) => _ = trigger;

        public void Publish(DecisionRecord decision) => _ = decision;
    }
}
