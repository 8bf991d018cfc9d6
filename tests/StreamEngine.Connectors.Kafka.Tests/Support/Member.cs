using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka.Tests;

/// <summary>
/// A member of a group as a worker would be one: it acknowledges events at the committed offsets, or else the start,
/// and resumes at once. What it saw can be asked.
/// </summary>
public sealed class Member(ILogConsumer consumer, ILogOffsets offsets)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly PolledRecords _polled = new();

    public ILogConsumer Consumer => consumer;

    /// <summary>What it owns.</summary>
    public SortedSet<LogPartition> Owned { get; } = [];

    /// <summary>Every event, in order.</summary>
    public List<GroupEvent> Events { get; } = [];

    /// <summary>The values read, in order, with their positions.</summary>
    public List<(LogPosition At, string Value)> Records { get; } = [];

    /// <summary>The ends reached, the last one of each partition.</summary>
    public Dictionary<LogPartition, long> Ends { get; } = [];

    public List<LogFault> Faults { get; } = [];

    /// <summary>Called before a revocation or a loss is acknowledged.</summary>
    public Func<GroupEvent, Task> OnLeaving { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Called before an assignment is acknowledged.</summary>
    public Func<GroupEvent, Task> OnAssigned { get; set; } = static _ => Task.CompletedTask;

    /// <summary>One poll; its event, if any, is dealt with.</summary>
    public async Task StepAsync(int maxRecords = 1000)
    {
        var result = await consumer.PollAsync(_polled, maxRecords, TimeSpan.FromMilliseconds(50));
        Faults.AddRange(result.Faults);
        foreach (var batch in _polled.Batches)
            for (var index = 0; index < batch.Count; index++)
                Records.Add((new LogPosition(batch.Partition, batch[index].Offset),
                    System.Text.Encoding.UTF8.GetString(batch.Value(batch[index]))));
        foreach (var end in _polled.Ends) Ends[end.Partition] = end.Offset;
        if (result.Event is null) return;
        Assert.Equal(0, _polled.Count);
        await DealAsync(result.Event);
    }

    /// <summary>Polls until the condition holds; fails the test when it takes too long.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        var deadline = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < deadline,
                $"too late; owned {Owned.Count}, records {Records.Count}, faults {string.Join("; ", Faults)}");
            await StepAsync();
        }
    }

    private async Task DealAsync(GroupEvent groupEvent)
    {
        Events.Add(groupEvent);
        if (groupEvent.Kind != GroupEventKind.Assigned)
        {
            await OnLeaving(groupEvent);
            foreach (var partition in groupEvent.Partitions) Assert.True(Owned.Remove(partition));
            await consumer.AcknowledgeAsync(groupEvent, []);
            return;
        }
        await OnAssigned(groupEvent);
        var committed = await offsets.CommittedAsync(groupEvent.Partitions, Limit);
        Assert.Null(committed.Fault);
        await consumer.AcknowledgeAsync(groupEvent,
            [.. committed.Value!.Select(static p => p.IsKnown ? p : p with { Offset = 0 })]);
        foreach (var partition in groupEvent.Partitions) Assert.True(Owned.Add(partition));
        if (await consumer.ResumeAsync(groupEvent.Partitions) is { } fault) Faults.Add(fault);
    }
}
