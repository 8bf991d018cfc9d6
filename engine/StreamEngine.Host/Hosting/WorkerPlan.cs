using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Persistence;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Log;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Kafka;
using StreamEngine.Runtime.Workers;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Host.Hosting;

/// <summary>The settings as the runtime's workers want them.</summary>
internal static class WorkerPlan
{
    /// <summary>The options of one worker.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="policy">What the business decides.</param>
    /// <param name="slot">The worker's number.</param>
    /// <param name="partitions">How many partitions each input topic has.</param>
    /// <param name="shares">How many partitions the topic of shares of figures has.</param>
    /// <param name="schemas">The schemas that messages may name.</param>
    public static WorkerOptions Of(
        HostSettings settings, ShopPolicy policy, int slot, int partitions, int shares, WriterSchemas schemas) =>
        new()
        {
            Slot = slot,
            Name = settings.Kafka.InstanceId,
            Group = settings.Kafka.GroupId,
            Inputs = [.. InputTopics.NamesOf(settings.Topics).Select(t => new InputTopic(t.Value, (byte)t.Key))],
            Outputs = Outputs(settings.Topics),
            LateEventsTopic = settings.Topics.LateEvents,
            DeadLettersTopic = settings.Topics.DeadLetters,
            JournalTopic = settings.Topics.Journal,
            ChangelogTopic = settings.Topics.Changelog,
            Partitions = partitions,
            Partitioner = settings.Kafka.Partitioner,
            StartFrom = settings.StartFrom,
            Settings = PipelineSettings.Of(settings.Time, shares),
            Policy = PolicyDocument.Write(policy),
            PeekEventTime = new EventTimeReader(schemas).Of,
            OutOfOrdernessMs = settings.Time.OutOfOrdernessMs,
            IdleAfterMs = Ms(settings.IdleAfter),
            Commit = new CommitOptions
            {
                EveryMs = Ms(settings.Commit.Interval), Records = settings.Commit.MaxRecords,
                Bytes = settings.Commit.MaxBytes,
            },
            Snapshot = new SnapshotOptions
            {
                EveryMs = Ms(settings.State.SnapshotEvery), ReplayMs = Ms(settings.State.SnapshotReplay),
                ChangedBytes = Math.Min(
                    settings.State.SnapshotBytes,
                    StateTier.ChangedShareOf(settings.State.MemoryLimitBytes / partitions)),
            },
            JournalWaitMs = 2 * Ms(settings.Kafka.TransactionTimeout),
        };

    /// <summary>The options of the worker that merges figures.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="partitions">How many partitions the topic of shares has.</param>
    public static WorkerOptions OfMerge(HostSettings settings, int partitions) => new()
    {
        Name = settings.Kafka.InstanceId,
        Inputs = [new InputTopic(settings.Topics.KpiPartials, 0)],
        Outputs = Outputs(settings.Topics),
        LateEventsTopic = settings.Topics.LateEvents,
        DeadLettersTopic = settings.Topics.DeadLetters,
        JournalTopic = settings.Topics.KpiJournal,
        ChangelogTopic = settings.Topics.KpiChangelog,
        Partitions = partitions,
        // A share goes to the partition of its window, which is a part of its key only.
        Partitioner = PartitionerKind.Trust,
        IdleAfterMs = Ms(settings.IdleAfter),
        Commit = new CommitOptions
        {
            EveryMs = Ms(settings.Commit.Interval), Records = settings.Commit.MaxRecords,
            Bytes = settings.Commit.MaxBytes,
        },
        // Its input is compacted: what was read before cannot be replayed.
        Snapshot = new SnapshotOptions { WithEveryCommit = true },
        JournalWaitMs = 2 * Ms(settings.Kafka.TransactionTimeout),
    };

    private static OutputTopic[] Outputs(TopicNames names)
    {
        var topics = new OutputTopic[ShopStreams.KpiPartials + 1];
        topics[ShopStreams.Sessions] = new OutputTopic(names.Sessions);
        topics[ShopStreams.Triggers] = new OutputTopic(names.Triggers);
        topics[ShopStreams.Decisions] = new OutputTopic(names.Decisions);
        topics[ShopStreams.Kpis] = new OutputTopic(names.Kpis);
        topics[ShopStreams.LateEvents] = new OutputTopic(names.LateEvents);
        topics[ShopStreams.DeadLetters] = new OutputTopic(names.DeadLetters);
        topics[ShopStreams.KpiPartials] = new OutputTopic(names.KpiPartials);
        return topics;
    }

    private static long Ms(TimeSpan time) => (long)time.TotalMilliseconds;
}
